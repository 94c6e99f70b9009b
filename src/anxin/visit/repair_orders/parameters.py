"""Limits of the repair order."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
from anxin.platform.parameters import declare, value

ESTIMATE_TOLERANCE = declare(
    "repair_orders.estimate_tolerance",
    "decimal",
    Decimal("0.10"),
    _("实际与估价的允许偏差"),
    "R-RO02",
    minimum=Decimal(0),
    maximum=Decimal(1),
)
TAX_RATE = declare(
    "repair_orders.tax_rate",
    "decimal",
    Decimal("0.13"),
    _("增值税率（请财务确认）"),
    "product 4",
    minimum=Decimal(0),
    maximum=Decimal("0.5"),
)
ITEMS_BEFORE_SECOND_ORDER = declare(
    "repair_orders.items_before_second_confirmation",
    "integer",
    3,
    _("一次同意的增项超过几项须再签一次委托书"),
    "R-RO08",
    minimum=1,
)
SETTLE_ISSUED_ONLY = declare(
    "repair_orders.settle_issued_only",
    "boolean",
    True,
    _("结算前配件必须按签字发料（不用本系统管库存的店可关闭）"),
    "R-RO22",
)
DEFAULT_PROMISE = declare(
    "repair_orders.default_promise",
    "deadline",
    Deadline(3, DeadlineUnit.WORKING_HOURS),
    _("默认预计交车时长"),
    "R-RO10",
    is_sla=True,
)
PROMISE_NEAR = declare(
    "repair_orders.promise_near_minutes", "integer", 30, _("距承诺多少分钟内算将晚"), "R-WS03", unit="min", minimum=0
)


def tolerance_of(store_id: int, signed_at: datetime | None, now: datetime) -> Decimal:
    """How far an order may leave its estimate: as the customer signed it, before that as of today (R-RO02)."""
    tolerance: Decimal = value(ESTIMATE_TOLERANCE, store_id, store_info(store_id).clock.day(signed_at or now))
    return tolerance
