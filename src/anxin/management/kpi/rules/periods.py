"""Periods of figures: which days they have, which came before, and the same days of last year."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Period(StrEnum):
    """How long a figure's period is; ``TRAILING`` is the twelve months up to a day."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    TRAILING = "trailing"


DAYS_OF_A_WEEK = 7
MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12, Period.TRAILING: 12}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The days from ``first`` to ``last``, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.first} is after {self.last}")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def span_of(period: Period, day: date) -> Span:
    """The period in which a day lies; the trailing twelve months end with it. Weeks begin on Monday."""
    match period:
        case Period.DAY:
            return Span(day, day)
        case Period.WEEK:
            monday = day - timedelta(days=day.weekday())
            return Span(monday, monday + timedelta(days=6))
        case Period.MONTH:
            return Span(day.replace(day=1), _end_of_month(day))
        case Period.QUARTER:
            first = date(day.year, day.month - (day.month - 1) % 3, 1)
            return Span(first, _end_of_month(months_later(first, 2)))
        case Period.YEAR:
            return Span(date(day.year, 1, 1), date(day.year, 12, 31))
        case Period.TRAILING:
            return Span(months_before_end(day, 12) + timedelta(days=1), day)


def to_date(period: Period, day: date) -> Span:
    """The period up to a day: of this month the days that have passed."""
    return Span(span_of(period, day).first, day)


def days_over(period: Period, span: Span, today: date) -> Span | None:
    """Those days of a period that are over, while its last one still runs; None on its first day.

    A day that runs is a part of one: it is no change on a whole day, and no divisor. A single day, and the twelve months up
    to a day, stay what they are.
    """
    if span.last < today or period in (Period.DAY, Period.TRAILING):
        return span
    return Span(span.first, today - timedelta(days=1)) if span.first < today else None


def last_year(span: Span) -> Span:
    """The same days a year before: a whole month stays a whole month, and a day or week as long as it is."""
    if span.days <= DAYS_OF_A_WEEK:
        first = months_later(span.first, -12)
        return Span(first, first + timedelta(days=span.days - 1))
    return _moved(span, -12)


def last_period(period: Period, span: Span) -> Span:
    """The same days of the period before: of a month to date, the same days of last month."""
    if period in (Period.DAY, Period.WEEK):
        days = timedelta(days=1 if period is Period.DAY else 7)
        return Span(span.first - days, span.last - days)
    return _moved(span, -MONTHS[period])


def span_before(span: Span) -> Span:
    """As many days just before; before whole months as many whole months."""
    end = span.first - timedelta(days=1)
    if span.first.day == 1 and span.last == _end_of_month(span.last):
        return Span(months_later(span.first, -len(months_of(span.first, span.last))), end)
    return Span(span.first - timedelta(days=span.days), end)


def months_of(first: date, last: date) -> list[Span]:
    """The calendar months from that of ``first`` to that of ``last``."""
    begin, spans = first.replace(day=1), []
    while begin <= last:
        spans.append(Span(begin, _end_of_month(begin)))
        begin = months_later(begin, 1)
    return spans


def months_later(day: date, months: int) -> date:
    """So many months later; of a day that the month lacks, its last."""
    place = day.year * 12 + day.month - 1 + months
    year, month = place // 12, place % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_before_end(day: date, months: int) -> date:
    """So many months before the last day of something; before the end of a month it is the end of a month."""
    earlier = months_later(day, -months)
    return _end_of_month(earlier) if day == _end_of_month(day) else earlier


def window_since(last: date, months: int) -> date:
    """The first day of a window of so many months that ends with a day."""
    return months_before_end(last, months) + timedelta(days=1)


def _moved(span: Span, months: int) -> Span:
    return Span(months_later(span.first, months), months_before_end(span.last, -months))


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
