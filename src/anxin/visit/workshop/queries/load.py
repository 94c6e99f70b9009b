"""How full a day is: hours on duty against hours planned and booked, by hour and by technician."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.people.queries import skill_label, trade_label
from anxin.platform.actor import Actor
from anxin.resources.capacity.queries import list_held_work
from anxin.visit.appointments.permissions import SEE as SEE_BOOKINGS
from anxin.visit.appointments.queries import AppointmentRow, list_appointments
from anxin.visit.workshop import grid as grids
from anxin.visit.workshop import rules
from anxin.visit.workshop.grid import Cell
from anxin.visit.workshop.queries.floor import DayPlan, TechnicianPlan

BOOKING = "appointments.appointment"
FULL_PERCENT, BUSY_PERCENT = 100, 95
HALF_HOUR = timedelta(minutes=30)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class HourLoad:
    """An hour of the day: minutes of technicians on duty, and how many of them are planned or booked."""

    starts_at: datetime
    cell: Cell
    planned_minutes: int
    available_minutes: int

    @property
    def percent(self) -> int:
        """How full the hour is; an hour without anybody is full as soon as something is planned in it."""
        if not self.available_minutes:
            return FULL_PERCENT if self.planned_minutes else 0
        return 100 * self.planned_minutes // self.available_minutes

    @property
    def level(self) -> str:
        """The colour of its bar."""
        return "late" if self.is_over else "risk" if self.percent >= BUSY_PERCENT else "v"

    @property
    def is_over(self) -> bool:
        """More is planned than there is."""
        return self.planned_minutes > self.available_minutes

    @property
    def planned_hours(self) -> Decimal:
        """Planned and booked, in hours."""
        return hours_of(self.planned_minutes)

    @property
    def available_hours(self) -> Decimal:
        """On duty, in hours."""
        return hours_of(self.available_minutes)


@dataclass(frozen=True, slots=True)
class TechnicianLoad:
    """A technician of the day with the hours on duty and planned."""

    id: int
    name: str
    note: str
    planned_minutes: int
    available_minutes: int

    @property
    def percent(self) -> int:
        """How much of the duty is planned."""
        return min(100 * self.planned_minutes // self.available_minutes, 100) if self.available_minutes else 0

    @property
    def hours(self) -> str:
        """Planned over on duty."""
        return f"{hours_of(self.planned_minutes)} / {hours_of(self.available_minutes)}"

    @property
    def over_hours(self) -> Decimal:
        """Planned beyond the duty."""
        return hours_of(max(self.planned_minutes - self.available_minutes, 0))


@dataclass(frozen=True, slots=True)
class TradeLoad:
    """A trade on a day: technicians on duty, their hours, and the hours planned (M07.10)."""

    name: str
    people: int
    planned_minutes: int
    available_minutes: int

    @property
    def percent(self) -> int | None:
        """How much of the duty is planned; nothing where nobody is on duty."""
        return 100 * self.planned_minutes // self.available_minutes if self.available_minutes else None

    @property
    def hours(self) -> str:
        """Planned over on duty."""
        return f"{hours_of(self.planned_minutes)} / {hours_of(self.available_minutes)}"


def hours_of(minutes: int) -> Decimal:
    """Minutes as hours with one decimal."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"))


def opening_of(store_id: int, day: date) -> list[Span]:
    """When a store is open on a day, as instants."""
    local = store_info(store_id).clock
    return [
        (local.at(day, opens), local.at(day if closes != time(0) else day + timedelta(days=1), closes))
        for opens, closes in calendar_of(store_id).hours_on(day)
    ]


def duty_of(person: TechnicianPlan, opening: list[Span]) -> list[Span]:
    """When a technician is on duty while the store is open."""
    if not person.is_on_duty:
        return []
    if person.shift is None:
        return opening
    since, until = person.shift
    return [(max(since, opens), min(until, closes)) for opens, closes in opening if opens < until and closes > since]


def expected_bookings(actor: Actor, store_id: int, day: date) -> list[AppointmentRow]:
    """Booked cars of a day that have not come yet; none for those who may not see bookings."""
    if not actor.may(SEE_BOOKINGS, store_id):
        return []
    return list_appointments(actor, store_id, day, states=("BOOKED",))


def booked_work(actor: Actor, store_id: int, bookings: Sequence[AppointmentRow]) -> list[tuple[datetime, int]]:
    """Half hours with the minutes of technicians that bookings hold."""
    return list_held_work(actor, store_id, BOOKING, [one.id for one in bookings]) if bookings else []


def hour_load(
    hour: datetime,
    cell: Cell,
    plan: DayPlan,
    opening: list[Span],
    work: Iterable[tuple[Span, int]],
    booked: Sequence[tuple[datetime, int]],
) -> HourLoad:
    """An hour of a day in which spans of work are planned, each by so many people, and bookings hold the rest."""
    until = hour + grids.HOUR
    duty = sum(grids.minutes_between(duty_of(one, opening), hour, until) for one in plan.technicians)
    planned = sum(grids.minutes_between([span], hour, until) * people for span, people in work)
    held = sum(minutes for starts_at, minutes in booked if hour <= starts_at < until)
    return HourLoad(hour, cell, planned + held, duty)


def technician_load(person: TechnicianPlan, own: Sequence[Span], opening: list[Span]) -> TechnicianLoad:
    """A technician's day with these spans of work."""
    available = sum(int((until - since).total_seconds() // 60) for since, until in duty_of(person, opening))
    planned = sum(int((until - since).total_seconds() // 60) for since, until in own)
    note = skill_label(rules.HIGH_VOLTAGE) if rules.HIGH_VOLTAGE in person.skills else ""
    return TechnicianLoad(person.id, person.name, note, planned, available)


def trade_loads(
    people: Sequence[TechnicianPlan], own: Mapping[int, Sequence[Span]], opening: list[Span]
) -> tuple[TradeLoad, ...]:
    """The load of each trade of which somebody is on duty."""
    found: dict[str, list[TechnicianLoad]] = {}
    for one in people:
        if one.is_on_duty:
            found.setdefault(one.trade, []).append(technician_load(one, own.get(one.id, ()), opening))
    return tuple(
        TradeLoad(
            trade_label(trade),
            len(rows),
            sum(row.planned_minutes for row in rows),
            sum(row.available_minutes for row in rows),
        )
        for trade, rows in sorted(found.items())
    )


@dataclass(frozen=True, slots=True)
class DayHours:
    """Hours of technicians on duty on a day: ``available`` is the sum of what has passed, is planned, booked and left."""

    available: Decimal
    passed: Decimal
    planned: Decimal
    booked: Decimal
    left: Decimal
    left_high_voltage: Decimal


def day_hours(plan: DayPlan, opening: list[Span], booked: Sequence[tuple[datetime, int]], now: datetime) -> DayHours:
    """How the duty of a day is used: what is planned and booked counts from now on, within the duty."""
    duty = {one.id: duty_of(one, opening) for one in plan.technicians}
    total = sum(_minutes(spans) for spans in duty.values())
    ahead = sum(_minutes([(max(since, now), until) for since, until in spans if until > now]) for spans in duty.values())
    free = {one.id: left_minutes(one, opening, now) for one in plan.technicians}
    held = sum(minutes for starts_at, minutes in booked if starts_at + HALF_HOUR > now)
    passed, planned, held_hours = hours_of(total - ahead), hours_of(ahead - sum(free.values())), hours_of(held)
    certified = sum(free[one.id] for one in plan.technicians if rules.HIGH_VOLTAGE in one.skills)
    available = hours_of(total)
    # The rest is taken of what is shown, so that the sum is right to the last digit.
    left = available - passed - planned - held_hours
    return DayHours(available, passed, planned, held_hours, left, hours_of(certified))


def _minutes(spans: Iterable[Span]) -> int:
    return sum(int((until - since).total_seconds() // 60) for since, until in spans)


def left_minutes(person: TechnicianPlan, opening: list[Span], now: datetime) -> int:
    """Minutes of the duty still to come in which nothing is planned."""
    busy = [(block.starts_at, block.ends_at) for block in person.blocks]
    return sum(
        int((end - start).total_seconds() // 60)
        for since, until in duty_of(person, opening)
        for start, end in grids.gaps(busy, max(since, now), until)
    )
