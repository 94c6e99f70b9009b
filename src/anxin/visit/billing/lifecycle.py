"""States of a tax invoice, of what a customer is asked to pay through a platform, and of what goes back that way."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.lifecycle import Lifecycle

REQUESTED, ISSUED, FAILED, CANCELLED = "REQUESTED", "ISSUED", "FAILED", "CANCELLED"
UNKNOWN = "UNKNOWN"
"""The provider may have issued it and has not said so: it is asked again, never cancelled."""

INVOICE = Lifecycle(
    "billing.invoice",
    initial=(REQUESTED,),
    transitions={
        (REQUESTED, "issue"): ISSUED,
        (REQUESTED, "fail"): FAILED,
        (REQUESTED, "wait"): REQUESTED,
        (REQUESTED, "cancel"): CANCELLED,
        (REQUESTED, "lose"): UNKNOWN,
        (UNKNOWN, "retry"): REQUESTED,
        (UNKNOWN, "issue"): ISSUED,
        (FAILED, "retry"): REQUESTED,
        (FAILED, "issue"): ISSUED,
        (FAILED, "cancel"): CANCELLED,
    },
    labels={
        REQUESTED: _("开票中"),
        ISSUED: _("已开票"),
        FAILED: _("开票失败"),
        UNKNOWN: _("结果不明"),
        CANCELLED: _("已取消"),
    },
    refusals={
        "issue": _("这张发票已经开出或取消，请刷新再看。"),
        "retry": _("只有开票失败或结果不明的发票可以再申请，请刷新再看。"),
        "cancel": _("已开出的发票不能取消，请红冲；结果不明的请先再查一次。"),
    },
)

ASKED, OPEN, PAID, CLOSED = "ASKED", "OPEN", "PAID", "CLOSED"
SENT, DONE = "SENT", "DONE"

PAYMENT_REQUEST = Lifecycle(
    "billing.payment_request",
    initial=(ASKED,),
    transitions={
        (ASKED, "offer"): OPEN,
        (ASKED, "fail"): FAILED,
        (ASKED, "close"): CLOSED,
        (OPEN, "close"): CLOSED,
        # Money is never refused: what comes for a request that was given up is booked all the same.
        (ASKED, "pay"): PAID,
        (OPEN, "pay"): PAID,
        (CLOSED, "pay"): PAID,
        (FAILED, "pay"): PAID,
    },
    labels={ASKED: _("正在出码"), OPEN: _("等客户扫码"), PAID: _("已付款"), CLOSED: _("已关闭"), FAILED: _("出码失败")},
    refusals={"close": _("这个收款码已经付款或关闭，请刷新再看。")},
)

PLATFORM_REFUND = Lifecycle(
    "billing.platform_refund",
    initial=(SENT,),
    transitions={(SENT, "arrive"): DONE, (SENT, "fail"): FAILED, (FAILED, "retry"): SENT, (FAILED, "settle"): DONE},
    labels={SENT: _("退款中"), DONE: _("已到账"), FAILED: _("退款失败")},
    refusals={
        "retry": _("只有失败的退款可以重试，请刷新再看。"),
        "settle": _("只有失败的退款要改用别的方式，请刷新再看。"),
    },
)
