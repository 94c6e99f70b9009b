"""Which months stand out from a store's others (X-F05)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median


@dataclass(frozen=True, slots=True)
class OutlierLimits:
    """``factor`` times the median, or that part of it; with fewer than ``fewest`` other months nothing is said."""

    factor: Decimal
    fewest: int


def find_outliers(series: Mapping[date, Decimal], limits: OutlierLimits) -> frozenset[date]:
    """The months whose value is far from the median of the series' other months; a median of zero says nothing."""
    found = set()
    for month, value in series.items():
        others = [each for other, each in series.items() if other != month]
        if len(others) < limits.fewest:
            continue
        middle = median(others)
        if middle > 0 and (value > middle * limits.factor or value * limits.factor < middle):
            found.add(month)
    return frozenset(found)
