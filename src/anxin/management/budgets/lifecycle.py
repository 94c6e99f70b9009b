"""States of what a region proposes to its stores (M23.08), and of the forecast of a budget (M23.07)."""

from django.utils.translation import gettext_lazy as _

from anxin.platform.lifecycle import Lifecycle

SENT, COUNTERED, ACCEPTED, REPLACED, WITHDRAWN = "SENT", "COUNTERED", "ACCEPTED", "REPLACED", "WITHDRAWN"
OPEN = (SENT, COUNTERED)
_MOVED_ON = _("这个建议目标已经不在这一步，请刷新后再看。")

TARGET_PROPOSAL = Lifecycle(
    "target_proposal",
    initial=(SENT,),
    transitions={
        (SENT, "accept"): ACCEPTED,
        (SENT, "counter"): COUNTERED,
        (COUNTERED, "agree"): ACCEPTED,
        (SENT, "replace"): REPLACED,
        (COUNTERED, "replace"): REPLACED,
        (SENT, "withdraw"): WITHDRAWN,
        (COUNTERED, "withdraw"): WITHDRAWN,
    },
    labels={
        SENT: _("待门店答复"),
        COUNTERED: _("门店另提了数"),
        ACCEPTED: _("已定为目标"),
        REPLACED: _("被新的建议代替"),
        WITHDRAWN: _("已撤回"),
    },
    refusals={"accept": _MOVED_ON, "counter": _MOVED_ON, "agree": _MOVED_ON, "withdraw": _MOVED_ON},
)

PROPOSED, CONFIRMED, OBJECTED, TAKEN = "PROPOSED", "CONFIRMED", "OBJECTED", "TAKEN"
WAITING = (PROPOSED, CONFIRMED)
_FORECAST_MOVED_ON = _("这个预测已经不在这一步，请刷新后再看。")

FORECAST = Lifecycle(
    "budget_forecast",
    initial=(PROPOSED,),
    transitions={
        (PROPOSED, "confirm"): CONFIRMED,
        (PROPOSED, "object"): OBJECTED,
        (CONFIRMED, "take"): TAKEN,
        (PROPOSED, "replace"): REPLACED,
        (CONFIRMED, "replace"): REPLACED,
    },
    labels={
        PROPOSED: _("待另一方确认"),
        CONFIRMED: _("已确认，待定为目标"),
        OBJECTED: _("有异议"),
        TAKEN: _("已定为预算目标"),
        REPLACED: _("被新的预测代替"),
    },
    refusals={"confirm": _FORECAST_MOVED_ON, "object": _FORECAST_MOVED_ON, "take": _FORECAST_MOVED_ON},
)
