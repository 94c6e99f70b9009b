"""The book of half hours without a database: tables of cases, properties, and a year in time-lapse."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.resources.capacity.rules import (
    HALF_HOUR,
    RECEPTION,
    Demand,
    Needs,
    OpenSlot,
    Plan,
    Room,
    Sheet,
    Work,
    advisor_pool,
    first_offers,
    keepable_plan,
    minutes_within,
    plan_work,
    slot_of,
    work_pool,
)

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
MECHANICAL, BAYS = work_pool("mechanical"), "bay.mechanical"
POOLS = frozenset({MECHANICAL, BAYS, RECEPTION})
DEMAND = Demand(patience_minutes=60, off_peak_percent=50)


def at(hour: float, day: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour)


def sheet(days: int = 2, *, technicians: int = 2, held: dict[tuple[datetime, str], int] | None = None) -> Sheet:
    """Open from 9 to 17; as many bays as technicians; two cars at the reception."""
    slots = [OpenSlot(at(9 + step / 2, day), at(0, day).date()) for day in range(days) for step in range(16)]
    sizes = {MECHANICAL: 30 * technicians, BAYS: 30 * technicians, RECEPTION: 2}
    rooms = {
        (slot.starts_at, pool): Room(size, (held or {}).get((slot.starts_at, pool), 0))
        for slot in slots
        for pool, size in sizes.items()
    }
    return Sheet(tuple(slots), POOLS, rooms)


def car(minutes: int, **more: Any) -> Needs:
    return Needs((Work("mechanical", minutes),), takes_reception=True, **more)


def taken(plan: Plan | None) -> dict[tuple[float, str], int]:
    assert plan is not None
    return {((each.starts_at - MONDAY) / timedelta(hours=1), each.pool): each.units for each in plan.takes}


def test_work_takes_technician_and_bay_for_the_same_minutes_from_the_half_hour_of_arrival() -> None:
    plan = keepable_plan(sheet(), car(45), at(9.7), 60)
    assert taken(plan) == {
        (9.5, RECEPTION): 1, (9.5, MECHANICAL): 30, (9.5, BAYS): 30, (10, MECHANICAL): 15, (10, BAYS): 15,
    }  # fmt: skip
    assert plan is not None
    assert plan.ends_at == at(10.5)


def test_long_work_goes_on_the_next_day_and_short_work_does_not() -> None:
    long = keepable_plan(sheet(), car(600), at(9), 60)
    assert long is not None
    assert long.ends_at == at(11, 1)
    assert keepable_plan(sheet(), car(90), at(16), 60) is None
    assert keepable_plan(sheet(), car(60), at(16), 60) is not None


def test_what_waits_for_parts_begins_when_they_are_there() -> None:
    plan = plan_work(sheet(), car(30, not_before=at(10, 1)), at(9))
    assert plan is not None
    assert plan.ends_at == at(10.5, 1)
    assert first_offers(sheet(), car(30, not_before=at(10, 1)), at(9), DEMAND)[0].starts_at == at(10, 1)


def test_work_begins_when_the_car_comes_and_rests_no_longer_than_the_patience() -> None:
    busy = {(at(9.5 + step / 2), MECHANICAL): 60 for step in range(2)}
    assert keepable_plan(sheet(held=busy), car(60), at(9), 60) is not None
    assert keepable_plan(sheet(held=busy), car(60), at(9), 30) is None
    assert keepable_plan(sheet(held=busy), car(60), at(9.5), 60) is None
    assert keepable_plan(sheet(held=busy), car(60, not_before=at(11)), at(10.5), 60) is None


def test_body_work_is_done_before_paint() -> None:
    slots = tuple(OpenSlot(at(9 + step / 2), MONDAY.date()) for step in range(8))
    rooms = {(slot.starts_at, pool): Room(30) for slot in slots for pool in ("work.body", "work.paint")}
    book = Sheet(slots, frozenset({"work.body", "work.paint"}), rooms)
    plan = plan_work(book, Needs((Work("body", 60), Work("paint", 30))), at(9))
    assert taken(plan) == {(9, "work.body"): 30, (9.5, "work.body"): 30, (10, "work.paint"): 30}


def test_a_pool_that_the_store_does_not_count_binds_nobody() -> None:
    slots = tuple(OpenSlot(at(9 + step / 2), MONDAY.date()) for step in range(8))
    plan = keepable_plan(Sheet(slots, frozenset(), {}), car(60, advisor_id=7), at(9), 60)
    assert plan == Plan((), at(10))


@pytest.mark.rule("R-AP11")
def test_the_first_time_is_offered_then_an_off_peak_one_then_the_next() -> None:
    busy = {(at(9 + step / 2), MECHANICAL): 30 for step in range(6)} | {(at(9), RECEPTION): 2}
    offers = first_offers(sheet(held=busy), car(30), at(9), DEMAND)
    assert [(offer.starts_at, offer.is_off_peak) for offer in offers] == [
        (at(9.5), False), (at(10), False), (at(12), True),
    ]  # fmt: skip
    assert [offer.load_percent for offer in offers] == [50, 50, 0]


def test_an_advisor_without_room_is_not_offered() -> None:
    mine = advisor_pool(7)
    plain = sheet(1)
    rooms = {**plain.rooms, **{(slot.starts_at, mine): Room(int(slot.starts_at >= at(15))) for slot in plain.slots}}
    book = Sheet(plain.slots, plain.pools | {mine}, rooms)
    assert first_offers(book, car(30, advisor_id=7), at(9), DEMAND)[0].starts_at == at(15)


def test_forced_work_takes_what_is_there_although_others_hold_it_but_nobody_who_is_not_there() -> None:
    full = {(slot.starts_at, MECHANICAL): 60 for slot in sheet().slots}
    assert plan_work(sheet(held=full), car(30), at(9)) is None
    forced = plan_work(sheet(held=full), car(30), at(9), is_forced=True)
    assert forced is not None
    assert forced.ends_at == at(9.5)
    assert plan_work(sheet(technicians=0), car(30), at(9), is_forced=True) is None


@pytest.mark.parametrize(
    ("opening", "duty", "minutes"),
    [
        ([(time(8), time(18))], (None, None), 30),
        ([(time(8), time(9, 10))], (None, None), 10),
        ([(time(8), time(9, 5)), (time(9, 20), time(0))], (None, None), 15),
        ([(time(8), time(18))], (time(9, 15), time(17)), 15),
        ([(time(8), time(18))], (time(13), time(17)), 0),
        ([], (None, None), 0),
    ],
)
def test_the_minutes_of_a_half_hour_are_those_of_opening_and_duty(
    opening: list[tuple[time, time]], duty: tuple[time | None, time | None], minutes: int
) -> None:
    assert minutes_within(time(9), opening, *duty) == minutes


@dataclass
class Book:
    """A book as the database keeps it: sizes of now, holds by document."""

    sizes: dict[tuple[datetime, str], int]
    held: Counter[tuple[datetime, str]] = field(default_factory=Counter)
    holds: dict[int, Plan] = field(default_factory=dict)
    forced: set[int] = field(default_factory=set)

    def sheet(self, days: Iterable[date]) -> Sheet:
        slots = tuple(
            OpenSlot(start, start.date())
            for day in days
            for start in (datetime.combine(day, time(9), UTC) + step * HALF_HOUR for step in range(16))
            if (start, RECEPTION) in self.sizes
        )
        rooms = {
            (slot.starts_at, pool): Room(self.sizes[slot.starts_at, pool], self.held[slot.starts_at, pool])
            for slot in slots
            for pool in POOLS
        }
        return Sheet(slots, POOLS, rooms)

    def hold(self, document: int, plan: Plan, *, is_forced: bool = False) -> None:
        for each in plan.takes:
            place = each.starts_at, each.pool
            assert is_forced or self.held[place] + each.units <= self.sizes[place]
            self.held[place] += each.units
        self.holds[document] = plan
        self.forced |= {document} if is_forced else set()

    def overpromised(self) -> Counter[tuple[datetime, str]]:
        """Units promised, not forced, beyond the sizes of now."""
        promised: Counter[tuple[datetime, str]] = Counter()
        for document in self.holds.keys() - self.forced:
            promised.update({(each.starts_at, each.pool): each.units for each in self.holds[document].takes})
        return promised - Counter(self.sizes)

    def release(self, document: int) -> None:
        for each in self.holds.pop(document).takes:
            self.held[each.starts_at, each.pool] -= each.units
        self.forced.discard(document)


@given(st.lists(st.tuples(st.integers(1, 600), st.integers(0, 60), st.booleans()), max_size=40))
def test_never_more_is_held_than_there_is_and_release_gives_all_back(wishes: list[tuple[int, int, bool]]) -> None:
    days = [date(2026, 11, 23) + timedelta(days=step) for step in range(2)]
    plain = sheet(2)
    book = Book({place: room.size for place, room in plain.rooms.items()})
    for document, (minutes, slot, is_dropped) in enumerate(wishes):
        start = plain.slots[slot % len(plain.slots)].starts_at
        plan = keepable_plan(book.sheet(days), car(minutes), start, 60)
        if plan is None:
            continue
        assert sum(each.units for each in plan.takes if each.pool == MECHANICAL) == minutes
        assert max(each.units for each in plan.takes if each.pool == MECHANICAL) <= 30
        assert all(start <= each.starts_at < plan.ends_at for each in plan.takes)
        book.hold(document, plan)
        if is_dropped:
            book.release(document)
    assert all(held <= book.sizes[place] for place, held in book.held.items())
    for document in list(book.holds):
        book.release(document)
    assert not +book.held


def test_a_year_of_bookings_moves_cancellations_and_absences_promises_no_minute_twice_and_loses_none() -> None:
    random = Random(2026)
    first = date(2026, 1, 1)
    closed = {first + timedelta(days=step) for step in range(365 + 15) if random.random() < 0.08}
    technicians: dict[date, int] = defaultdict(lambda: 3)
    book = Book({})

    def open_day(day: date) -> None:
        if day in closed:
            return
        for step in range(16):
            start = datetime.combine(day, time(9), UTC) + step * HALF_HOUR
            book.sizes |= {(start, MECHANICAL): 24 * technicians[day], (start, BAYS): 120, (start, RECEPTION): 4}

    for step in range(15):
        open_day(first + timedelta(days=step))
    booked = refused = serial = overpromised = 0
    minutes: dict[int, int] = {}
    for number in range(365):
        today = first + timedelta(days=number)
        open_day(today + timedelta(days=15))
        days = [today + timedelta(days=step) for step in range(15)]
        if random.random() < 0.2:
            away = random.choice(days)
            technicians[away] -= 1
            open_day(away)
        for _each in range(random.randint(4, 9)):
            now = datetime.combine(today, time(8), UTC)
            start = datetime.combine(random.choice(days[:8]), time(9), UTC) + random.randrange(16) * HALF_HOUR
            document = random.choice(list(book.holds)) if book.holds and random.random() < 0.2 else None
            if document is not None and random.random() < 0.4:
                book.release(document)
                del minutes[document]
                continue
            before = None
            if document is not None:
                before = book.holds[document], document in book.forced
                book.release(document)
            else:
                serial += 1
                document, minutes[serial] = serial, random.choice((30, 60, 90, 120, 480))
            needs = car(minutes[document])
            known = book.sheet(days)
            plan = keepable_plan(known, needs, start, 60)
            if plan is None and before is None:
                refused += 1
                offers = first_offers(known, needs, now, DEMAND)
                plan = keepable_plan(known, needs, offers[0].starts_at, 60) if offers else None
                assert plan is not None or not offers
            if plan is not None:
                book.hold(document, plan)
                booked += 1
            elif before is not None:
                book.hold(document, before[0], is_forced=True)
            else:
                del minutes[document]
        for document, plan in list(book.holds.items()):
            if plan.ends_at.date() <= today and random.random() < 0.9:
                book.release(document)
                del minutes[document]
            elif plan.ends_at.date() <= today:
                # Not done today: the whole of it goes on at the next opening.
                book.release(document)
                carried = plan_work(
                    book.sheet(days[1:]), car(minutes[document]), slot_of(now + timedelta(days=1)), is_forced=True
                )
                assert carried is not None
                book.hold(document, carried, is_forced=True)
        for (start, pool), excess in book.overpromised().items():
            assert pool == MECHANICAL
            assert excess <= 24 * (3 - technicians[start.date()]), "more than the absent would have done"
            overpromised += excess
    assert overpromised, "the year has an absence after a promise"
    assert booked > 1500
    assert refused > 50
    counted: Counter[tuple[datetime, str]] = Counter()
    for document, plan in book.holds.items():
        assert sum(each.units for each in plan.takes if each.pool == MECHANICAL) == minutes[document]
        for each in plan.takes:
            assert each.starts_at.date() not in closed
            counted[each.starts_at, each.pool] += each.units
    assert +book.held == +counted
