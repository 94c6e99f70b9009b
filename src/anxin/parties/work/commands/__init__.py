"""PUBLIC writes of the work queue."""

from anxin.parties.work.commands.approvals import (
    ApprovalPending,
    DecidedBefore,
    NotYourTurn,
    OwnRequest,
    SavedApproval,
    decide_approval,
    request_approval,
    withdraw_approval,
)
from anxin.parties.work.commands.erasure import erase_task_words
from anxin.parties.work.commands.escalation import EscalatedTasks, escalate_due_tasks
from anxin.parties.work.commands.failed_events import report_failed_events
from anxin.parties.work.commands.tasks import (
    SavedTask,
    cancel_task,
    cancel_tasks_of,
    complete_task,
    create_task,
    hand_over_tasks,
    postpone_task,
    reassign_task,
    retitle_task,
)
from anxin.parties.work.models import LONGEST_TITLE

__all__ = [
    "LONGEST_TITLE",
    "ApprovalPending",
    "DecidedBefore",
    "EscalatedTasks",
    "NotYourTurn",
    "OwnRequest",
    "SavedApproval",
    "SavedTask",
    "cancel_task",
    "cancel_tasks_of",
    "complete_task",
    "create_task",
    "decide_approval",
    "erase_task_words",
    "escalate_due_tasks",
    "hand_over_tasks",
    "postpone_task",
    "reassign_task",
    "report_failed_events",
    "request_approval",
    "retitle_task",
    "withdraw_approval",
]
