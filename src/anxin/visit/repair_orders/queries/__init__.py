"""Public reads of the repair order."""

from anxin.visit.repair_orders.queries.lists import (
    InShopRow,
    OpenJobRow,
    OrderFilter,
    OrderRow,
    WaitingItemRow,
    count_by_state,
    history_of_vehicle,
    list_in_shop,
    list_open_jobs,
    list_orders,
    list_unsold_items,
    list_waiting_items,
)
from anxin.visit.repair_orders.queries.order import (
    AuthorisationView,
    ItemView,
    JobView,
    RepairOrderView,
    find_last_choices,
    get_order_head,
    get_repair_order,
    get_signature,
)

__all__ = [
    "AuthorisationView",
    "InShopRow",
    "ItemView",
    "JobView",
    "OpenJobRow",
    "OrderFilter",
    "OrderRow",
    "RepairOrderView",
    "WaitingItemRow",
    "count_by_state",
    "find_last_choices",
    "get_order_head",
    "get_repair_order",
    "get_signature",
    "history_of_vehicle",
    "list_in_shop",
    "list_open_jobs",
    "list_orders",
    "list_unsold_items",
    "list_waiting_items",
]
