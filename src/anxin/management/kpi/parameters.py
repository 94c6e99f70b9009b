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
TARGET_TOLERANCE_PERCENT = declare(
    "kpi.target_tolerance_percent",
    "decimal",
    Decimal(1),
    _("一组目标互相差百分之几以内不提醒"),
    "X-A01",
    unit="%",
    minimum=0,
    maximum=50,
)
TARGET_TAX_TOLERANCE_PERCENT = declare(
    "kpi.target_tax_tolerance_percent",
    "decimal",
    Decimal(15),
    _("含税和不含税的目标互相差百分之几以内不提醒"),
    "X-P03",
    unit="%",
    minimum=0,
    maximum=50,
)
