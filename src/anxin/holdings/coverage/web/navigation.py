"""Warranty terms in the rail."""

from django.utils.translation import gettext_lazy as _

from anxin.holdings.coverage.permissions import CHANGE
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_entry(NavigationEntry("coverage", _("质保条款"), "shield-check", "coverage_terms", CHANGE, order=62))
