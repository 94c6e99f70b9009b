"""The rail's entry, and where refusals of the counter lead."""

from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.permissions import ISSUE
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_entry(NavigationEntry("parts_desk", _("柜台"), "package", "parts_desk:desk", ISSUE, order=45))
