"""States of a follow-up."""

from anxin.platform.findings import gettext_noop as _
from anxin.platform.lifecycle import Lifecycle

DUE, DONE, UNREACHABLE, CANCELLED = "DUE", "DONE", "UNREACHABLE", "CANCELLED"

FOLLOW_UP = Lifecycle(
    "followup.followup",
    initial=(DUE,),
    transitions={
        (DUE, "reach"): DONE,
        (DUE, "retry"): DUE,
        (DUE, "give_up"): UNREACHABLE,
        (DUE, "cancel"): CANCELLED,
    },
    labels={DUE: _("待回访"), DONE: _("已回访"), UNREACHABLE: _("联系不上"), CANCELLED: _("不再回访")},
    refusals={verb: _("这条回访已经结束，请刷新队列。") for verb in ("reach", "retry", "give_up", "cancel")},
)
