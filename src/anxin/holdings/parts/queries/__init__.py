"""Public reads of the parts stock."""

from anxin.holdings.parts.queries.availability import (
    ShortArticle,
    keeps_stock,
    list_availability,
    list_short_articles,
    newest_arrivals,
)
from anxin.holdings.parts.queries.entries import (
    OWN_ROWS,
    EntryFilter,
    EntryRow,
    HeldPart,
    entries_of,
    get_entry,
    held_by_line,
    issued_by_line,
    list_entries,
    list_held_parts,
)
from anxin.holdings.parts.queries.needs import PartNeed, needs_in, register_need_source
from anxin.holdings.parts.queries.sources import PartSource, list_sources
from anxin.holdings.parts.queries.stock import (
    StockDifference,
    StockFilter,
    StockRow,
    find_differences,
    get_stock,
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
    "needs_in",
    "newest_arrivals",
    "register_need_source",
    "stock_of",
    "unit_costs",
]
