"""States of a count sheet (M14.01)."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.lifecycle import Lifecycle

COUNTING, SUBMITTED, APPROVED, CANCELLED = "COUNTING", "SUBMITTED", "APPROVED", "CANCELLED"
OPEN = (COUNTING, SUBMITTED)
"""In these an article that stands on the sheet stands on no other."""
_NOT_COUNTING = _("这张盘点单已经提交或结束，不能再盘；要改请先退回盘点。")
_NOT_SUBMITTED = _("这张盘点单没有在等批准，请刷新后再看。")

SHEET = Lifecycle(
    "count_sheet",
    initial=(COUNTING,),
    transitions={
        (COUNTING, "count"): COUNTING,
        (COUNTING, "submit"): SUBMITTED,
        (SUBMITTED, "send_back"): COUNTING,
        (SUBMITTED, "approve"): APPROVED,
        (COUNTING, "cancel"): CANCELLED,
        (SUBMITTED, "cancel"): CANCELLED,
    },
    labels={
        COUNTING: _("盘点中"),
        SUBMITTED: _("等批准"),
        APPROVED: _("已批准入账"),
        CANCELLED: _("已取消"),
    },
    refusals={
        "count": _NOT_COUNTING,
        "submit": _NOT_COUNTING,
        "send_back": _NOT_SUBMITTED,
        "approve": _NOT_SUBMITTED,
        "cancel": _("这张盘点单已经结束，不用取消；请刷新后再看。"),
    },
)
