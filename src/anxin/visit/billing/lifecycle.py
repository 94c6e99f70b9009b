"""States of a tax invoice."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.lifecycle import Lifecycle

REQUESTED, ISSUED, FAILED, CANCELLED = "REQUESTED", "ISSUED", "FAILED", "CANCELLED"

INVOICE = Lifecycle(
    "billing.invoice",
    initial=(REQUESTED,),
    transitions={
        (REQUESTED, "issue"): ISSUED,
        (REQUESTED, "fail"): FAILED,
        (REQUESTED, "wait"): REQUESTED,
        (REQUESTED, "cancel"): CANCELLED,
        (FAILED, "retry"): REQUESTED,
        (FAILED, "issue"): ISSUED,
        (FAILED, "cancel"): CANCELLED,
    },
    labels={REQUESTED: _("开票中"), ISSUED: _("已开票"), FAILED: _("开票失败"), CANCELLED: _("已取消")},
    refusals={
        "issue": _("这张发票已经开出或取消，请刷新再看。"),
        "retry": _("只有开票失败的发票可以重开，请刷新再看。"),
        "cancel": _("已开出的发票不能取消，请红冲。"),
    },
)
