"""Public reads of the parts stock."""

from anxin.holdings.parts.queries.availability import ShortArticle, list_availability, list_short_articles
from anxin.holdings.parts.queries.needs import PartNeed, register_need_source
from anxin.holdings.parts.queries.stock import (
    OWN_ROWS,
    EntryFilter,
    EntryRow,
    HeldPart,
    StockDifference,
    StockFilter,
    StockRow,
    entries_of,
    find_differences,
    get_entry,
    get_stock,
    held_by_line,
    issued_by_line,
    list_entries,
    list_held_parts,
    list_stock,
    stock_of,
    unit_costs,
)
from anxin.holdings.parts.rules import Arrival, Availability

__all__ = [
    "OWN_ROWS",
    "Arrival",
    "Availability",
    "EntryFilter",
    "EntryRow",
    "HeldPart",
    "PartNeed",
    "ShortArticle",
    "StockDifference",
    "StockFilter",
    "StockRow",
    "entries_of",
    "find_differences",
    "get_entry",
    "get_stock",
    "held_by_line",
    "issued_by_line",
    "list_availability",
    "list_entries",
    "list_held_parts",
    "list_short_articles",
    "list_stock",
    "register_need_source",
    "stock_of",
    "unit_costs",
]
