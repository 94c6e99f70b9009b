"""Tables of the parts stock."""

from anxin.holdings.parts.models.arrivals import PartArrival
from anxin.holdings.parts.models.demand import DemandAnswer, PartDemand
from anxin.holdings.parts.models.shelves import ArticleBin, Clearing, ShelfCard, StockMonth
from anxin.holdings.parts.models.stock import PRICED, Reason, StockBalance, StockEntry

__all__ = [
    "PRICED",
    "ArticleBin",
    "Clearing",
    "DemandAnswer",
    "PartArrival",
    "PartDemand",
    "Reason",
    "ShelfCard",
    "StockBalance",
    "StockEntry",
    "StockMonth",
]
