"""The simulation of a store: from a seed and the days to the plan of every visit. Pure; no database.

Who works when is the crew's; what is drawn by chance stands in ``chances``.
"""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random

from anxin.faces.twin.catalogue import DemoBrand, MenuLine, menu_of
from anxin.faces.twin.chances import (
    MINUTE,
    QUARTER,
    choose_line,
    draw_calls,
    draw_methods,
    local,
    quarter_after,
    quarter_before,
)
from anxin.faces.twin.crew import ADVISORS, Crew
from anxin.faces.twin.people import PlannedCar
from anxin.faces.twin.plan import (
    PlannedBooking,
    PlannedDay,
    PlannedVisit,
)

LATE, NO_SHOW, BOOKED = 0.08, 0.08, 0.45
CARS_PER_SLOT = 4
CARS_AT_ONCE = {"mechanical": 6, "body": 1}
"""Booked cars of a trade that can be worked on in the same half hour: what the book of half hours promises."""
AFTERNOON, AFTERNOON_TRIES = (14, 17), 6
"""The last half hours in which cars are booked (from 15:30 to 17:00), for the day that runs."""
LAST_SLOT, LAST_WALK_IN, TRIES = 17, 500, 6
"""The last slot begins at 17:00, walk-ins come until 16:30; so often another job is tried that is done by closing."""
CLOSING = (18, 0)
HELD = ("pass_inspection", "settle", "deliver", "decide", "finish", "start")
"""Steps before which one car each stands still on the last day, so that every desk has something to do."""


@dataclass(slots=True)
class StoreSimulation:
    """The state that goes from one day to the next: what is booked, where each car stood last."""

    random: Random
    brand: DemoBrand
    fleet: Sequence[PlannedCar]
    first_day: date
    cars_a_day: int = 21
    menu: Sequence[MenuLine] = field(init=False)
    crew: Crew = field(init=False)
    serial: int = 0
    seen: dict[int, tuple[date, int]] = field(default_factory=dict)
    slots: dict[tuple[datetime, int], int] = field(default_factory=dict)
    booked: Counter[tuple[str, datetime]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.menu = menu_of(self.brand)
        self.crew = Crew(self.random, self.brand, self.menu)

    def history(self, days: Iterable[date]) -> list[PlannedDay]:
        """Days that are over."""
        return [self.whole_day(day) for day in days]

    def whole_day(self, day: date) -> PlannedDay:
        """A day from opening to closing."""
        bookings = self._bookings(day)
        missed = [replace(one, missed_at=local(day, 18, 30)) for one in bookings if self.random.random() < NO_SHOW]
        kept = {one.car: one for one in bookings} | {one.car: None for one in missed}
        arrivals = self._arrivals(day, [one for one in kept.values() if one], absent={one.car for one in missed})
        visits = [self._visit_by_closing(day, at, car, booking) for at, car, booking in arrivals]
        return PlannedDay(day, tuple(one for one in visits if one), tuple(missed), self.crew.shifts(day))

    def open_day(self, day: date, until: datetime) -> PlannedDay:
        """The day that runs: what comes after ``until`` has not happened, and one car each stands before a step."""
        self.crew.running_day = day
        whole = self._holding(day, until)
        begun = [one for one in whole.visits if one.arrived_at < until]
        expected = [one.booking for one in whole.visits if one.booking and one.arrived_at >= until]
        later = [one for one in expected if one.wanted_at > until]
        shifts = tuple(replace(one, ends_at=None) for one in whole.shifts)
        afternoon = self._bookings(day, tries=AFTERNOON_TRIES, slots=AFTERNOON, taken={one.car for one in later})
        coming = [*later, *(one for one in afternoon if one.wanted_at > until)]
        tomorrow = self._bookings(day + timedelta(days=1), taken={one.car for one in coming})
        return PlannedDay(day, tuple(begun), (), shifts, (*coming, *tomorrow))

    def _holding(self, day: date, until: datetime) -> PlannedDay:
        bookings = self._bookings(day)
        visits: list[PlannedVisit] = []
        held = list(HELD)
        for at, car, booking in self._arrivals(day, bookings):
            step = held[0] if held and at < until - timedelta(hours=3) else ""
            visit = self._visit(day, at, car, booking, needs_finding=step == "decide")
            stop = _instant_of(visit, step) if step else None
            if stop is not None and stop < until:
                visit = self._hold(visit, step, stop, until)
                held.pop(0)
            visits.append(replace(visit, until=min(visit.until or until, until)))
        return PlannedDay(day, tuple(visits), (), self.crew.shifts(day))

    def _hold(self, visit: PlannedVisit, step: str, stop: datetime, until: datetime) -> PlannedVisit:
        if step in ("decide", "finish", "start"):
            for job in visit.jobs:
                self.crew.free["technician", job.technician] = self.crew.free["bay", job.bay] = until + timedelta(hours=4)
        promised = until + timedelta(minutes=40)
        if step in ("finish", "start"):
            # These two are late: the promise has passed while the work goes on.
            promised = max(visit.signed_at + QUARTER, quarter_before(until - timedelta(minutes=25)))
        return replace(visit, until=stop, promised_at=promised)

    def _arrivals(
        self, day: date, kept: Sequence[PlannedBooking], absent: Set[int] = frozenset()
    ) -> list[tuple[datetime, int, PlannedBooking | None]]:
        arrivals: list[tuple[datetime, int, PlannedBooking | None]] = []
        for booking in kept:
            lateness = self.random.choices((-4, -2, 0, 6, 12), weights=(3, 4, 3, 2, 1))[0]
            arrivals.append((booking.wanted_at + lateness * MINUTE, booking.car, booking))
        taken = {one.car for one in kept} | absent | self._booked_cars(day)
        while len(arrivals) < self.cars_a_day:
            at = local(day, 8, 10) + self.random.randint(0, LAST_WALK_IN) * MINUTE
            car = self._car(day, taken)
            taken.add(car)
            arrivals.append((at, car, None))
        return sorted(arrivals, key=lambda one: (one[0], one[1]))

    def _booked_cars(self, day: date) -> set[int]:
        return {car for car, (seen_on, _km) in self.seen.items() if seen_on == day}

    def _bookings(
        self, day: date, *, tries: int = 0, slots: tuple[int, int] = (0, LAST_SLOT), taken: Set[int] = frozenset()
    ) -> list[PlannedBooking]:
        """Bookings of a day in half hours from 8:30 on, of cars that are not ``taken``."""
        bookings: list[PlannedBooking] = []
        taken = set(taken)
        for _each in range(tries or round(self.cars_a_day * BOOKED)):
            line = choose_line(self.random, self.menu)
            # A long job is booked for the morning: an hour at the desks, and the work takes up to half as long again.
            latest = min(slots[1], int(17 - float(line.hours) * 3))
            if latest < slots[0]:
                continue
            wanted_at = local(day, 8, 30) + 30 * self.random.randint(slots[0], latest) * MINUTE
            advisor = self.random.randrange(ADVISORS)
            in_slot = sum(count for (at, _one), count in self.slots.items() if at == wanted_at)
            work = [(line.skill, wanted_at + 30 * step * MINUTE) for step in range(int(line.hours * 2) + 2)]
            is_full = any(self.booked[each] >= CARS_AT_ONCE[line.skill] for each in work)
            if is_full or in_slot >= CARS_PER_SLOT or self.slots.get((wanted_at, advisor)):
                continue
            self.slots[wanted_at, advisor] = 1
            self.booked.update(work)
            car = self._car(day, taken)
            taken.add(car)
            booked_at = local(day - timedelta(days=self.random.randint(1, 4)), 10, self.random.randint(0, 59))
            kind = line.purpose if line.purpose in ("maintenance", "body_paint") else "repair"
            is_complaint = bool(line.complaint)
            planned = PlannedBooking(car, advisor, booked_at, wanted_at, kind, line.words, is_complaint, line.code)
            bookings.append(planned)
        return bookings

    def _car(self, day: date, taken: set[int]) -> int:
        while True:
            car = self.random.randrange(len(self.fleet))
            seen = self.seen.get(car)
            if car not in taken and (seen is None or (day - seen[0]).days >= 6):
                return car

    def _visit_by_closing(self, day: date, at: datetime, car: int, booking: PlannedBooking | None) -> PlannedVisit | None:
        """The visit when it ends before the store closes; the desk tells others to come another day."""
        free, seen = dict(self.crew.free), self.seen.get(car)
        for _each in range(TRIES):
            visit = self._visit(day, at, car, booking)
            if visit.delivered_at <= local(day, *CLOSING):
                return visit
            self.crew.free = dict(free)
            self.serial -= 1
        if seen is None:
            del self.seen[car]
        else:
            self.seen[car] = seen
        return None

    def _visit(
        self,
        day: date,
        at: datetime,
        car: int,
        booking: PlannedBooking | None,
        *,
        needs_finding: bool = False,
    ) -> PlannedVisit:
        random = self.random
        advisor = booking.advisor if booking else self.crew.advisor(day)
        line = next((one for one in self.menu if booking and one.code == booking.package_code), None) or choose_line(
            self.random, self.menu
        )
        walked = at + random.randint(3, 7) * MINUTE
        interviewed = walked + random.randint(3, 8) * MINUTE
        opened = interviewed + random.randint(1, 3) * MINUTE
        signed = opened + random.randint(2, 6) * MINUTE
        dispatched = signed + random.randint(3, 12) * MINUTE
        jobs = self.crew.jobs(day, line, dispatched, needs_finding=needs_finding)
        done = max(job.finished_at for job in jobs)
        rework, done = self.crew.rework(jobs, done)
        inspected = done + random.randint(4, 14) * MINUTE
        settled = inspected + random.randint(6, 30) * MINUTE
        paid = settled + random.randint(1, 9) * MINUTE
        delivered = paid + random.randint(3, 20) * MINUTE
        promised = quarter_after(delivered + QUARTER)
        if random.random() < LATE:
            late = quarter_before(inspected - random.randint(5, 50) * MINUTE)
            promised = late if late > signed + QUARTER else promised
        self.serial += 1
        return PlannedVisit(
            serial=self.serial,
            day=day,
            car=car,
            advisor=advisor,
            purpose=line.purpose,
            odometer_km=self._odometer(day, car),
            booking=booking,
            arrived_at=at,
            walked_at=walked,
            interviewed_at=interviewed,
            opened_at=opened,
            signed_at=signed,
            promised_at=promised,
            dispatched_at=dispatched,
            jobs=tuple(jobs),
            rework=rework,
            inspected_at=inspected,
            settled_at=settled,
            paid_at=paid,
            methods=draw_methods(random),
            delivered_at=delivered,
            calls=draw_calls(random, day) if self.fleet[car].has_consent else (),
        )

    def _odometer(self, day: date, car: int) -> int:
        planned = self.fleet[car]
        kilometres = planned.odometer_km + (day - self.first_day).days * planned.km_a_day + self.random.randint(1, 15)
        self.seen[car] = (day, kilometres)
        return kilometres


def _instant_of(visit: PlannedVisit, step: str) -> datetime | None:
    job = visit.jobs[0]
    return {
        "pass_inspection": visit.rework.failed_at if visit.rework else visit.inspected_at,
        "settle": visit.settled_at,
        "deliver": visit.delivered_at,
        "decide": job.addition.decided_at if job.addition else None,
        "finish": job.finished_at,
        "start": job.started_at,
    }[step]
