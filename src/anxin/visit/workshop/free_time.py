"""What is free beside what is taken: pure sums over spans of time, on full marks of the clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]


def first_start(busy: Sequence[Span], since: datetime, until: datetime, minutes: int, step: int) -> datetime | None:
    """The first mark of the clock from which so many minutes are free before the end."""
    length, start = timedelta(minutes=minutes), since
    for taken_from, taken_to in sorted(busy):
        if taken_from >= start + length:
            break
        if taken_to > start:
            start = mark_after(taken_to, since, step)
    return start if start + length <= until else None


def first_free_end(busy: Sequence[Span], since: datetime, until: datetime) -> datetime:
    """From when on nothing is taken until the end of a span; its end where it is taken itself."""
    return max([since, *(min(stop, until) for start, stop in busy if start < until and stop > since)])


def mark_after(at: datetime, since: datetime, step: int) -> datetime:
    """The next full mark at or after an instant, counted from the first one."""
    seconds = step * 60
    return since + timedelta(seconds=-(-int((at - since).total_seconds()) // seconds) * seconds)
