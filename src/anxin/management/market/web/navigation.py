"""The rail's entry, and where tasks about a note lead."""

from django.utils.translation import gettext_lazy as _

from anxin.management.market import permissions
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_document("market.note", "market:note", _("市场情况"))
register_entry(NavigationEntry("market_notes", _("市场情况"), "message", "market:notes", permissions.SEE, order=62))
