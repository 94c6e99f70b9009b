"""When customers are called, how often, what they are asked, and who hears of a bad answer."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import EscalationStep, declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import declare

# The codes of the catalogue in rules.py; a test holds the two together.
QUESTION_CODES = ("satisfaction", "after_repair", "explained", "on_time", "clean", "needs")

FIRST_FROM = declare(
    "followup.first_call_from", "integer", 3, _("首次回访：交车后第几天起"), "R-FU02", unit=_("天"), minimum=0, maximum=30
)
FIRST_UNTIL = declare(
    "followup.first_call_until",
    "deadline",
    Deadline(7, DeadlineUnit.DAYS),
    _("首次回访：交车后多久以内"),
    "R-FU02",
    is_sla=True,
)
SECOND_FROM = declare(
    "followup.second_call_from", "integer", 8, _("二次回访：首次之后第几天起"), "R-FU04", unit=_("天"), minimum=0, maximum=60
)
SECOND_UNTIL = declare(
    "followup.second_call_until",
    "deadline",
    Deadline(14, DeadlineUnit.DAYS),
    _("二次回访：首次之后多久以内"),
    "R-FU04",
    is_sla=True,
)
SECOND_WHEN = declare(
    "followup.second_call_when",
    "choice",
    "needed",
    _("哪些客户做二次回访"),
    "R-FU04",
    choices={"needed": _("首次未联系上或有问题"), "always": _("全部")},
)
ATTEMPTS = declare("followup.attempts", "integer", 3, _("一次回访最多拨打几次"), "R-FU02", minimum=1, maximum=10)
RETRY_AFTER = declare(
    "followup.retry_after", "deadline", Deadline(4, DeadlineUnit.WORKING_HOURS), _("未接通时多久后再拨"), "R-FU02"
)
POST = declare("followup.post", "post", "follow_up_clerk", _("回访任务派给的岗位"), "R-FU01")
QUESTIONS = declare(
    "followup.questions",
    "codes",
    "satisfaction,after_repair,explained",
    _("回访问题（代码，逗号分隔，按顺序）"),
    "R-FU02",
    choices={code: code for code in QUESTION_CODES},
)
DISSATISFIED_UP_TO = declare(
    "followup.dissatisfied_up_to", "integer", 6, _("几分及以下算不满意"), "R-FU09", minimum=1, maximum=9
)
REPORT_POST = declare("followup.report_post", "post", "service_manager", _("不满意立即报告的岗位"), "R-FU09")
REPORT_DUE = declare(
    "followup.report_due", "deadline", Deadline(2, DeadlineUnit.DAYS), _("不满意问题的解决时限"), "R-FU03", is_sla=True
)

CALL_TASK = declare_task_kind(
    "followup.call",
    _("回访"),
    "R-FU02",
    ladder=[EscalationStep(Deadline(1, DeadlineUnit.WORKING_DAYS), "customer_relations_manager")],
    names_documents_only=True,
)
REPORT_TASK = declare_task_kind(
    "followup.dissatisfied",
    _("回访不满意"),
    "R-FU09",
    ladder=[EscalationStep(Deadline(1, DeadlineUnit.WORKING_DAYS), "general_manager")],
    names_documents_only=True,
)
NUMBER_TASK = declare_task_kind("followup.wrong_number", _("核对电话"), "R-FU02", names_documents_only=True)
