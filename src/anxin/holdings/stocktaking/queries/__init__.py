"""Public reads of stocktaking."""

from anxin.holdings.stocktaking.queries.lines import (
    BlindLineFilter,
    CountRow,
    LineFilter,
    LineRow,
    get_line,
    is_blind,
    list_counts,
    page_lines,
    sees_books,
)
from anxin.holdings.stocktaking.queries.named import number_sheets
from anxin.holdings.stocktaking.queries.sheets import (
    OF_BOOKS,
    CycleDue,
    SheetFilter,
    SheetRow,
    cycle_due,
    get_sheet,
    page_sheets,
)

__all__ = [
    "OF_BOOKS",
    "BlindLineFilter",
    "CountRow",
    "CycleDue",
    "LineFilter",
    "LineRow",
    "SheetFilter",
    "SheetRow",
    "cycle_due",
    "get_line",
    "get_sheet",
    "is_blind",
    "list_counts",
    "number_sheets",
    "page_lines",
    "page_sheets",
    "sees_books",
]
