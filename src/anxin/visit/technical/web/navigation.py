"""The rail's entries, and where tasks about a case lead."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry
from anxin.visit.technical import permissions

register_document("technical.technicalcase", "technical:case", _("疑难案例"))
register_entry(NavigationEntry("technical_cases", _("疑难"), "help", "technical:cases", permissions.SEE, order=36))
