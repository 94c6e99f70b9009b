"""The rail's entries."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry
from anxin.visit.workshop import permissions

register_document("workshop.finding", "workshop:price_finding", _("车间发现"))
register_entry(
    NavigationEntry("workshop_board", _("看板"), "layout-kanban", "workshop:board", permissions.DISPATCH, order=25)
)
register_entry(
    NavigationEntry("workshop_inspection", _("质检"), "shield-check", "workshop:inspection", permissions.INSPECT, order=35)
)
register_entry(NavigationEntry("workshop_my_day", _("我的活"), "tools", "workshop:my_day", permissions.CLOCK, order=28))
register_entry(NavigationEntry("workshop_time", _("时间账"), "hourglass", "workshop:waits", permissions.FIGURES, order=45))
