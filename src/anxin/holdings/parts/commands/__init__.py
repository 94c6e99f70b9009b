"""Public writes of the parts stock and the refusals that they raise."""

from anxin.holdings.parts.commands.arrivals import ToldArrival, tell_arrival
from anxin.holdings.parts.commands.balances import ArticleUnknown, lock_stock
from anxin.holdings.parts.commands.corrections import (
    AlreadyReversed,
    CorrectionFollows,
    CountedLine,
    EntryOfDocument,
    EntryReversed,
    correct_stock,
    reverse_entry,
)
from anxin.holdings.parts.commands.imports import ImportedStock, StockImportOutcome, import_stock
from anxin.holdings.parts.commands.movements import (
    IssueLine,
    ReceiptLine,
    ReturnExceedsIssue,
    issue_parts,
    receive_stock,
    return_parts,
)
from anxin.holdings.parts.commands.posting import PostedLine, Shortage, StockPosted, StockShort, require_lines
from anxin.holdings.parts.commands.pricing import NotAReceipt, PricedReceipt, price_receipt

__all__ = [
    "AlreadyReversed",
    "ArticleUnknown",
    "CorrectionFollows",
    "CountedLine",
    "EntryOfDocument",
    "EntryReversed",
    "ImportedStock",
    "IssueLine",
    "NotAReceipt",
    "PostedLine",
    "PricedReceipt",
    "ReceiptLine",
    "ReturnExceedsIssue",
    "Shortage",
    "StockImportOutcome",
    "StockPosted",
    "StockShort",
    "ToldArrival",
    "correct_stock",
    "import_stock",
    "issue_parts",
    "lock_stock",
    "price_receipt",
    "receive_stock",
    "require_lines",
    "return_parts",
    "reverse_entry",
    "tell_arrival",
]
