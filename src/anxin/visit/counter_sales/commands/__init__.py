"""Public writes of the parts counter's sales and the refusals that they raise."""

from anxin.visit.counter_sales.commands.lost import LostSale, record_lost_sale
from anxin.visit.counter_sales.commands.months import JudgedMonth, judge_month
from anxin.visit.counter_sales.commands.plans import (
    BegunMonthChanged,
    OwnPlan,
    PlanMovedOn,
    SavedPlan,
    StepsDisagree,
    confirm_sales_plan,
    return_sales_plan,
    set_sales_plan,
)
from anxin.visit.counter_sales.commands.returning import SoldLess, TakenBack, take_back_parts
from anxin.visit.counter_sales.commands.selling import (
    KIND,
    NotPaidUp,
    Promised,
    SavedSale,
    SoldLine,
    TooCheap,
    sell_at_counter,
)

__all__ = [
    "KIND",
    "BegunMonthChanged",
    "JudgedMonth",
    "LostSale",
    "NotPaidUp",
    "OwnPlan",
    "PlanMovedOn",
    "Promised",
    "SavedPlan",
    "SavedSale",
    "SoldLess",
    "SoldLine",
    "StepsDisagree",
    "TakenBack",
    "TooCheap",
    "confirm_sales_plan",
    "judge_month",
    "record_lost_sale",
    "return_sales_plan",
    "sell_at_counter",
    "set_sales_plan",
    "take_back_parts",
]
