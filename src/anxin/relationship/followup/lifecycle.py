"""States of a follow-up."""

from anxin.platform.findings import gettext_noop as _
from anxin.platform.lifecycle import Lifecycle

DUE, DONE, UNREACHABLE, CANCELLED, NO_CONSENT = "DUE", "DONE", "UNREACHABLE", "CANCELLED", "NO_CONSENT"

FOLLOW_UP = Lifecycle(
    "followup.followup",
    initial=(DUE, NO_CONSENT),
    transitions={
        (DUE, "reach"): DONE,
        (DUE, "retry"): DUE,
        (DUE, "give_up"): UNREACHABLE,
        (DUE, "cancel"): CANCELLED,
        (DUE, "withhold"): NO_CONSENT,
        (NO_CONSENT, "resume"): DUE,
    },
    labels={
        DUE: _("待回访"),
        DONE: _("已回访"),
        UNREACHABLE: _("联系不上"),
        CANCELLED: _("不再回访"),
        NO_CONSENT: _("没有同意，不回访"),
    },
    refusals={verb: _("这条回访已经结束，请刷新队列。") for verb in ("reach", "retry", "give_up", "cancel")},
)
