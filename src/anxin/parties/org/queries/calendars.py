"""Reads of opening hours and of a month's days (M01.07)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time

from django.db.models import Q

from anxin.parties.org.models import Holiday
from anxin.parties.org.stores import calendar_of
from anxin.platform.actor import Actor
from anxin.platform.calendar.public_holidays import load_public_holidays
from anxin.platform.queries import query


@dataclass(frozen=True, slots=True)
class DayHours:
    """Opening hours of a weekday (0 Monday); empty is closed."""

    weekday: int
    spans: tuple[tuple[time, time], ...]


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A date: whether the store is open, whether the law calls it a working day, and what makes it special.

    ``public_kind`` is holiday or makeup, ``store_kind`` closed or open, each empty when there is none.
    """

    day: date
    hours: tuple[tuple[time, time], ...]
    is_working_day: bool
    public_kind: str = ""
    store_kind: str = ""
    name: str = ""
    name_en: str = ""

    @property
    def is_open(self) -> bool:
        """Whether the store opens at all on this date."""
        return bool(self.hours)


@query(None)
def get_store_hours(actor: Actor, store_id: int) -> list[DayHours]:
    """The seven weekdays of a store.

    :raises NotFound: unknown store
    """
    return [DayHours(day, spans) for day, spans in enumerate(calendar_of(store_id).weekly_hours)]


@query(None)
def list_calendar(actor: Actor, store_id: int, month: date) -> list[CalendarDay]:
    """Every day of the month in which ``month`` lies.

    :raises NotFound: unknown store
    """
    calendar = calendar_of(store_id)
    first = month.replace(day=1)
    days = [first.replace(day=number) for number in range(1, monthrange(first.year, first.month)[1] + 1)]
    special: dict[tuple[bool, date], Holiday] = {
        (row.store_id is None, row.day): row
        for row in Holiday.objects.filter(Q(store_id=None) | Q(store_id=store_id), day__range=(days[0], days[-1])).exclude(
            kind=Holiday.Kind.PLAIN
        )
    }
    found = []
    for day in days:
        public, own = special.get((True, day)), special.get((False, day))
        name = (own and own.name) or (public and public.name) or ""
        seeded = load_public_holidays().find_day(day)
        name_en = seeded.name_en if seeded and seeded.name_zh == name else name
        found.append(
            CalendarDay(
                day,
                tuple(calendar.hours_on(day)),
                calendar.holidays.is_working_day(day),
                public.kind if public else "",
                own.kind if own else "",
                name,
                name_en,
            )
        )
    return found
