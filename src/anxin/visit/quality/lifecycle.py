"""States of a rework case and of a case of negligence."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.lifecycle import Lifecycle

REPORTED, OPEN, REPAIRED, CLOSED, VOID = "REPORTED", "OPEN", "REPAIRED", "CLOSED", "VOID"

REWORK = Lifecycle(
    "rework",
    initial=(REPORTED, OPEN),
    transitions={
        (REPORTED, "arrive"): OPEN,
        (REPORTED, "withdraw"): VOID,
        (OPEN, "judge"): OPEN,
        (OPEN, "confirm"): REPAIRED,
        (OPEN, "confirm_judged"): CLOSED,
        (OPEN, "withdraw"): VOID,
        (REPAIRED, "judge"): CLOSED,
        (CLOSED, "judge"): CLOSED,
    },
    labels={
        REPORTED: _("等车返厂"),
        OPEN: _("返修中"),
        REPAIRED: _("复检合格，待判定"),
        CLOSED: _("已判定"),
        VOID: _("已撤销"),
    },
    refusals={
        "arrive": _("这一条返修已经在处理，请刷新后再看。"),
        "judge": _("车还没有返厂或已撤销，现在不能判定；请等车返厂。"),
        "confirm_judged": _("返修已经复检过，请刷新后再看。"),
        "confirm": _("返修已经复检过，请刷新后再看。"),
        "withdraw": _("已经复检合格的返修不能撤销；判定错了请重新判定。"),
    },
)

RAISED, STATED, DECIDED, APPEALED, FINAL = "RAISED", "STATED", "DECIDED", "APPEALED", "FINAL"

CONDUCT = Lifecycle(
    "conduct",
    initial=(RAISED,),
    transitions={
        (RAISED, "state"): STATED,
        (RAISED, "decide"): DECIDED,
        (STATED, "decide"): DECIDED,
        (DECIDED, "appeal"): APPEALED,
        (APPEALED, "settle_appeal"): FINAL,
    },
    labels={
        RAISED: _("等本人陈述"),
        STATED: _("待决定"),
        DECIDED: _("已决定"),
        APPEALED: _("申诉中"),
        FINAL: _("申诉已答复"),
    },
    refusals={
        "state": _("已经陈述或决定过，不能再写；不同意决定请申诉。"),
        "decide": _("已经决定过，请刷新后再看。"),
        "appeal": _("还没有决定或已经申诉过，不能申诉；请先等决定。"),
        "settle_appeal": _("没有待答复的申诉，请刷新后再看。"),
    },
)
