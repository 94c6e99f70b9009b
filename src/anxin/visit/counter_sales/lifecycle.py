"""States of a store's yearly plan of external sales (PRJ-07)."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.lifecycle import Lifecycle

WAITING, CONFIRMED, RETURNED, REPLACED = "WAITING", "CONFIRMED", "RETURNED", "REPLACED"
_ANSWERED = _("这一版计划已经答复过，或有了新的一版，请刷新后再看。")

PLAN = Lifecycle(
    "sales plan",
    initial=(WAITING,),
    transitions={
        (WAITING, "confirm"): CONFIRMED,
        (WAITING, "return"): RETURNED,
        (WAITING, "replace"): REPLACED,
        (CONFIRMED, "replace"): REPLACED,
    },
    labels={
        WAITING: _("等售后经理确认"),
        CONFIRMED: _("执行中"),
        RETURNED: _("已退回"),
        REPLACED: _("被新的计划代替"),
    },
    refusals={"confirm": _ANSWERED, "return": _ANSWERED},
)
