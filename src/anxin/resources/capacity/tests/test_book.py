"""The book of half hours in the database: done, refused, denied, forced, carried over; what the triggers hold."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.people.commands import PlannedDuty, cancel_absence, plan_roster, record_absence
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.errors import Denied, Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading, unit_of_work
from anxin.resources.capacity import commands, queries
from anxin.resources.capacity.models import CapacityHold, CapacitySlot
from anxin.resources.capacity.queries import Needs, Work, WorkHeld
from anxin.resources.capacity.tests.factories import make_workshop

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 23, 1, 0, tzinfo=AT.tzinfo)
"""Monday 9:00 in Shanghai."""


def document(number: int) -> DocumentRef:
    return DocumentRef("test.document", number)


def hold(store: Store, number: int = 1, *, starts_at: datetime = NINE, minutes: int = 48, **more: Any) -> commands.HeldTime:
    return commands.hold_time(
        actor=more.pop("actor", system_actor("test")),
        store_id=store.pk,
        document=document(number),
        needs=Needs((Work("mechanical", minutes),), takes_reception=True, advisor_id=more.pop("advisor_id", None)),
        starts_at=starts_at,
        at=AT,
        **more,
    )


def held(store: Store) -> dict[tuple[str, str], tuple[int, int]]:
    """(local time, pool) → (size, held) of what is held."""
    with reading(system_actor("test")):
        rows = CapacitySlot.objects.across_stores(reason="test").filter(store_id=store.pk, held__gt=0)
        return {(f"{row.starts_at.astimezone(store.clock.zone):%d %H:%M}", row.pool): (row.size, row.held) for row in rows}


def held_from(store: Store, one: DocumentRef) -> datetime | None:
    """The first half hour that a document holds."""
    rows = queries.list_holds(system_actor("test"), store.pk, one)
    return rows[0].starts_at if rows else None


def test_a_car_holds_reception_technician_and_bay_and_gives_all_back() -> None:
    store, _mechanics = make_workshop()
    assert hold(store).ends_at == NINE + timedelta(hours=1)
    # One technician has 24 of 30 minutes that may be promised (80 %).
    assert held(store) == {
        ("23 09:00", "reception"): (4, 1),
        ("23 09:00", "work.mechanical"): (24, 24),
        ("23 09:00", "bay.mechanical"): (60, 24),
        ("23 09:30", "work.mechanical"): (24, 24),
        ("23 09:30", "bay.mechanical"): (60, 24),
    }
    assert held_from(store, document(1)) == NINE
    assert commands.release_holds(actor=system_actor("test"), store_id=store.pk, document=document(1), at=AT).count == 5
    assert commands.release_holds(actor=system_actor("test"), store_id=store.pk, document=document(1), at=AT).count == 0
    assert held(store) == {}


def test_a_time_that_cannot_be_kept_is_refused_with_the_times_that_can() -> None:
    store, _mechanics = make_workshop()
    hold(store)
    with pytest.raises(commands.NoRoom) as refused:
        hold(store, 2)
    times = [offer.starts_at for offer in refused.value.offers]
    assert times == [NINE + timedelta(minutes=60), NINE + timedelta(minutes=90), NINE + timedelta(minutes=120)]
    assert held_from(store, document(2)) is None
    for starts_at in times[:1]:
        hold(store, 2, starts_at=starts_at)


def test_who_is_away_or_at_rest_cannot_be_promised_and_comes_back_without_being_told() -> None:
    store, (mechanic,) = make_workshop()
    away = record_absence(
        actor=system_actor("test"), employee_id=mechanic.pk, kind="annual", starts_on=NINE.date(), ends_on=NINE.date(), at=AT
    )
    rest = [PlannedDuty(mechanic.pk, date(2026, 11, 24))]
    plan_roster(actor=system_actor("test"), store_id=store.pk, duties=rest, at=AT)
    needs = Needs((Work("mechanical", 24),))
    (first, *_later) = queries.first_offers(system_actor("test"), store.pk, needs, NINE)
    assert first.starts_at.astimezone(store.clock.zone).isoformat()[:16] == "2026-11-25T08:00"
    cancel_absence(actor=system_actor("test"), absence_id=away.id, at=AT)
    assert queries.first_offers(system_actor("test"), store.pk, needs, NINE)[0].starts_at == NINE


def test_an_advisor_who_is_away_is_not_promised() -> None:
    store, _mechanics = make_workshop()
    advisor = make_employee(store)
    record_absence(
        actor=system_actor("test"), employee_id=advisor.pk, kind="sick", starts_on=NINE.date(), ends_on=NINE.date(), at=AT
    )
    with pytest.raises(commands.NoRoom) as refused:
        hold(store, advisor_id=advisor.pk)
    assert refused.value.offers[0].starts_at.astimezone(store.clock.zone).day == 24


def test_bookings_that_an_absence_took_the_hours_from_are_listed_the_last_promised_first_to_call() -> None:
    store, mechanics = make_workshop(technicians=2)
    hold(store, 1, minutes=24)
    hold(store, 2, minutes=24)
    assert queries.list_overcommitted(system_actor("test"), store.pk, AT) == []
    record_absence(
        actor=system_actor("test"),
        employee_id=mechanics[0].pk,
        kind="sick",
        starts_on=NINE.date(),
        ends_on=NINE.date(),
        at=AT,
    )
    (found,) = queries.list_overcommitted(system_actor("test"), store.pk, AT)
    assert (found.document, found.pool, found.starts_at, found.units) == (document(2), "work.mechanical", NINE, 24)


def test_forced_work_goes_beyond_and_then_nothing_else_fits_until_there_is_room_again() -> None:
    store, _mechanics = make_workshop()
    hold(store, 1, minutes=24)
    hold(store, 2, minutes=24, is_forced=True)
    assert held(store)["23 09:00", "work.mechanical"] == (24, 48)
    with pytest.raises(commands.NoRoom):
        hold(store, 3, minutes=24)
    commands.release_holds(actor=system_actor("test"), store_id=store.pk, document=document(1), at=AT)
    with pytest.raises(commands.NoRoom):
        hold(store, 3, minutes=20)
    commands.release_holds(actor=system_actor("test"), store_id=store.pk, document=document(2), at=AT)
    hold(store, 3, minutes=24)


def test_the_bookings_time_becomes_the_visits() -> None:
    store, _mechanics = make_workshop()
    hold(store)
    before = held(store)
    handed = commands.hand_over_holds(
        actor=system_actor("test"), store_id=store.pk, from_document=document(1), to_document=document(9), at=AT
    )
    assert (handed.count, held(store)) == (5, before)
    assert held_from(store, document(1)) is None
    assert held_from(store, document(9)) == NINE


def test_work_that_was_not_done_goes_on_at_the_next_opening_whoever_holds_it() -> None:
    store, _mechanics = make_workshop()
    hold(store, 1)
    next_opening = NINE + timedelta(hours=23)
    hold(store, 2, starts_at=next_opening, minutes=24)
    hold(store, 3, starts_at=NINE + timedelta(hours=2), minutes=24)
    commands.release_holds(actor=system_actor("test"), store_id=store.pk, document=document(3), at=AT)
    night = NINE + timedelta(hours=17)
    documents = [document(number) for number in range(1, 4)]
    carry_over = partial(commands.carry_over_work, actor=system_actor("test"), store_id=store.pk, documents=documents)
    carried = carry_over(at=night)
    assert (carried.documents, carried.minutes) == (1, 48)
    assert held_from(store, document(1)) == next_opening
    assert held(store)["24 08:00", "work.mechanical"] == (24, 48)
    assert carry_over(at=night).documents == 0
    (first, *_later) = queries.first_offers(system_actor("test"), store.pk, Needs((Work("mechanical", 24),)), next_opening)
    assert first.starts_at > next_opening


def test_the_promise_widens_when_the_shop_is_full() -> None:
    store, _mechanics = make_workshop()
    work = [Work("mechanical", 48)]
    assert queries.expect_work(system_actor("test"), store.pk, work, NINE) == WorkHeld(NINE + timedelta(hours=1))
    hold(store)
    later = NINE + timedelta(hours=2)
    assert queries.expect_work(system_actor("test"), store.pk, work, NINE) == WorkHeld(later, 20)
    own = queries.expect_work(system_actor("test"), store.pk, work, NINE, None, document(1))
    assert own == WorkHeld(NINE + timedelta(hours=1)), "the visit's own hours stay"
    assert queries.expect_work(system_actor("test"), store.pk, [Work("paint", 48)], NINE) is None, "nobody is counted"
    loads = queries.list_loads(system_actor("test"), store.pk, NINE)
    assert [(row.load_percent, row.is_off_peak) for row in loads[:3]] == [(100, False), (100, False), (0, True)]
    with pytest.raises(Invalid):
        queries.list_loads(system_actor("test"), store.pk, NINE, 99)


def test_two_weeks_of_offers_are_a_handful_of_statements(django_assert_max_num_queries: Any) -> None:
    store, _mechanics = make_workshop(technicians=3)
    needs = Needs((Work("mechanical", 60),), takes_reception=True)
    queries.first_offers(system_actor("test"), store.pk, needs, NINE)
    with django_assert_max_num_queries(9):
        queries.first_offers(system_actor("test"), store.pk, needs, NINE)


def test_nobody_holds_or_reads_for_another_store() -> None:
    store, _mechanics = make_workshop()
    other, _theirs = make_workshop("NS")
    stranger, cleaner = make_actor(other, "service_advisor"), make_actor(store, "cleaner")
    hold(store)
    before = held(store)
    writes: list[Any] = [
        lambda actor: hold(store, 2, actor=actor),
        lambda actor: commands.release_holds(actor=actor, store_id=store.pk, document=document(1), at=AT),
        lambda actor: commands.hand_over_holds(
            actor=actor, store_id=store.pk, from_document=document(1), to_document=document(2), at=AT
        ),
        lambda actor: commands.carry_over_work(
            actor=actor, store_id=store.pk, documents=[document(1)], at=NINE + timedelta(days=1)
        ),
        lambda actor: queries.first_offers(actor, store.pk, Needs(), NINE),
        lambda actor: queries.expect_work(actor, store.pk, [Work("mechanical", 48)], NINE),
        lambda actor: queries.list_loads(actor, store.pk, NINE),
        lambda actor: queries.list_overcommitted(actor, store.pk, NINE),
    ]
    for run in writes:
        for who in (stranger, cleaner):
            with pytest.raises(Denied):
                run(who)
    assert queries.list_holds(stranger, store.pk, document(1)) == []
    assert queries.list_holders(stranger, store.pk, "test.document") == []
    assert queries.list_unfinished_work(stranger, store.pk, NINE + timedelta(days=1)) == []
    assert held(store) == before


@pytest.mark.parametrize("minutes", [0, -5, 20_001])
def test_work_that_no_book_has_is_refused(minutes: int) -> None:
    store, _mechanics = make_workshop()
    with pytest.raises(Invalid):
        hold(store, minutes=minutes)


def write(change: Any) -> None:
    with unit_of_work(system_actor("test"), "test", writable=True), transaction.atomic():
        change()


def test_the_database_itself_refuses_to_promise_beyond_the_size_and_counts_alone() -> None:
    store, _mechanics = make_workshop()
    hold(store, minutes=24)
    holds, slots = (model.objects.across_stores(reason="test") for model in (CapacityHold, CapacitySlot))
    with reading(system_actor("test")):
        slot = slots.get(pool="work.mechanical")
        mine = holds.get(slot=slot)
    row = {"store_id": store.pk, "slot": slot, "document_kind": "x", "document_id": 2, "held_at": AT}
    for change in (
        lambda: CapacityHold.objects.create(units=1, **row),
        lambda: CapacityHold.objects.create(units=0, is_forced=True, **row),
        lambda: slots.filter(pk=slot.pk).update(held=0),
        lambda: slots.filter(pk=slot.pk).update(held=99),
        lambda: CapacitySlot.objects.create(store=store, pool="x", starts_at=NINE, size=1, held=1),
        lambda: holds.filter(pk=mine.pk).update(units=1),
        lambda: holds.filter(pk=mine.pk).update(is_forced=True),
        lambda: holds.filter(pk=mine.pk).update(is_here=True),
        lambda: holds.filter(pk=mine.pk).delete(),
    ):
        with pytest.raises(DatabaseError):
            write(change)
    # A car that is here may take the six minutes that are kept for such cars, and not one more.
    write(lambda: CapacityHold.objects.create(units=6, is_here=True, **row))
    with pytest.raises(DatabaseError):
        write(lambda: CapacityHold.objects.create(units=1, is_here=True, **row))
    for number in (1, 2):
        about: Any = {"actor": system_actor("test"), "store_id": store.pk, "at": AT}
        commands.release_holds(document=document(1) if number == 1 else DocumentRef("x", 2), **about)
    with pytest.raises(DatabaseError):
        write(lambda: holds.filter(pk=mine.pk).update(released_at=None))
    assert held(store) == {}
