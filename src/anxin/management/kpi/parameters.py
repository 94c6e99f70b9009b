"""Limits of kpi."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import EscalationStep, declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
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
TARGET_ODD_FACTOR = declare(
    "kpi.target_odd_factor",
    "decimal",
    Decimal(3),
    _("某月目标到其他月份中位数的几倍、或低到几分之一要确认"),
    "X-F05",
    minimum=Decimal("1.5"),
    maximum=100,
)
YOUNG_STORE = declare(
    "kpi.young_store_months", "integer", 24, _("开业不满几个月算新店"), "M22.04", unit=_("个月"), minimum=1, maximum=600
)
OLD_STORE = declare(
    "kpi.old_store_months", "integer", 60, _("开业满几个月算老店"), "M22.04", unit=_("个月"), minimum=1, maximum=600
)
SMALL_STORE = declare(
    "kpi.small_store_entries", "integer", 800, _("每月进厂不满几台算小店"), "M22.04", unit=_("台"), minimum=1
)
LARGE_STORE = declare(
    "kpi.large_store_entries", "integer", 1500, _("每月进厂满几台算大店"), "M22.04", unit=_("台"), minimum=1
)
PEERS_DAY = declare(
    "kpi.peers_day", "integer", 10, _("每月几日公布上月同类店、品牌的中位数，以后不再改"), "M22.04", minimum=1, maximum=28
)
LEAGUE_WEIGHTS = declare(
    "kpi.league_weights", "text", "", _("综合分里各指标的权重，如 gross_margin=2，不写的是 1"), "M22.04"
)
REMEDY_DAYS = declare(
    "kpi.remedy_days", "integer", 14, _("改进措施先按几天后完成填好"), "M22.05", unit="d", minimum=1, maximum=366
)
LONGEST_REMEDY = declare(
    "kpi.longest_remedy",
    "integer",
    366,
    _("改进措施的完成日期最多定在多少天以后"),
    "M22.05",
    unit="d",
    minimum=1,
    maximum=3660,
)
REMEDY_TASK = declare_task_kind(
    "kpi.remedy",
    _("改进措施"),
    "M22.05",
    [EscalationStep(Deadline(2, DeadlineUnit.WORKING_DAYS), "after_sales_manager")],
)
