"""The simulation of a store: from a seed and the days to the plan of every visit. Pure; no database.

One technician and one bay do one job at a time, so nothing overlaps by construction.
"""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from anxin.faces.twin.catalogue import FOUND, DemoBrand, MenuLine, article_number, menu_of, operation_code
from anxin.faces.twin.people import PlannedCar
from anxin.faces.twin.plan import (
    PlannedAddition,
    PlannedBooking,
    PlannedCall,
    PlannedDay,
    PlannedJob,
    PlannedRework,
    PlannedShift,
    PlannedVisit,
)

ZONE = ZoneInfo("Asia/Shanghai")
TECHNICIANS, BAYS, ADVISORS, BODY_TECHNICIANS = 12, 10, 5, 2
LATE, REWORK, NO_SHOW, BOOKED, FINDING, CALLED = 0.08, 0.03, 0.08, 0.45, 0.22, 0.97
BAD_MARKS = 4
QUARTER, MINUTE = timedelta(minutes=15), timedelta(minutes=1)
REASONS = ("太贵，下次再做", "想先用一段时间", "回去和家人商量", "在别处已经换过")
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


FIRST, FIRSTS_SHARE = 0, 0.4


@dataclass(slots=True)
class StoreSimulation:
    """The state that goes from one day to the next: when people and bays are free, where each car stands."""

    random: Random
    brand: DemoBrand
    fleet: Sequence[PlannedCar]
    first_day: date
    cars_a_day: int = 21
    menu: Sequence[MenuLine] = field(default=())
    serial: int = 0
    free: dict[tuple[str, int], datetime] = field(default_factory=dict)
    seen: dict[int, tuple[date, int]] = field(default_factory=dict)
    slots: dict[tuple[datetime, int], int] = field(default_factory=dict)
    running_day: date | None = None
    booked: Counter[tuple[str, datetime]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.menu = menu_of(self.brand)

    def history(self, days: Iterable[date]) -> list[PlannedDay]:
        """Days that are over."""
        return [self.whole_day(day) for day in days]

    def whole_day(self, day: date) -> PlannedDay:
        """A day from opening to closing."""
        bookings = self._bookings(day)
        missed = [replace(one, missed_at=_local(day, 18, 30)) for one in bookings if self.random.random() < NO_SHOW]
        kept = {one.car: one for one in bookings} | {one.car: None for one in missed}
        arrivals = self._arrivals(day, [one for one in kept.values() if one], absent={one.car for one in missed})
        visits = [self._visit_by_closing(day, at, car, booking) for at, car, booking in arrivals]
        return PlannedDay(day, tuple(one for one in visits if one), tuple(missed), self._shifts(day))

    def open_day(self, day: date, until: datetime) -> PlannedDay:
        """The day that runs: what comes after ``until`` has not happened, and one car each stands before a step."""
        self.running_day = day
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
        return PlannedDay(day, tuple(visits), (), self._shifts(day))

    def _hold(self, visit: PlannedVisit, step: str, stop: datetime, until: datetime) -> PlannedVisit:
        if step in ("decide", "finish", "start"):
            for job in visit.jobs:
                self.free["technician", job.technician] = self.free["bay", job.bay] = until + timedelta(hours=4)
        promised = until + timedelta(minutes=40)
        if step in ("finish", "start"):
            # These two are late: the promise has passed while the work goes on.
            promised = max(visit.signed_at + QUARTER, _quarter_before(until - timedelta(minutes=25)))
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
            at = _local(day, 8, 10) + self.random.randint(0, LAST_WALK_IN) * MINUTE
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
            line = self._choose()
            # A long job is booked for the morning: an hour at the desks, and the work takes up to half as long again.
            latest = min(slots[1], int(17 - float(line.hours) * 3))
            if latest < slots[0]:
                continue
            wanted_at = _local(day, 8, 30) + 30 * self.random.randint(slots[0], latest) * MINUTE
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
            booked_at = _local(day - timedelta(days=self.random.randint(1, 4)), 10, self.random.randint(0, 59))
            kind = line.purpose if line.purpose in ("maintenance", "body_paint") else "repair"
            bookings.append(PlannedBooking(car, advisor, booked_at, wanted_at, kind, line.complaint, line.code))
        return bookings

    def _car(self, day: date, taken: set[int]) -> int:
        while True:
            car = self.random.randrange(len(self.fleet))
            seen = self.seen.get(car)
            if car not in taken and (seen is None or (day - seen[0]).days >= 6):
                return car

    def _choose(self) -> MenuLine:
        return self.random.choices(self.menu, weights=[line.weight for line in self.menu])[0]

    def _visit_by_closing(self, day: date, at: datetime, car: int, booking: PlannedBooking | None) -> PlannedVisit | None:
        """The visit when it ends before the store closes; the desk tells others to come another day."""
        free, seen = dict(self.free), self.seen.get(car)
        for _each in range(TRIES):
            visit = self._visit(day, at, car, booking)
            if visit.delivered_at <= _local(day, *CLOSING):
                return visit
            self.free = dict(free)
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
        advisor = booking.advisor if booking else self._advisor(day)
        line = next((one for one in self.menu if booking and one.code == booking.package_code), None) or self._choose()
        walked = at + random.randint(3, 7) * MINUTE
        interviewed = walked + random.randint(3, 8) * MINUTE
        opened = interviewed + random.randint(1, 3) * MINUTE
        signed = opened + random.randint(2, 6) * MINUTE
        dispatched = signed + random.randint(3, 12) * MINUTE
        jobs = self._jobs(day, line, dispatched, needs_finding=needs_finding)
        done = max(job.finished_at for job in jobs)
        rework, done = self._rework(jobs, done)
        inspected = done + random.randint(4, 14) * MINUTE
        settled = inspected + random.randint(6, 30) * MINUTE
        paid = settled + random.randint(1, 9) * MINUTE
        delivered = paid + random.randint(3, 20) * MINUTE
        promised = _quarter_after(delivered + QUARTER)
        if random.random() < LATE:
            late = _quarter_before(inspected - random.randint(5, 50) * MINUTE)
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
            methods=_methods(random),
            delivered_at=delivered,
            calls=_calls(random, day) if self.fleet[car].has_consent else (),
        )

    def _odometer(self, day: date, car: int) -> int:
        planned = self.fleet[car]
        kilometres = planned.odometer_km + (day - self.first_day).days * planned.km_a_day + self.random.randint(1, 15)
        self.seen[car] = (day, kilometres)
        return kilometres

    def _advisor(self, day: date) -> int:
        on_duty = [place for place in range(ADVISORS) if not self._rests(day, place)]
        return FIRST if day == self.running_day and self.random.random() < FIRSTS_SHARE else self.random.choice(on_duty)

    def _rests(self, day: date, place: int) -> bool:
        # The first of each desk is whom a visitor signs in as: on the running day he is there and has work.
        return _rests(day, place) and (day != self.running_day or place != FIRST)

    def _jobs(self, day: date, line: MenuLine, dispatched: datetime, *, needs_finding: bool) -> list[PlannedJob]:
        lines = [line]
        second = self._choose()
        if self.random.random() < 0.18 and second.code != line.code and second.skill == line.skill:
            lines.append(second)
        technician, bay, start = self._place(day, line.skill, dispatched + self.random.randint(2, 8) * MINUTE)
        jobs: list[PlannedJob] = []
        for place, each in enumerate(lines):
            found = place == 0 and (needs_finding or self.random.random() < FINDING)
            jobs.append(self._job(each, technician, bay, start, found=found))
            start = max(jobs[-1].planned_to, jobs[-1].finished_at) + 2 * MINUTE
        self.free["technician", technician] = self.free["bay", bay] = start
        return jobs

    def _place(self, day: date, skill: str, earliest: datetime) -> tuple[int, int, datetime]:
        fit = [TECHNICIANS - 1 - one for one in range(BODY_TECHNICIANS)] if skill == "body" else list(range(TECHNICIANS))
        # Somebody of the trade is always there: a body technician's rest day goes to the other one.
        on_duty = [one for one in fit if not self._rests(day, one)] or fit
        first = FIRST if day == self.running_day else None
        technician = min(
            on_duty, key=lambda one: (max(self._free("technician", one), earliest), one != first, self.random.random())
        )
        bay = min(range(BAYS), key=lambda one: (max(self._free("bay", one), earliest), one))
        return technician, bay, max(earliest, self._free("technician", technician), self._free("bay", bay))

    def _free(self, kind: str, place: int) -> datetime:
        return self.free.get((kind, place), datetime(2000, 1, 1, tzinfo=UTC))

    def _job(self, line: MenuLine, technician: int, bay: int, start: datetime, *, found: bool) -> PlannedJob:
        random = self.random
        sold = max(15, int(line.hours * 60))
        worked = max(8, int(sold * random.uniform(0.7, 1.15)))
        payer = {"warranty": "warranty", "accident": "insurer"}.get(line.purpose, "customer")
        stretches: tuple[tuple[datetime, datetime], ...] = ((start, start + worked * MINUTE),)
        reason, addition = "", None
        if found:
            half = start + max(4, worked // 2) * MINUTE
            addition = self._addition(half - 2 * MINUTE)
            assert addition.decided_at is not None
            stretches = ((start, half), (addition.decided_at + 2 * MINUTE, addition.decided_at + (2 + worked) * MINUTE))
            reason = "approval"
        elif random.random() < 0.12:
            half = start + max(4, worked // 2) * MINUTE
            again = half + random.randint(5, 25) * MINUTE
            stretches = ((start, half), (again, again + worked // 2 * MINUTE + MINUTE))
            reason = random.choice(("parts", "bay", "tool", "unclear_order"))
        return PlannedJob(
            title=line.title,
            complaint=line.complaint,
            cause="按里程与时间到期" if line.purpose == "maintenance" else "检查确认磨损或失效",
            correction=line.title,
            package_code=line.code,
            payer=payer,
            technician=technician,
            bay=bay,
            planned_from=start,
            planned_to=max(start + sold * MINUTE, stretches[-1][1]),
            stretches=stretches,
            pause_reason=reason,
            addition=addition,
        )

    def _addition(self, found_at: datetime) -> PlannedAddition:
        words, part = self.random.choice(FOUND)
        decision = self.random.choices(("APPROVED", "DECLINED", "DEFERRED"), weights=(55, 35, 10))[0]
        return PlannedAddition(
            found_at=found_at,
            words=words,
            parts=(operation_code(self.brand, 0, part), article_number(self.brand, part)),
            decided_at=found_at + self.random.randint(6, 22) * MINUTE,
            decision=decision,
            reason=self.random.choice(REASONS) if decision == "DECLINED" else "",
        )

    def _rework(self, jobs: Sequence[PlannedJob], done: datetime) -> tuple[PlannedRework | None, datetime]:
        if self.random.random() >= REWORK:
            return None, done
        failed = done + self.random.randint(4, 10) * MINUTE
        start = max(failed + 5 * MINUTE, self._free("technician", jobs[0].technician))
        end = start + self.random.randint(10, 30) * MINUTE
        self.free["technician", jobs[0].technician] = end + 2 * MINUTE
        return PlannedRework(failed, "路试仍有轻微异响，请复检紧固", start, end), end

    def _shifts(self, day: date) -> tuple[PlannedShift, ...]:
        people = [("technician", place) for place in range(TECHNICIANS)] + [("advisor", place) for place in range(ADVISORS)]
        return tuple(
            PlannedShift(
                kind,
                place,
                _local(day, 7, 45) + self.random.randint(0, 14) * MINUTE,
                _local(day, 18, 0) + self.random.randint(0, 40) * MINUTE,
            )
            for kind, place in people
            if not self._rests(day, place)
        )


def _rests(day: date, place: int) -> bool:
    return (day.toordinal() + place) % 7 == 0


def _local(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


def _quarter_before(at: datetime) -> datetime:
    return at - (at - datetime(2000, 1, 1, tzinfo=UTC)) % QUARTER


def _quarter_after(at: datetime) -> datetime:
    return _quarter_before(at + QUARTER)


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


def _methods(random: Random) -> tuple[tuple[str, int], ...]:
    first = random.choices(("wechat", "alipay", "card", "cash", "transfer"), weights=(45, 25, 18, 7, 5))[0]
    if random.random() < 0.05:
        return ((first, 60), ("cash" if first != "cash" else "wechat", 40))
    return ((first, 100),)


def _calls(random: Random, day: date) -> tuple[PlannedCall, ...]:
    if random.random() >= CALLED:
        return ()
    at = _local(day + timedelta(days=random.randint(3, 6)), 9, 30) + random.randint(0, 430) * MINUTE
    mark = random.choices((10, 9, 8, 7, 5), weights=(46, 30, 14, 6, BAD_MARKS))[0]
    repair = "problem" if mark == 5 and random.random() < 0.5 else "none"
    answers = (("satisfaction", str(mark)), ("after_repair", repair), ("explained", "yes" if mark > 5 else "partly"))
    words = "客户满意，没有其他问题" if mark > 6 else "客户反映等待时间长，希望有人解释"
    reached = PlannedCall(at, "reached", answers, words)
    first = (PlannedCall(at - timedelta(days=1), "not_reached"), reached) if random.random() < 0.12 else (reached,)
    if mark > 5:
        return first
    calm = (("satisfaction", "9"), ("after_repair", "none"), ("explained", "yes"))
    return *first, PlannedCall(at + timedelta(days=9), "reached", calm, "问题已处理，客户满意", round=2)
