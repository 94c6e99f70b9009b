"""Tables of the parts stock."""

from anxin.holdings.parts.models.arrivals import PartArrival
from anxin.holdings.parts.models.demand import DemandAnswer, PartDemand
from anxin.holdings.parts.models.shelves import ArticleBin, ShelfCard
from anxin.holdings.parts.models.stock import PRICED, Reason, StockBalance, StockEntry

__all__ = [
    "PRICED",
    "ArticleBin",
    "DemandAnswer",
    "PartArrival",
    "PartDemand",
    "Reason",
    "ShelfCard",
    "StockBalance",
    "StockEntry",
]
