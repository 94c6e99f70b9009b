"""The rail's entry, and where tasks about a suggestion lead."""

from django.utils.translation import gettext_lazy as _

from anxin.management.reviews import permissions
from anxin.platform.ui.addresses import register_document
from anxin.platform.ui.navigation import NavigationEntry, register_entry

register_document("reviews.suggestion", "reviews:suggestion", _("建议"))
register_document("reviews.orderreview", "reviews:review", _("工单复盘"))
register_document("reviews.reviewmeasure", "reviews:finish_measure", _("复盘措施"))
register_entry(NavigationEntry("suggestions", _("建议"), "message", "reviews:suggestions", permissions.SUGGEST, order=60))
register_entry(
    NavigationEntry("order_reviews", _("工单复盘"), "history", "reviews:reviews", permissions.SEE_REVIEWS, order=61)
)
