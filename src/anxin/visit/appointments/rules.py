"""Pure decisions of appointments: punctuality, when a customer is reminded, and the work that a booking asks for."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

from anxin.platform.calendar.rules import WorkingCalendar
from anxin.resources.capacity.queries import TRADES, labour_minutes

DAY = timedelta(days=1)


def punctuality(wanted_at: datetime, arrived_at: datetime, minutes: int) -> str:
    """``punctual`` within the minutes before the agreed time up to that very minute (R-AP05), else early or late."""
    if arrived_at >= wanted_at + timedelta(minutes=1):
        return "late"
    return "punctual" if arrived_at >= wanted_at - timedelta(minutes=minutes) else "early"


def lane_of_package(hours: Mapping[str, Decimal] | None, express_minutes: int) -> str:
    """``express`` where the package's labour, by class, is little; else no green channel (R-AP07)."""
    minutes = sum(hours.values()) * 60 if hours else 0
    return "express" if 0 < minutes <= express_minutes else ""


def lowest_free(taken: Collection[int], size: int) -> int | None:
    """The lowest number from 1 to ``size`` that is not taken; None when all are."""
    return next((number for number in range(1, size + 1) if number not in taken), None)


def allot(wants: Sequence[tuple[int, Decimal]], free: Mapping[int, Decimal]) -> list[Decimal]:
    """What is short of each want, an article with a quantity, when the free stock is given out in this order."""
    left, short = dict(free), []
    for article_id, quantity in wants:
        given = min(quantity, left.get(article_id, Decimal(0)))
        left[article_id] = left.get(article_id, Decimal(0)) - given
        short.append(quantity - given)
    return short


def is_reminded(agreed_at: datetime, wanted_at: datetime) -> bool:
    """Who agreed on the time more than a day ahead is reminded of it (R-AP04)."""
    return wanted_at - agreed_at > DAY


def reminder_window(
    calendar: WorkingCalendar, wanted_at: datetime, earliest: timedelta, latest: timedelta
) -> tuple[datetime, datetime]:
    """From when until when to call before an appointment: ``earliest`` to ``latest`` before it, while the store is open.

    Where the store is closed all that time, it is the last day before on which it opens.

    :raises CalendarNeverOpens: the store has no opening hours
    """
    opens_at, due_at = wanted_at - earliest, calendar.last_open(wanted_at - latest)
    if due_at <= opens_at:
        # Hours that run to midnight end on the next date.
        day = calendar.local_date(due_at - timedelta(microseconds=1))
        opens_at = calendar.next_opening(datetime.combine(day, time(), calendar.time_zone))
    return opens_at, due_at


def booked_work(kind_minutes: Mapping[str, int], package_hours: Mapping[str, Decimal] | None) -> list[tuple[str, int]]:
    """Trades with minutes, in the order in which a car passes them: the package's own labour, else that of the kind.

    ``package_hours`` are by labour class of the catalogue.
    """
    if package_hours is None:
        return [(trade, kind_minutes[trade]) for trade in TRADES if kind_minutes.get(trade)]
    return list(labour_minutes(package_hours.items()).items())
