"""How much of a period is over, in days on which stores are open: the one share against which a running total is held."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from anxin.management.kpi.rules.periods import Period, Span, span_of


@dataclass(frozen=True, slots=True)
class Passing:
    """Open days of a period: ``over`` those that ended, ``begun`` with the one that is running, ``whole`` all of it.

    ``tasked`` are those of its months that have begun, ``month`` those of the month in which it ends. ``is_running``: the
    period is not over, be it that its last day still runs. Of several stores the days of all.
    """

    over: int
    begun: int
    whole: int
    tasked: int
    month: int
    is_running: bool

    @property
    def percent(self) -> Decimal:
        """How much of the period is over, in percent of its open days."""
        return _percent(self.over, self.whole)

    def share(self, *, is_most: bool, is_by_month: bool = False) -> Decimal | None:
        """The percent of a target that holds by now; None before a first day is over.

        What must be reached (``is_most`` False) by the days that are over, what may be spent with the one that is running.
        ``is_by_month``: what it is divided by holds only the months that have begun, which stand for the whole.
        """
        if not self.over:
            return None
        return _percent(self.begun if is_most else self.over, self.tasked if is_by_month else self.whole)


def pass_of(period: Period, span: Span, today: date, is_open: Callable[[date], bool]) -> Passing:
    """How much of the period of a span is over for a store; one that never opens in it has the days of the calendar."""
    whole, month = span_of(period, span.last), span_of(Period.MONTH, span.last)
    first, last = min(whole.first, month.first), max(whole.last, month.last)
    # Opening hours are asked once of each day: of a group they are the days of a hundred stores.
    opened = {day for day in _days(Span(first, last)) if is_open(day)}
    if not any(whole.first <= day <= whole.last for day in opened):
        opened = {*_days(Span(first, last))}

    def count(first: date, last: date) -> int:
        return sum(first <= day <= last for day in opened)

    # The twelve months up to a day are always whole.
    is_today = span.last == today and period is not Period.TRAILING
    begun = count(span.first, span.last)
    return Passing(
        begun - (is_today and today in opened),
        begun,
        count(whole.first, whole.last),
        count(whole.first, min(month.last, whole.last)),
        count(month.first, month.last),
        span.last < whole.last or is_today,
    )


def together(each: Iterable[Passing]) -> Passing:
    """The days of several stores."""
    found = [*each]
    return Passing(
        sum(one.over for one in found),
        sum(one.begun for one in found),
        sum(one.whole for one in found),
        sum(one.tasked for one in found),
        sum(one.month for one in found),
        any(one.is_running for one in found),
    )


def _days(span: Span) -> Iterable[date]:
    return (span.first + timedelta(days=step) for step in range(span.days))


def _percent(part: int, whole: int) -> Decimal:
    return Decimal(part) / whole * 100 if whole else Decimal(0)
