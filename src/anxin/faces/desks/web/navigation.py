"""The rail's first entry and the shell's way home."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.ui.navigation import NavigationEntry, register_entry, register_shell_link
from anxin.visit.repair_orders import permissions

register_entry(NavigationEntry("desk", _("工作台"), "home", "desks:advisor", permissions.OPEN, order=10))
register_shell_link("home", "desks:home")
