"""How large a pool is in a half hour: minutes on duty or of bays, within the opening hours."""

from collections.abc import Iterable, Sequence
from datetime import time

from anxin.resources.capacity.rules.book import SLOT_MINUTES

Hours = Sequence[tuple[time, time]]
_DAY_MINUTES = 24 * 60


def minutes_within(slot: time, opening: Hours, starts_at: time | None = None, ends_at: time | None = None) -> int:
    """Minutes of the half hour beginning at a local time in which the store is open and somebody is on duty.

    Without duty hours that is as long as the store is open. Closing at midnight is written 00:00.
    """
    first = _minutes(slot)
    last = first + SLOT_MINUTES
    if starts_at is not None and ends_at is not None:
        first, last = max(first, _minutes(starts_at)), min(last, _minutes(ends_at) or _DAY_MINUTES)
    return _covered(first, last, opening)


def _covered(first: int, last: int, opening: Iterable[tuple[time, time]]) -> int:
    spans = ((_minutes(opens), _minutes(closes) or _DAY_MINUTES) for opens, closes in opening)
    return sum(max(0, min(closes, last) - max(opens, first)) for opens, closes in spans)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
