"""Public reads of the parts stock."""

from anxin.holdings.parts.queries.availability import ShortArticle, keeps_stock, list_availability, list_short_articles
from anxin.holdings.parts.queries.needs import PartNeed, register_need_source
from anxin.holdings.parts.queries.sources import PartSource, list_sources
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
from anxin.holdings.parts.rules import Arrival, Availability, all_there_at

__all__ = [
    "OWN_ROWS",
    "Arrival",
    "Availability",
    "EntryFilter",
    "EntryRow",
    "HeldPart",
    "PartNeed",
    "PartSource",
    "ShortArticle",
    "StockDifference",
    "StockFilter",
    "StockRow",
    "all_there_at",
    "entries_of",
    "find_differences",
    "get_entry",
    "get_stock",
    "held_by_line",
    "issued_by_line",
    "keeps_stock",
    "list_availability",
    "list_entries",
    "list_held_parts",
    "list_short_articles",
    "list_sources",
    "list_stock",
    "register_need_source",
    "stock_of",
    "unit_costs",
]
