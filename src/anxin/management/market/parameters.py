"""Limits of the market notes."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import EscalationStep, declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import declare

ANSWER_POST = declare("market.answer_post", "post", "after_sales_manager", _("哪个岗位答复登记的市场情况"), "R-KP13")
ANSWER_WITHIN = declare(
    "market.answer_within",
    "deadline",
    Deadline(5, DeadlineUnit.WORKING_DAYS),
    _("登记的市场情况多久内答复"),
    "R-KP13",
    is_sla=True,
)
ANSWER_TASK = declare_task_kind(
    "market.answer_note",
    _("答复市场情况"),
    "R-KP13",
    [EscalationStep(Deadline(2, DeadlineUnit.WORKING_DAYS), "general_manager")],
)
