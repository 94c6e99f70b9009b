"""Limits of kpi."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.platform.parameters import declare

NEAR_PERCENT = declare(
    "kpi.near_percent",
    "decimal",
    Decimal(10),
    _("差目标不超过百分之几算接近"),
    "M22.04",
    unit="%",
    minimum=0,
    maximum=50,
)
MEMBER_MINIMUM = declare(
    "kpi.member_minimum",
    "integer",
    10,
    _("不足几笔的人或门店，差距可能只是偶然"),
    "M22.08",
    minimum=1,
    maximum=1000,
)
