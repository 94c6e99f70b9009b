"""What a span of one bay or technician may be, and what is free between spans."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from anxin.platform.clock import is_plausible

LONGEST = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time from an instant up to, not including, another."""

    starts_at: datetime
    ends_at: datetime

    @property
    def is_sound(self) -> bool:
        """It runs forward, is not endless, lies in our times, and both ends know their time zone."""
        if not is_plausible(self.starts_at) or not is_plausible(self.ends_at):
            return False
        return timedelta(0) < self.ends_at - self.starts_at <= LONGEST

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share an instant; one that ends when the other starts does not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def within(self, other: "Span") -> timedelta:
        """How much of this span lies in the other."""
        return max(min(self.ends_at, other.ends_at) - max(self.starts_at, other.starts_at), timedelta(0))


def first_free(taken: Iterable[Span], wanted: Span) -> datetime:
    """Earliest start, not before the wanted one, at which a span of the wanted length fits between taken ones."""
    length = wanted.ends_at - wanted.starts_at
    start = wanted.starts_at
    for span in sorted(taken, key=lambda each: each.starts_at):
        if span.ends_at <= start:
            continue
        if span.starts_at >= start + length:
            break
        start = span.ends_at
    return start


def taken_minutes(taken: Sequence[Span], window: Span) -> int:
    """Whole minutes of the window that are taken; the spans of one resource never overlap."""
    return int(sum((span.within(window) for span in taken), timedelta(0)).total_seconds() // 60)
