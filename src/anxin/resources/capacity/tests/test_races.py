"""Two who reach for the same bay at the same moment."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import F

from anxin.parties.org.tests.factories import AT, make_actor, make_bay, make_store
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading, unit_of_work
from anxin.resources.capacity import commands, queries
from anxin.resources.capacity.commands import here
from anxin.resources.capacity.models import CapacitySlot
from anxin.resources.capacity.tests.factories import make_workshop


def test_of_those_who_reserve_the_same_bay_at_once_exactly_one_gets_it(race: Callable[..., list[Any]]) -> None:
    store = make_store()
    bay, actor = make_bay(store), make_actor(store, "service_advisor")
    calls = [
        partial(
            commands.reserve,
            actor=actor,
            store_id=store.pk,
            resource_kind="bay",
            resource_id=bay.pk,
            starts_at=AT + timedelta(minutes=10 * number),
            ends_at=AT + timedelta(hours=2),
            document=DocumentRef("test.document", number),
            at=AT,
        )
        for number in range(6)
    ]
    outcomes = race(*calls)
    assert sorted(type(each).__name__ for each in outcomes) == ["Reserved", *["ResourceTaken"] * 5]
    assert len(queries.list_reservations(actor, store.pk, AT.date())) == 1


def test_two_who_swap_bays_at_once_do_not_wait_for_each_other(race: Callable[..., list[Any]]) -> None:
    store = make_store()
    first, second, actor = make_bay(store), make_bay(store), make_actor(store, "service_advisor")
    span = {"starts_at": AT, "ends_at": AT + timedelta(hours=1), "at": AT}
    held = [
        commands.reserve(
            actor=actor,
            store_id=store.pk,
            resource_kind="bay",
            resource_id=bay.pk,
            document=DocumentRef("test.document", bay.pk),
            **span,
        )
        for bay in (first, second)
    ]
    swap = [
        partial(commands.move_reservation, actor=actor, reservation_id=held[0].id, resource_id=second.pk, **span),
        partial(commands.move_reservation, actor=actor, reservation_id=held[1].id, resource_id=first.pk, **span),
    ]
    assert [type(each) for each in race(*swap)] == [commands.ResourceTaken] * 2


def test_of_64_who_want_the_last_half_hour_exactly_one_gets_it_and_the_others_the_next_offer(
    race: Callable[..., list[Any]],
) -> None:
    store, _mechanics = make_workshop()
    actor = make_actor(store, "service_advisor")
    needs = queries.Needs((queries.Work("mechanical", 24),), takes_reception=True)
    calls = [
        partial(
            commands.hold_time,
            actor=actor,
            store_id=store.pk,
            document=DocumentRef("test.document", number),
            needs=needs,
            starts_at=AT + timedelta(hours=1),
            at=AT,
        )
        for number in range(64)
    ]
    outcomes = race(*calls)
    assert Counter(type(each) for each in outcomes) == {commands.HeldTime: 1, commands.NoRoom: 63}
    refused = [each for each in outcomes if isinstance(each, commands.NoRoom)]
    assert {each.offers[0].starts_at for each in refused} == {AT + timedelta(hours=1, minutes=30)}
    with reading(actor):
        rows = CapacitySlot.objects.across_stores(reason="test").filter(pool="work.mechanical")
        assert [(row.size, row.held) for row in rows] == [(24, 24)]


@pytest.mark.rule("R-AP06", "R-AP11")
def test_cars_that_are_here_and_24_who_book_the_same_half_hour_promise_it_once(race: Callable[..., list[Any]]) -> None:
    store, _mechanics = make_workshop()
    actor = make_actor(store, "service_advisor")

    def document(number: int) -> DocumentRef:
        return DocumentRef("test.document", number)

    def walk_in(number: int) -> commands.WorkHeld | None:
        with unit_of_work(actor, "test", writable=True):
            return commands.hold_work(store.pk, document(number), [queries.Work("mechanical", 30)], AT)

    needs = queries.Needs((queries.Work("mechanical", 24),))
    booking = [
        partial(
            commands.hold_time, actor=actor, store_id=store.pk, document=document(number), needs=needs, starts_at=AT, at=AT
        )
        for number in range(24)
    ]
    outcomes = race(*booking, *(partial(walk_in, 100 + number) for number in range(6)))
    found = Counter(type(each).__name__ for each in outcomes)
    assert (found["WorkHeld"], found["HeldTime"] + found["NoRoom"]) == (6, 24)
    assert found["HeldTime"] <= 1
    with reading(actor):
        rows = CapacitySlot.objects.across_stores(reason="test").filter(pool="work.mechanical")
        assert sum(row.held for row in rows) == 6 * 30 + 24 * found["HeldTime"], "none is lost"
        assert all(row.held <= 30 for row in rows), "nobody is promised a minute that nobody has"


@pytest.mark.rule("R-AP06", "R-AP11")
@pytest.mark.parametrize("has_turns", [True, False])
def test_of_many_cars_that_are_here_for_the_last_minutes_the_database_holds_no_more_than_there_is(
    race: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch, has_turns: bool
) -> None:
    store, _mechanics = make_workshop()
    actor = make_actor(store, "service_advisor")
    if not has_turns:
        monkeypatch.setattr(here, "take_book_turn", lambda _store_id: None)

    def walk_in(number: int) -> commands.WorkHeld | None:
        with unit_of_work(actor, "test", writable=True):
            document = DocumentRef("test.document", number)
            return commands.hold_work(store.pk, document, [queries.Work("mechanical", 20)], AT)

    outcomes = race(*(partial(walk_in, number) for number in range(16)))
    kept = [each for each in outcomes if isinstance(each, commands.WorkHeld)]
    assert kept
    assert all(isinstance(each, commands.WorkHeld | IntegrityError) for each in outcomes)
    assert len(kept) == 16 or not has_turns
    with reading(actor):
        rows = CapacitySlot.objects.across_stores(reason="test").filter(pool="work.mechanical")
        assert sum(row.held for row in rows) == 20 * len(kept)
        assert list(rows.filter(held__gt=F("size") + F("reserve"))) == []
        assert {(row.size, row.reserve) for row in rows} == {(24, 6)}
