"""Limits of replenishment, and the task that it makes. Slow stock is what ``parts`` calls so."""

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import EscalationStep, declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import declare

DEMAND_DAYS = declare(
    "replenishment.demand_days",
    "integer",
    90,
    _("按最近多少天的需求（含失销）算日均需求"),
    "M14.05",
    unit=_("天"),
    minimum=7,
    maximum=730,
)
LEAD_DAYS = declare(
    "replenishment.lead_days",
    "integer",
    5,
    _("供应商没写到货天数时，按几天到货算"),
    "M14.05",
    unit=_("天"),
    minimum=0,
    maximum=180,
)
REVIEW_DAYS = declare(
    "replenishment.review_days",
    "integer",
    7,
    _("几天订一次货"),
    "M14.05",
    unit=_("天"),
    minimum=1,
    maximum=90,
)
SAFETY_DAYS = declare(
    "replenishment.safety_days",
    "integer",
    3,
    _("安全库存够用几天"),
    "M14.05",
    unit=_("天"),
    minimum=0,
    maximum=180,
)
COVER_DAYS = declare(
    "replenishment.cover_days",
    "integer",
    14,
    _("一次订的货要够用几天"),
    "M14.05",
    unit=_("天"),
    minimum=1,
    maximum=365,
)
ORDER_UP_TO = declare(
    "replenishment.order_up_to",
    "choice",
    "standard",
    _("低于最低库存时补到哪里"),
    "R-PT02",
    choices={"standard": _("标准库存"), "maximum": _("最高库存")},
)
ORDER_WITHIN = declare(
    "replenishment.order_within",
    "deadline",
    Deadline(1, DeadlineUnit.WORKING_DAYS),
    _("配件低于最低库存后多久内订货"),
    "R-PT02",
    is_sla=True,
)
BELOW_TASK = declare_task_kind(
    "replenishment.below",
    _("配件低于最低库存，请补货"),
    "R-PT02",
    ladder=[EscalationStep(Deadline(2, DeadlineUnit.WORKING_DAYS), "after_sales_manager")],
    names_documents_only=True,
)
