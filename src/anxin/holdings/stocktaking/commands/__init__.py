"""Public writes of stocktaking and the refusals that they raise."""

from anxin.holdings.stocktaking.commands.counting import (
    ExplainedLine,
    NotOnSheet,
    OnOtherSheet,
    SavedCount,
    count_article,
    explain_difference,
)
from anxin.holdings.stocktaking.commands.deciding import (
    BeyondLimit,
    CountAgain,
    CountedThemselves,
    approve_sheet,
    cancel_sheet,
    send_back_sheet,
)
from anxin.holdings.stocktaking.commands.guarding import sheets_of_counted
from anxin.holdings.stocktaking.commands.opening import BYS, NothingToCount, OpenedSheet, Scope, open_sheet
from anxin.holdings.stocktaking.commands.submitting import NotReady, submit_sheet
from anxin.holdings.stocktaking.commands.support import KIND, SavedSheet

__all__ = [
    "BYS",
    "KIND",
    "BeyondLimit",
    "CountAgain",
    "CountedThemselves",
    "ExplainedLine",
    "NotOnSheet",
    "NotReady",
    "NothingToCount",
    "OnOtherSheet",
    "OpenedSheet",
    "SavedCount",
    "SavedSheet",
    "Scope",
    "approve_sheet",
    "cancel_sheet",
    "count_article",
    "explain_difference",
    "open_sheet",
    "send_back_sheet",
    "sheets_of_counted",
    "submit_sheet",
]
