"""Public reads of sold cars and of the rebates for them."""

from anxin.holdings.vehicle_sales.queries.cars import (
    HandOverView,
    SoldCarRow,
    TeamView,
    find_hand_over,
    find_team,
    get_sold_car,
    introduced_share,
    list_sold_cars,
)
from anxin.holdings.vehicle_sales.queries.rebates import (
    RebateFilter,
    RebateRow,
    get_rebate,
    list_rebate_programmes,
    page_rebates,
)

__all__ = [
    "HandOverView",
    "RebateFilter",
    "RebateRow",
    "SoldCarRow",
    "TeamView",
    "find_hand_over",
    "find_team",
    "get_rebate",
    "get_sold_car",
    "introduced_share",
    "list_rebate_programmes",
    "list_sold_cars",
    "page_rebates",
]
