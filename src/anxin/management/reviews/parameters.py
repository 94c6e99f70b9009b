"""Limits of reviews, and who judges what is suggested about a department."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import EscalationStep, declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import declare

JUDGE_POSTS = {
    code: declare(f"reviews.judge_post_{code}", "post", post, words, "K-N24")
    for code, post, words in (
        ("front_desk", "front_desk_supervisor", _("哪个岗位判定关于前台的建议")),
        ("workshop", "workshop_director", _("哪个岗位判定关于车间的建议")),
        ("technical", "technical_director", _("哪个岗位判定关于技术的建议")),
        ("parts", "parts_manager", _("哪个岗位判定关于配件的建议")),
        ("finance", "finance_manager", _("哪个岗位判定关于财务与收银的建议")),
        ("customer_relations", "customer_relations_manager", _("哪个岗位判定关于客服的建议")),
        ("insurance", "service_manager", _("哪个岗位判定关于保险与索赔的建议")),
        ("sales", "extension_manager", _("哪个岗位判定关于销售、市场与延伸的建议")),
        ("management", "after_sales_manager", _("哪个岗位判定关于管理与行政的建议")),
    )
}
"""Department → the post of its manager. Where nobody of the store holds it, it is the one of ``management``."""

JUDGE_WITHIN = declare(
    "reviews.judge_within",
    "deadline",
    Deadline(5, DeadlineUnit.WORKING_DAYS),
    _("建议提出后多久内判定"),
    "K-N24",
    is_sla=True,
)
CONFIRM_WITHIN = declare(
    "reviews.confirm_within",
    "deadline",
    Deadline(5, DeadlineUnit.WORKING_DAYS),
    _("报了落实的建议多久内确认"),
    "K-N24",
    is_sla=True,
)

_LATE = [EscalationStep(Deadline(2, DeadlineUnit.WORKING_DAYS), "after_sales_manager")]
JUDGE_TASK = declare_task_kind("reviews.judge_suggestion", _("判定建议"), "K-N24", _LATE)
DO_TASK = declare_task_kind("reviews.do_suggestion", _("落实建议"), "K-N24", _LATE)
CONFIRM_TASK = declare_task_kind("reviews.confirm_suggestion", _("确认建议已落实"), "K-N24", _LATE)
MEASURE_TASK = declare_task_kind("reviews.measure", _("复盘措施"), "R-KP20", _LATE)

SAMPLE_EACH = declare(
    "reviews.sample_each",
    "integer",
    5,
    _("复盘时每种理由（返厂、退回、晚交、最久）最多挑几张工单"),
    "R-KP20",
    minimum=1,
    maximum=50,
)
LONGEST_PERIOD = declare(
    "reviews.longest_period", "integer", 100, _("一次复盘最多看多少天的工单"), "R-KP20", unit="d", minimum=1, maximum=400
)
LONGEST_DUE = declare(
    "reviews.longest_due",
    "integer",
    1830,
    _("建议和复盘措施的完成日期最多定在多少天以后"),
    "M22.10",
    unit="d",
    minimum=1,
    maximum=3660,
)
