"""The rail's entry."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.ui.navigation import NavigationEntry, register_entry
from anxin.visit.repair_orders import permissions

register_entry(
    NavigationEntry("repair_orders", _("工单"), "clipboard-list", "repair_orders:list", permissions.SEE, order=30)
)
