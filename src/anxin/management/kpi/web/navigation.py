"""The rail's entries: whoever sees figures begins with the cockpit."""

from django.utils.translation import gettext_lazy as _

from anxin.management.kpi import permissions
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_document("kpi.remedy", "kpi:remedy", _("改进措施"))
register_entry(NavigationEntry("cockpit", _("驾驶舱"), "gauge", "kpi:cockpit", permissions.SEE, order=5))
register_entry(NavigationEntry("kpi", _("指标"), "chart-bar", "kpi:sheet", permissions.SEE, order=20))
