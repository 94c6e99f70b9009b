"""A week of half hours: what is booked, how full each trade is, and the days on which the store is closed (M04.02)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import calendar_of, store_info
from anxin.platform.actor import Actor
from anxin.platform.calendar.public_holidays import PublicDay
from anxin.platform.errors import Invalid
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.resources.capacity.parameters import CARS_PER_SLOT
from anxin.resources.capacity.queries import list_loads, slot_of
from anxin.visit.appointments import permissions
from anxin.visit.appointments.lifecycle import TAKES_A_SLOT
from anxin.visit.appointments.models import Appointment
from anxin.visit.appointments.queries.bookings import EARLIEST, LATEST
from anxin.visit.appointments.queries.slots import SlotRow, slot_row

DAYS = 7


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A day with its cars and open half hours; no half hours mean that the store is closed.

    ``by_trade`` is how much of each trade's day is taken, in percent. ``holiday`` names what the law makes of the day.
    """

    day: date
    holiday: str
    booked: int
    slots: tuple[SlotRow, ...]

    @property
    def by_trade(self) -> tuple[tuple[str, int], ...]:
        """The mean of the open half hours."""
        sums: Counter[str] = Counter()
        for slot in self.slots:
            sums.update(dict(slot.by_trade))
        return tuple(
            (trade, sums[trade] // len(self.slots)) for trade, _load in (self.slots[0].by_trade if self.slots else ())
        )


@query(permissions.SEE)
def list_week(actor: Actor, store_id: int, first: date) -> list[WeekDay]:
    """The seven days from ``first`` on, with the half hours in which the store is open.

    :raises Invalid: a day that no calendar has
    """
    actor.require(permissions.SEE, store_id)
    if not EARLIEST < first < LATEST:
        raise Invalid(_("没有这一天，请重选日期。"), field="day", rule="M04.02")
    days = [first + timedelta(days=step) for step in range(DAYS)]
    rows = Appointment.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, wanted_on__range=(days[0], days[-1]), state__in=TAKES_A_SLOT
    )
    booked = Counter(slot_of(each) for each in rows.values_list("wanted_at", flat=True))
    local, holidays = store_info(store_id).clock, calendar_of(store_id).holidays
    loads: dict[date, list[SlotRow]] = {}
    for load in list_loads(actor, store_id, local.bounds(first)[0], days=DAYS):
        day = local.day(load.starts_at)
        limit = value(CARS_PER_SLOT, store_id, day)
        loads.setdefault(day, []).append(slot_row(load, booked[load.starts_at], limit))
    cars = Counter(local.day(at) for at in booked.elements())
    return [WeekDay(day, _named(holidays.find_day(day)), cars[day], tuple(loads.get(day, ()))) for day in days]


def _named(day: PublicDay | None) -> str:
    if day is None:
        return ""
    return day.name_en if (get_language() or "").startswith("en") else day.name_zh
