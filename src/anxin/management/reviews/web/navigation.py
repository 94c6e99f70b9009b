"""The rail's entry, and where tasks about a suggestion lead."""

from django.utils.translation import gettext_lazy as _

from anxin.management.reviews import permissions
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_document("reviews.suggestion", "reviews:suggestion", _("建议"))
register_entry(NavigationEntry("suggestions", _("建议"), "message", "reviews:suggestions", permissions.SUGGEST, order=60))
