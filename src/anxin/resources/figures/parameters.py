"""Limits of monthly figures."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.platform.parameters import declare

OUTLIER_FACTOR = declare(
    "figures.outlier_factor",
    "decimal",
    Decimal(2),
    _("月度数据：高于中位数几倍、或低于其几分之一算异常"),
    "X-F05",
    minimum=Decimal("1.1"),
    maximum=Decimal(20),
)
OUTLIER_MONTHS = declare(
    "figures.outlier_months",
    "integer",
    5,
    _("月度数据：至少有几个其他月份才判断异常"),
    "X-F05",
    minimum=3,
    maximum=36,
)
EARLIEST_YEAR = declare(
    "figures.earliest_year", "integer", 2000, _("月度数据：最早的年份"), "M30.08", minimum=1990, maximum=2100
)
LARGEST_FILE = declare(
    "figures.largest_file_mb", "integer", 5, _("月度数据工作簿大小上限"), "M30.08", unit="MB", minimum=1, maximum=20
)
