"""Limits of budgets."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anxin.parties.work.parameters import EscalationStep, declare_task_kind
from anxin.platform.calendar.deadlines import Deadline, DeadlineUnit
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
ANSWER_POST = declare("budgets.answer_post", "post", "after_sales_manager", _("哪个岗位答复建议目标"), "R-KP11")
ANSWER_WITHIN = declare(
    "budgets.answer_within",
    "deadline",
    Deadline(5, DeadlineUnit.WORKING_DAYS),
    _("建议目标多久内答复"),
    "R-KP11",
    is_sla=True,
)
ANSWER_TASK = declare_task_kind(
    "budgets.answer_proposal",
    _("答复建议目标"),
    "R-KP11",
    [EscalationStep(Deadline(2, DeadlineUnit.WORKING_DAYS), "general_manager")],
)
FORECAST_MANAGER_POST = declare(
    "budgets.forecast_manager_post", "post", "after_sales_manager", _("前台提出的预算预测由哪个岗位确认"), "R-KP09"
)
FORECAST_FRONT_DESK_POST = declare(
    "budgets.forecast_front_desk_post",
    "post",
    "front_desk_supervisor",
    _("售后管理提出的预算预测由前台哪个岗位确认"),
    "R-KP09",
)
FORECAST_WITHIN = declare(
    "budgets.forecast_within",
    "deadline",
    Deadline(3, DeadlineUnit.WORKING_DAYS),
    _("预算预测多久内确认"),
    "R-KP09",
    is_sla=True,
)
FORECAST_TASK = declare_task_kind(
    "budgets.confirm_forecast",
    _("确认年度预算预测"),
    "R-KP09",
    [EscalationStep(Deadline(2, DeadlineUnit.WORKING_DAYS), "general_manager")],
)
