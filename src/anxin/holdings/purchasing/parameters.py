"""Limits of purchasing, and the tasks that it makes."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import EscalationStep, declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import declare

EMERGENCY_ANSWER = declare(
    "purchasing.emergency_answer",
    "deadline",
    Deadline(48, DeadlineUnit.HOURS),
    _("紧急订货多久要得到供应商答复"),
    "R-PT11",
    is_sla=True,
)
BUYER = declare("purchasing.buyer_post", "post", "parts_manager", _("采购任务派给的岗位"), "M14.07")
UNANSWERED_TASK = declare_task_kind(
    "purchasing.unanswered",
    _("紧急订货等供应商答复"),
    "R-PT11",
    ladder=[
        EscalationStep(Deadline(2, DeadlineUnit.WORKING_HOURS), "after_sales_manager"),
        EscalationStep(Deadline(1, DeadlineUnit.WORKING_DAYS), "general_manager"),
    ],
    names_documents_only=True,
)
