"""PUBLIC reads of the work queue."""

from anxin.parties.work.queries.approvals import (
    ApprovalRow,
    DecisionRow,
    find_approval,
    get_approval,
    list_approvals,
    list_my_approvals,
    may_decide_approval,
)
from anxin.parties.work.queries.tasks import (
    TaskFilter,
    TaskRow,
    Turn,
    count_due,
    done_subjects,
    find_open_task,
    get_task,
    list_tasks,
    list_tasks_about,
    list_tasks_of,
    list_turns,
    open_subjects,
    page_tasks,
)

__all__ = [
    "ApprovalRow",
    "DecisionRow",
    "TaskFilter",
    "TaskRow",
    "Turn",
    "count_due",
    "done_subjects",
    "find_approval",
    "find_open_task",
    "get_approval",
    "get_task",
    "list_approvals",
    "list_my_approvals",
    "list_tasks",
    "list_tasks_about",
    "list_tasks_of",
    "list_turns",
    "may_decide_approval",
    "open_subjects",
    "page_tasks",
]
