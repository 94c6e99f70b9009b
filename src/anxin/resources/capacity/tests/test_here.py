"""The hours of cars that are here: beside bookings, planned anew, given back, and over weeks."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db.models import Sum

from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.parties.people.commands import record_absence
from anxin.parties.people.models import Employee
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading, unit_of_work
from anxin.resources.capacity import commands, queries
from anxin.resources.capacity.commands import NoRoom, Stretch, WorkHeld
from anxin.resources.capacity.models import CapacityHold, CapacitySlot
from anxin.resources.capacity.queries import Needs, Work
from anxin.resources.capacity.tests.factories import make_workshop

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 23, 1, 0, tzinfo=AT.tzinfo)
"""Monday 9:00 in Shanghai."""
HALF_HOUR, HOUR = timedelta(minutes=30), timedelta(hours=1)


def car(number: int) -> DocumentRef:
    return DocumentRef("test.document", number)


def here(store: Store, number: int, minutes: int, at: datetime = NINE, **more: Any) -> WorkHeld | None:
    with unit_of_work(system_actor("test"), "test", writable=True):
        return commands.hold_work(store.pk, car(number), [Work("mechanical", minutes)], at, **more)


def book(store: Store, number: int, minutes: int, starts_at: datetime) -> commands.HeldTime:
    needs = Needs((Work("mechanical", minutes),))
    return commands.hold_time(
        actor=system_actor("test"), store_id=store.pk, document=car(number), needs=needs, starts_at=starts_at, at=AT
    )


def minutes_of(store: Store, number: int) -> int:
    held = queries.list_holds(system_actor("test"), store.pk, car(number))
    return sum(one.units for one in held if one.pool == "work.mechanical")


def first_of(store: Store, number: int) -> datetime:
    return queries.list_holds(system_actor("test"), store.pk, car(number))[0].starts_at


def counted(store: Store) -> tuple[dict[int, int], dict[int, int]]:
    """Half hour → units as the book counts them, and as the holds that stand add up."""
    with reading(system_actor("test")):
        slots = CapacitySlot.objects.across_stores(reason="test").filter(store_id=store.pk, held__gt=0)
        holds = CapacityHold.objects.across_stores(reason="test").filter(store_id=store.pk, released_at=None)
        sums = holds.values_list("slot_id").annotate(units=Sum("units")).order_by()
        return dict(slots.values_list("pk", "held")), dict(sums)


@pytest.mark.rule("R-AP06", "R-RO10")
def test_a_car_that_is_here_takes_what_is_kept_for_it_and_no_booked_half_hour() -> None:
    store, _mechanics = make_workshop()
    book(store, 1, 24, NINE)
    # Six of the thirty minutes are kept for cars that come unbooked.
    held = here(store, 2, 36)
    assert held == WorkHeld(NINE + HOUR, 20)
    assert queries.list_overcommitted(system_actor("test"), store.pk, NINE) == []
    with pytest.raises(NoRoom):
        book(store, 3, 24, NINE + HALF_HOUR)


def test_what_is_planned_anew_takes_the_place_of_what_was_held() -> None:
    store, _mechanics = make_workshop()
    here(store, 1, 60)
    assert here(store, 1, 60) == WorkHeld(NINE + HOUR, 0, is_new=False)
    assert here(store, 1, 90) == WorkHeld(NINE + HOUR + HALF_HOUR, 0)
    assert here(store, 1, 75) == WorkHeld(NINE + HOUR + HALF_HOUR, 0)
    assert here(store, 1, 90) == WorkHeld(NINE + 2 * HOUR, 0), "what is missing follows what is held"
    assert here(store, 1, 90, at=NINE + 40 * timedelta(minutes=1)) is not None
    assert (minutes_of(store, 1), first_of(store, 1)) == (90, NINE + HALF_HOUR), "what is over is planned behind the rest"
    parts = NINE + 3 * HOUR
    assert here(store, 1, 90, not_before=parts) == WorkHeld(parts + HOUR + HALF_HOUR, 0)
    assert here(store, 1, 90) == WorkHeld(parts + HOUR + HALF_HOUR, 0, is_new=False)
    assert here(store, 1, 90, is_anew=True) == WorkHeld(NINE + HOUR + HALF_HOUR, 0)
    assert here(store, 1, 0) is not None or minutes_of(store, 1) == 0


def test_more_work_follows_and_what_is_dropped_goes_from_the_end() -> None:
    store, _mechanics = make_workshop()
    here(store, 1, 60)
    here(store, 2, 60)
    with unit_of_work(system_actor("test"), "test", writable=True):
        more = commands.hold_more_work(store.pk, car(1), [Work("mechanical", 30)], NINE)
        assert more is not None
        assert more.ends_at == NINE + 2 * HOUR + HALF_HOUR
        commands.drop_work(store.pk, car(1), [Work("mechanical", 40)], NINE)
    assert minutes_of(store, 1) == 50
    assert queries.list_work_ends(system_actor("test"), store.pk, "test.document", [1, 2, 3]) == {
        1: NINE + HOUR,
        2: NINE + 2 * HOUR,
    }
    assert queries.count_ahead(system_actor("test"), store.pk, car(2), NINE) == 1


@pytest.mark.rule("R-RO10")
def test_work_that_finds_no_room_in_two_weeks_holds_nothing_new_and_promises_nothing() -> None:
    store, _mechanics = make_workshop()
    here(store, 1, 60)
    assert here(store, 2, 7 * 540) is not None
    assert here(store, 3, 12 * 540) == WorkHeld(None)
    assert (here(store, 1, 12 * 540), here(store, 1, 12 * 540, is_anew=True)) == (WorkHeld(None), WorkHeld(None))
    assert (minutes_of(store, 1), minutes_of(store, 3)) == (60, 0)
    slots, holds = counted(store)
    assert slots == holds


@pytest.mark.rule("R-RO10")
def test_nothing_is_promised_while_everybody_of_a_trade_is_away() -> None:
    store, (mechanic,) = make_workshop()
    here(store, 1, 60)
    away: dict[str, Any] = {"starts_on": NINE.date(), "ends_on": NINE.date() + timedelta(days=30)}
    record_absence(actor=system_actor("test"), employee_id=mechanic.pk, kind="sick", at=AT, **away)
    assert (here(store, 2, 60), here(store, 1, 90)) == (WorkHeld(None), WorkHeld(None))
    assert (minutes_of(store, 1), minutes_of(store, 2)) == (60, 0)


class Weeks:
    """Three weeks of a store with three mechanics, drawn by chance; ``minutes`` is what every car must still hold."""

    def __init__(self, store: Store, mechanics: list[Employee]) -> None:
        self.store, self.mechanics = store, mechanics
        self.random = Random(2026)
        self.minutes: dict[int, int] = {}
        self.serial = 0
        self.absent: set[tuple[int, date]] = set()

    def act(self, now: datetime) -> None:
        """One thing that happens in a shop."""
        acts = [self.walk_in, self.walk_in, self.booked, self.worked, self.changed, self.gone, self.parts_late, self.away]
        self.random.choice(acts)(now)

    def walk_in(self, now: datetime) -> None:
        self.serial += 1
        minutes = self.random.choice((30, 60, 150, 400))
        held = here(self.store, self.serial, minutes, now)
        if held is not None and held.ends_at is not None:
            self.minutes[self.serial] = minutes

    def booked(self, now: datetime) -> None:
        self.serial += 1
        minutes = self.random.choice((24, 60, 120))
        try:
            book(self.store, self.serial, minutes, now + self.random.randrange(1, 60) * HALF_HOUR)
        except NoRoom:
            return
        self.minutes[self.serial] = minutes

    def any_car(self) -> int | None:
        return self.random.choice(sorted(self.minutes)) if self.minutes else None

    def worked(self, now: datetime) -> None:
        if (number := self.any_car()) is None:
            return
        with unit_of_work(system_actor("test"), "test", writable=True):
            stretch = Stretch("mechanical", now - HOUR, now)
            # Open from eight to six: of the hour until eight in the morning nothing counts.
            worked = 60 if now.astimezone(self.store.clock.zone).hour > 8 else 0
            used = min(worked, self.minutes[number])
            assert commands.use_up(self.store.pk, car(number), stretch, now) == used
            self.minutes[number] -= used

    def changed(self, now: datetime) -> None:
        if (number := self.any_car()) is None:
            return
        with unit_of_work(system_actor("test"), "test", writable=True):
            if self.random.random() < 0.5:
                more = commands.hold_more_work(self.store.pk, car(number), [Work("mechanical", 45)], now)
                if more is not None and more.ends_at is not None:
                    self.minutes[number] += 45
            else:
                commands.drop_work(self.store.pk, car(number), [Work("mechanical", 45)], now)
                self.minutes[number] = max(self.minutes[number] - 45, 0)

    def gone(self, now: datetime) -> None:
        if (number := self.any_car()) is None:
            return
        with unit_of_work(system_actor("test"), "test", writable=True):
            commands.give_back(self.store.pk, car(number), now)
        del self.minutes[number]

    def parts_late(self, now: datetime) -> None:
        number = self.any_car()
        if number is not None and self.minutes[number]:
            here(self.store, number, self.minutes[number], now, not_before=now + timedelta(days=1))

    def away(self, now: datetime) -> None:
        about: dict[str, Any] = {"actor": system_actor("test"), "kind": "sick", "at": now}
        day = (now + timedelta(days=self.random.randrange(3))).date()
        who = self.random.choice(self.mechanics[1:])
        if (who.pk, day) not in self.absent:
            self.absent.add((who.pk, day))
            record_absence(employee_id=who.pk, starts_on=day, ends_on=day, **about)

    def night(self, now: datetime) -> None:
        waiting = queries.list_unfinished_work(system_actor("test"), self.store.pk, now)
        commands.carry_over_work(actor=system_actor("test"), store_id=self.store.pk, documents=waiting, at=now)


@pytest.mark.rule("R-AP06", "R-AP11", "R-RO10")
def test_over_three_weeks_no_minute_is_lost_and_none_is_counted_twice() -> None:
    store, mechanics = make_workshop(technicians=3)
    weeks = Weeks(store, mechanics)
    for day in range(21):
        for hour in (0, 2, 5, 8):
            weeks.act(NINE + timedelta(days=day, hours=hour))
        weeks.night(NINE + timedelta(days=day, hours=17, minutes=40))
        slots, holds = counted(store)
        assert slots == holds
        assert {number: minutes_of(store, number) for number in weeks.minutes} == weeks.minutes
    assert weeks.serial > 20


@pytest.mark.rule("R-RO10")
def test_a_store_with_bays_only_has_an_end_of_its_work_and_cars_ahead() -> None:
    store, _mechanics = make_workshop(technicians=0)
    for number in (1, 2):
        assert here(store, number, 60) is not None
    first, second = (
        queries.list_work_ends(system_actor("test"), store.pk, "test.document", [number])[number] for number in (1, 2)
    )
    assert NINE < first <= second
    assert queries.count_ahead(system_actor("test"), store.pk, car(2), NINE) == 1
