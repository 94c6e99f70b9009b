"""Limits of assessments."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import EscalationStep, declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import declare

OBJECT_WITHIN = declare(
    "assessments.object_within",
    "deadline",
    Deadline(5, DeadlineUnit.WORKING_DAYS),
    _("考核后多久内可以提异议"),
    "R-AW25",
    is_sla=True,
)
ANSWER_WITHIN = declare(
    "assessments.answer_within",
    "deadline",
    Deadline(5, DeadlineUnit.WORKING_DAYS),
    _("异议提出后多久内答复"),
    "R-AW25",
    is_sla=True,
)
ANSWER_POST = declare("assessments.answer_post", "post", "general_manager", _("哪个岗位收到答复异议的任务"), "R-AW25")
ANSWER_ABOVE_POST = declare(
    "assessments.answer_above_post",
    "post",
    "regional_manager",
    _("门店或总经理被考核时，店外哪个岗位收到答复异议的任务"),
    "R-AW25",
)
STORE_POST = declare(
    "assessments.store_post", "post", "after_sales_manager", _("门店被考核时，哪个岗位收到查看的任务"), "R-AW25"
)
MOST_AMOUNT = declare(
    "assessments.most_amount",
    "integer",
    10_000,
    _("一次考核奖惩的金额最多多少元"),
    "R-AW25",
    unit=_("元"),
    minimum=1,
    maximum=1_000_000,
)

_LATE = [EscalationStep(Deadline(2, DeadlineUnit.WORKING_DAYS), "general_manager")]
READ_TASK = declare_task_kind("assessments.read", _("看考核结果"), "M22.14", names_documents_only=True, is_personal=True)
ANSWER_TASK = declare_task_kind(
    "assessments.answer_objection", _("答复考核异议"), "M22.14", _LATE, names_documents_only=True, is_personal=True
)
