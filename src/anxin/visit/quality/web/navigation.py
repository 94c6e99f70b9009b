"""The rail's entry, and where tasks and audit lines about a case lead."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry
from anxin.visit.quality import permissions

register_document("quality.reworkcase", "quality:rework_case", _("返修"))
register_document("quality.conductcase", "quality:conduct_case", _("过失案件"))
register_document("quality.trainee", "quality:inspector", _("质检人员"))
register_entry(NavigationEntry("quality", _("返修"), "rotate", "quality:rework", permissions.SEE, order=36))
