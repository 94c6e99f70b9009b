"""How many days of a period lie before records, and how many may."""

from datetime import date, timedelta

from anxin.management.kpi.rules.periods import DAYS_OF_A_WEEK, MONTHS, Period, Span, months_later, span_of

DAY = timedelta(days=1)
MAY_LACK, LONG = 10, 31
"""A period may lack a tenth of its days and count as whole, of a month or longer three: a store that begins after a
holiday."""


def holds_month(span: Span, month: date) -> bool:
    """Whether the whole of a month lies in a period."""
    return span.first <= month and span_of(Period.MONTH, month).last <= span.last


def days_before(span: Span, day: date) -> int:
    """How many of a period's days lie before a day."""
    return shared_days(span, span.first, day - DAY)


def shared_days(span: Span, first: date, last: date) -> int:
    """How many of a period's days lie between two, both included."""
    return max(0, (min(span.last, last) - max(span.first, first)).days + 1)


def may_lack(span: Span) -> int:
    """How many days may be missing of a period that counts as whole."""
    return (min(span.days, LONG) - 1) // MAY_LACK


def first_whole(period: Period, begun: date, months: int = 0) -> date:
    """The first day of the first period that records fill which begin on a day; of a window the day that ends it."""
    if months or period is Period.TRAILING:
        return months_later(begun, months or MONTHS[period])
    span = span_of(period, begun)
    return span.first if days_before(span, begun) <= may_lack(span) else span.last + DAY


def later(period: Period, shift: str, day: date) -> date:
    """The day of the period that is compared with that of a day."""
    if shift == "last_year":
        return months_later(day, 12)
    return (
        months_later(day, MONTHS[period])
        if period in MONTHS
        else day + timedelta(1 if period is Period.DAY else DAYS_OF_A_WEEK)
    )
