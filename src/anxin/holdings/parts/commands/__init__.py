"""Public writes of the parts stock and the refusals that they raise."""

from anxin.holdings.parts.commands.ages import AgedStock, SlowWarning, age_stock, warn_of_slow_stock
from anxin.holdings.parts.commands.arrivals import ToldArrival, tell_arrival
from anxin.holdings.parts.commands.balances import ArticleUnknown, lock_stock
from anxin.holdings.parts.commands.clearing import DecidedClearing, decide_clearing
from anxin.holdings.parts.commands.corrections import (
    AlreadyReversed,
    CorrectionFollows,
    CountedLine,
    EntryOfDocument,
    EntryReversed,
    NeedsCountSheet,
    SentBack,
    correct_stock,
    reverse_entry,
)
from anxin.holdings.parts.commands.counting import (
    Book,
    CountedDifference,
    UnderCount,
    book_count,
    lock_books,
    register_count_guard,
)
from anxin.holdings.parts.commands.demand import (
    AnsweredDemand,
    DemandOver,
    PostedDemand,
    Wanted,
    answer_demand,
    follow_demand,
    post_demand,
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
from anxin.holdings.parts.commands.reopening import reopen_demand
from anxin.holdings.parts.commands.returning import MoreThanReceived, return_to_supplier
from anxin.holdings.parts.commands.shelves import PlacedArticle, SetLevels, place_article, set_levels

__all__ = [
    "AgedStock",
    "AlreadyReversed",
    "AnsweredDemand",
    "ArticleUnknown",
    "Book",
    "CorrectionFollows",
    "CountedDifference",
    "CountedLine",
    "DecidedClearing",
    "DemandOver",
    "EntryOfDocument",
    "EntryReversed",
    "ImportedStock",
    "IssueLine",
    "MoreThanReceived",
    "NeedsCountSheet",
    "NotAReceipt",
    "PlacedArticle",
    "PostedDemand",
    "PostedLine",
    "PricedReceipt",
    "ReceiptLine",
    "ReturnExceedsIssue",
    "SentBack",
    "SetLevels",
    "Shortage",
    "SlowWarning",
    "StockImportOutcome",
    "StockPosted",
    "StockShort",
    "ToldArrival",
    "UnderCount",
    "Wanted",
    "age_stock",
    "answer_demand",
    "book_count",
    "correct_stock",
    "decide_clearing",
    "follow_demand",
    "import_stock",
    "issue_parts",
    "lock_books",
    "lock_stock",
    "place_article",
    "post_demand",
    "price_receipt",
    "receive_stock",
    "register_count_guard",
    "reopen_demand",
    "require_lines",
    "return_parts",
    "return_to_supplier",
    "reverse_entry",
    "set_levels",
    "tell_arrival",
    "warn_of_slow_stock",
]
