"""Public reads of the parts counter's sales."""

from anxin.visit.counter_sales.queries.named import number_sales
from anxin.visit.counter_sales.queries.plans import (
    KeptPlan,
    MonthOfPlan,
    PlanYear,
    SellerOfMonth,
    VerdictView,
    find_year_of_plan,
    get_plan_year,
    sellers_of_month,
    sold_in_month,
)
from anxin.visit.counter_sales.queries.sales import (
    SaleFilter,
    SaleLineView,
    SalePaymentView,
    SaleRow,
    SaleView,
    counter_prices,
    get_sale,
    page_sales,
    takings_of_day,
)

__all__ = [
    "KeptPlan",
    "MonthOfPlan",
    "PlanYear",
    "SaleFilter",
    "SaleLineView",
    "SalePaymentView",
    "SaleRow",
    "SaleView",
    "SellerOfMonth",
    "VerdictView",
    "counter_prices",
    "find_year_of_plan",
    "get_plan_year",
    "get_sale",
    "number_sales",
    "page_sales",
    "sellers_of_month",
    "sold_in_month",
    "takings_of_day",
]
