"""States of a suggestion (M22.10) and of a review of repair orders (M22.11)."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.lifecycle import Lifecycle

ENTERED, DECLINED, TO_DO, REPORTED, CONFIRMED, DROPPED = (
    "ENTERED",
    "DECLINED",
    "TO_DO",
    "REPORTED",
    "CONFIRMED",
    "DROPPED",
)
_MOVED_ON = _("这条建议已经不在这一步，请刷新后再看。")

SUGGESTION = Lifecycle(
    "suggestion",
    initial=(ENTERED,),
    transitions={
        (ENTERED, "decline"): DECLINED,
        (ENTERED, "accept"): TO_DO,
        (TO_DO, "give"): TO_DO,
        (TO_DO, "report"): REPORTED,
        (TO_DO, "confirm"): CONFIRMED,
        (REPORTED, "confirm"): CONFIRMED,
        (REPORTED, "return"): TO_DO,
        (TO_DO, "drop"): DROPPED,
        (REPORTED, "drop"): DROPPED,
    },
    labels={
        ENTERED: _("待判定"),
        DECLINED: _("不采纳"),
        TO_DO: _("落实中"),
        REPORTED: _("待确认落实"),
        CONFIRMED: _("已落实"),
        DROPPED: _("已放弃"),
    },
    refusals={
        "decline": _("这条建议已经判定过了，请刷新后再看。"),
        "accept": _("这条建议已经判定过了，请刷新后再看。"),
        "give": _MOVED_ON,
        "report": _MOVED_ON,
        "confirm": _MOVED_ON,
        "return": _MOVED_ON,
        "drop": _MOVED_ON,
    },
)

OPENED, CLOSED = "OPEN", "CLOSED"
_CLOSED_ALREADY = _("这次复盘已经结束，不能再改。")

REVIEW = Lifecycle(
    "order_review",
    initial=(OPENED,),
    transitions={(OPENED, "work"): OPENED, (OPENED, "close"): CLOSED},
    labels={OPENED: _("复盘中"), CLOSED: _("复盘已结束")},
    refusals={"work": _CLOSED_ALREADY, "close": _CLOSED_ALREADY},
)
