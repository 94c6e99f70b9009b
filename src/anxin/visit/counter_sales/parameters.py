"""Limits of the parts counter's sales, and the tasks that its plan makes."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import EscalationStep, declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import ParameterDefinition, declare


def _share(code: str, default: str, label: Any, source: str) -> ParameterDefinition:
    return declare(code, "decimal", Decimal(default), label, source, minimum=Decimal(0), maximum=Decimal(1))


LESS = {
    "wholesale": _share("counter_sales.less_wholesale", "0.15", _("批发价比目录价低多少（0.15 是八五折）"), "R-PT06"),
    "group": _share("counter_sales.less_group", "0.20", _("团购价比目录价低多少（0.20 是八折）"), "R-PT09"),
}
DISCOUNT_SHARE = {
    "seller": _share("counter_sales.discount_seller", "0.05", _("外销员可自行再优惠的比例"), "R-RO16"),
    "manager": _share("counter_sales.discount_manager", "0.15", _("配件经理可再优惠的比例"), "R-RO16"),
}
MARGIN_WANTED = _share("counter_sales.margin_wanted", "0.05", _("配件外销毛利率目标"), "K-Z32")
CONFIRM_WITHIN = declare(
    "counter_sales.confirm_within",
    "deadline",
    Deadline(3, DeadlineUnit.WORKING_DAYS),
    _("外销计划多久内确认"),
    "PRJ-07",
    is_sla=True,
)
CONFIRM_TASK = declare_task_kind(
    "counter_sales.confirm_plan",
    _("确认配件外销计划"),
    "PRJ-07",
    ladder=[EscalationStep(Deadline(2, DeadlineUnit.WORKING_DAYS), "general_manager")],
    names_documents_only=True,
)
MISSED_WITHIN = declare(
    "counter_sales.missed_within",
    "deadline",
    Deadline(3, DeadlineUnit.WORKING_DAYS),
    _("外销计划或库存深度没达到，多久内拿出办法"),
    "R-PT08",
    is_sla=True,
)
MISSED_TASK = declare_task_kind(
    "counter_sales.missed_month",
    _("外销计划或库存深度没达到"),
    "R-PT08",
    ladder=[EscalationStep(Deadline(2, DeadlineUnit.WORKING_DAYS), "after_sales_manager")],
    names_documents_only=True,
)
