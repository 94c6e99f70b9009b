"""States of an order to a supplier (M14.13), and of what a customer waits for (M14.04)."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.lifecycle import Lifecycle

DRAFT, ORDERED, ANSWERED, REFUSED = "DRAFT", "ORDERED", "ANSWERED", "REFUSED"
PARTLY, RECEIVED, CANCELLED = "PARTLY", "RECEIVED", "CANCELLED"
ON_THE_WAY = (ORDERED, ANSWERED, PARTLY)
"""What was ordered and is expected still."""

PURCHASE = Lifecycle(
    "purchase order",
    initial=(DRAFT,),
    transitions={
        (DRAFT, "place"): ORDERED,
        (DRAFT, "rewrite"): DRAFT,
        (DRAFT, "cancel"): CANCELLED,
        (ORDERED, "answer"): ANSWERED,
        (ANSWERED, "answer"): ANSWERED,
        (PARTLY, "answer"): PARTLY,
        (ORDERED, "refuse"): REFUSED,
        (ANSWERED, "refuse"): REFUSED,
        (ORDERED, "name"): ORDERED,
        (ANSWERED, "name"): ANSWERED,
        (PARTLY, "name"): PARTLY,
        (ORDERED, "receive"): PARTLY,
        (ANSWERED, "receive"): PARTLY,
        (PARTLY, "receive"): PARTLY,
        (ORDERED, "complete"): RECEIVED,
        (ANSWERED, "complete"): RECEIVED,
        (PARTLY, "complete"): RECEIVED,
        (ORDERED, "cancel"): CANCELLED,
        (ANSWERED, "cancel"): CANCELLED,
        (PARTLY, "undo"): PARTLY,
        (RECEIVED, "undo"): PARTLY,
        (PARTLY, "undo_last"): ANSWERED,
        (RECEIVED, "undo_last"): ANSWERED,
    },
    labels={
        DRAFT: _("草稿"),
        ORDERED: _("已订货"),
        ANSWERED: _("供应商已答复"),
        REFUSED: _("供应商不供"),
        PARTLY: _("部分到货"),
        RECEIVED: _("已到齐"),
        CANCELLED: _("已取消"),
    },
    refusals={
        "place": _("这张采购单已经发出或取消，请刷新后再看。"),
        "rewrite": _("采购单发出后不能改明细；不要的请取消那一行，要加的另开一张。"),
        "answer": _("这张采购单不在等供应商答复，请刷新后再看。"),
        "refuse": _("已经到过货或已结束的采购单不能记为不供；没到的请取消那一行。"),
        "name": _("这张采购单不在等货，不用再填配件号。"),
        "receive": _("这张采购单不在等货：草稿请先订货，已到齐或取消的请另开采购单。"),
        "complete": _("这张采购单不在等货：草稿请先订货，已到齐或取消的请另开采购单。"),
        "cancel": _("到过货或已结束的采购单不能整张取消；没到的请取消那一行。"),
        "undo": _("这张采购单没有收过货，请刷新后再看。"),
        "undo_last": _("这张采购单没有收过货，请刷新后再看。"),
    },
)

WAITING, ARRIVED, HANDED_OVER = "WAITING", "ARRIVED", "HANDED"

SPECIAL = Lifecycle(
    "special order",
    initial=(WAITING,),
    transitions={
        (WAITING, "delay"): WAITING,
        (WAITING, "arrive"): ARRIVED,
        (ARRIVED, "hand_over"): HANDED_OVER,
        (WAITING, "cancel"): CANCELLED,
        (ARRIVED, "cancel"): CANCELLED,
    },
    labels={
        WAITING: _("等到货"),
        ARRIVED: _("已到货"),
        HANDED_OVER: _("已交给客户"),
        CANCELLED: _("已取消"),
    },
    refusals={
        "delay": _("这个件已经到货、交出或取消，不用再改到货日期。"),
        "arrive": _("这个件已经到货、交出或取消，请刷新后再看。"),
        "hand_over": _("还没到货或已经结束的专订不能交给客户；到了请先在采购单上收货，或点“已到货”。"),
        "cancel": _("已经交给客户或取消的专订不能再取消。"),
    },
)
