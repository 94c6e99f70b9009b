"""States of tasks and of approval requests."""

from anxin.platform.findings import gettext_noop as _
from anxin.platform.lifecycle import Lifecycle

OPEN, DONE, CANCELLED = "OPEN", "DONE", "CANCELLED"

TASK = Lifecycle(
    "work.task",
    initial=(OPEN,),
    transitions={
        (OPEN, "complete"): DONE,
        (OPEN, "cancel"): CANCELLED,
        (OPEN, "postpone"): OPEN,
        (OPEN, "reassign"): OPEN,
    },
    labels={OPEN: _("待办"), DONE: _("已完成"), CANCELLED: _("已取消")},
)

PENDING, APPROVED, REFUSED, WITHDRAWN = "PENDING", "APPROVED", "REFUSED", "WITHDRAWN"

APPROVAL = Lifecycle(
    "work.approval",
    initial=(PENDING,),
    transitions={
        (PENDING, "advance"): PENDING,
        (PENDING, "approve"): APPROVED,
        (PENDING, "refuse"): REFUSED,
        (PENDING, "withdraw"): WITHDRAWN,
    },
    labels={PENDING: _("待审批"), APPROVED: _("已同意"), REFUSED: _("不同意"), WITHDRAWN: _("已撤回")},
)
