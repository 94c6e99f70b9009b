"""Money that other modules take at the same cash desk: they say it for a day, so that the closing counts all of it."""

from collections.abc import Callable, Mapping
from datetime import date

from anxin.platform.money import Money

TakingSource = Callable[[int, date], tuple[Mapping[str, Money], int]]
_sources: dict[str, TakingSource] = {}


def register_takings(kind: str, source: TakingSource) -> None:
    """Let a kind of document's money count in the cash desk's day; call it where the module's queries are loaded.

    ``source`` gets a store whose permission the caller has required, and a business day; it gives the sum by method,
    refunds taken off, and how many payments and refunds there were.
    """
    _sources[kind] = source


def takings_elsewhere(store_id: int, on: date) -> tuple[dict[str, Money], int]:
    """What the other modules took in on a day, by method, and how many times."""
    totals: dict[str, Money] = {}
    times = 0
    for source in _sources.values():
        told, count = source(store_id, on)
        for method, amount in told.items():
            totals[method] = totals.get(method, Money(0)) + amount
        times += count
    return totals, times
