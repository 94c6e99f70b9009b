"""Reception in the rail."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.ui.navigation import NavigationEntry, register_entry
from anxin.visit.reception import permissions

register_entry(NavigationEntry("reception", _("接车"), "car", "reception_desk", permissions.RECEIVE, order=12))
