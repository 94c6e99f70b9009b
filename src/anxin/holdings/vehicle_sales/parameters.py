"""Limits of the hand-over of new cars and of rebates, and the line that it writes to the history of a car."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts.parameters import declare_timeline_kind
from anxin.platform.parameters import declare

INTRODUCED_TARGET = declare(
    "vehicle_sales.introduced_target",
    "decimal",
    Decimal("0.65"),
    _("新车交付时介绍售后部门的比例要超过"),
    "R-DL14",
    minimum=Decimal(0),
    maximum=Decimal(1),
)
REBATE_LIMIT = declare(
    "vehicle_sales.rebate_limit",
    "decimal",
    Decimal("0.30"),
    _("一台车的厂家返利不超过车价的"),
    "K-B44",
    minimum=Decimal(0),
    maximum=Decimal(1),
)
"""More is marked in the register, not refused."""
REBATE_OLDEST_YEARS = declare(
    "vehicle_sales.rebate_oldest_years",
    "integer",
    5,
    _("厂家返利的日期最多早几年"),
    "R-KP17",
    unit=_("年"),
    minimum=1,
    maximum=20,
)
HANDED_OVER_LINE = declare_timeline_kind("vehicle_sales.handed_over", _("新车交付"), "key")
