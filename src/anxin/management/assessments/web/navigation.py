"""The rail's entry, and where tasks about an assessment lead."""

from django.utils.translation import gettext_lazy as _

from anxin.management.assessments import permissions
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_document("assessments.assessment", "assessments:assessment", _("考核"))
register_entry(NavigationEntry("assessments", _("考核"), "award", "assessments:assessments", permissions.OWN, order=58))
