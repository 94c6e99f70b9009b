"""States of a reception and of an inspection sheet."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.lifecycle import Lifecycle

ARRIVED, ORDERED, DELIVERED, LEFT = "ARRIVED", "ORDERED", "DELIVERED", "LEFT"
HERE = (ARRIVED, ORDERED)

RECEPTION = Lifecycle(
    "reception",
    initial=(ARRIVED,),
    transitions={
        (ARRIVED, "open_order"): ORDERED,
        (ARRIVED, "leave"): LEFT,
        (ORDERED, "deliver"): DELIVERED,
        (ORDERED, "leave"): LEFT,
    },
    labels={ARRIVED: _("接待中"), ORDERED: _("已开单"), DELIVERED: _("已交车"), LEFT: _("已离店")},
    refusals={
        "open_order": _("这次接待已经开单或已结束，请刷新后再看。"),
        "leave": _("这次接待已经结束，请刷新后再看。"),
        "deliver": _("这次接待还没有开单或已结束，不能交车，请刷新后再看。"),
    },
)

DRAFT, SIGNED, DECLINED = "DRAFT", "SIGNED", "DECLINED"

SHEET = Lifecycle(
    "inspection_sheet",
    initial=(DRAFT,),
    transitions={(DRAFT, "record"): DRAFT, (DRAFT, "sign"): SIGNED, (DRAFT, "decline"): DECLINED},
    labels={DRAFT: _("待签字"), SIGNED: _("已签字"), DECLINED: _("客户不做")},
    refusals={
        "record": _("环车检查单已签字或客户已谢绝，不能再改；新发现的请记在工单里。"),
        "sign": _("环车检查单已签字或客户已谢绝，请刷新后再看。"),
        "decline": _("环车检查单已签字或客户已谢绝，请刷新后再看。"),
    },
)
