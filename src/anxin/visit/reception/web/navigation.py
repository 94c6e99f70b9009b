"""Reception in the rail."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.ui.navigation import NavigationEntry, register_entry
from anxin.visit.reception import permissions

register_entry(NavigationEntry("reception", _("接车"), "car", "reception_desk", permissions.RECEIVE, order=12))
register_entry(NavigationEntry("ratings", _("客户评价"), "star", "ratings", permissions.MONITOR_RATINGS, order=520))
register_entry(
    NavigationEntry("samples", _("交车抽查"), "clipboard-check", "delivery_samples", permissions.CHECK_DELIVERIES, order=521)
)
