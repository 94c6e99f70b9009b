"""Limits of billing."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import EscalationStep, declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import declare

SETTLE_WITHIN = declare(
    "billing.settle_within",
    "deadline",
    Deadline(2, DeadlineUnit.WORKING_HOURS),
    _("质检通过后多久内结算"),
    "R-DL06",
    is_sla=True,
)
DIFFERENCE_DUE = declare(
    "billing.difference_due", "deadline", Deadline(1, DeadlineUnit.WORKING_DAYS), _("账目不符的查清时限"), "M09.08"
)
LOOK_BACK_DAYS = declare(
    "billing.look_back_days",
    "integer",
    35,
    _("对账查到几天以前结算的工单（默认够一次月结）"),
    "M09.08",
    unit=_("天"),
    minimum=1,
    maximum=366,
)
DIFFERENCE_TASK = declare_task_kind(
    "billing.difference",
    _("账目不符"),
    "M09.08",
    ladder=[EscalationStep(Deadline(1, DeadlineUnit.WORKING_DAYS), "general_manager")],
    names_documents_only=True,
)
