"""Limits of budgets."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.platform.parameters import declare

LABOUR_TOLERANCE_PERCENT = declare(
    "budgets.labour_tolerance_percent",
    "decimal",
    Decimal(1),
    _("人工预算和门店目标、填报的合计差百分之几以内不提醒"),
    "R-AW19",
    unit="%",
    minimum=0,
    maximum=50,
)
