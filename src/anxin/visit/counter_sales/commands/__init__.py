"""Public writes of the parts counter's sales and the refusals that they raise."""

from anxin.visit.counter_sales.commands.lost import LostSale, record_lost_sale
from anxin.visit.counter_sales.commands.returning import SoldLess, TakenBack, take_back_parts
from anxin.visit.counter_sales.commands.selling import (
    KIND,
    NotPaidUp,
    SavedSale,
    SoldLine,
    TooCheap,
    sell_at_counter,
)

__all__ = [
    "KIND",
    "LostSale",
    "NotPaidUp",
    "SavedSale",
    "SoldLess",
    "SoldLine",
    "TakenBack",
    "TooCheap",
    "record_lost_sale",
    "sell_at_counter",
    "take_back_parts",
]
