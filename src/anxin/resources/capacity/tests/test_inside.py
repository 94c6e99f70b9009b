"""What commands of higher modules do to the book, and the night's carrying over: by trade, in opening hours, by document."""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest

from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.parties.people.commands import record_absence
from anxin.parties.people.tests.factories import make_employee
from anxin.platform import clock
from anxin.platform.audit import Note
from anxin.platform.references import DocumentRef
from anxin.platform.scope import UnitOfWork, unit_of_work
from anxin.resources.capacity import commands, queries, tasks
from anxin.resources.capacity.commands import Stretch
from anxin.resources.capacity.queries import Needs, Work
from anxin.resources.capacity.tests.factories import make_workshop

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 23, 1, 0, tzinfo=AT.tzinfo)
"""Monday 9:00 in Shanghai."""
HALF_HOUR = timedelta(minutes=30)
ORDER = DocumentRef("test.document", 1)


def hold(store: Store, *work: Work, document: DocumentRef = ORDER, at: datetime = NINE) -> None:
    commands.hold_time(
        actor=system_actor("test"),
        store_id=store.pk,
        document=document,
        needs=Needs(work),
        starts_at=at,
        at=AT,
        is_forced=True,
    )


def held(store: Store, document: DocumentRef = ORDER) -> dict[str, int]:
    """Trade → minutes that a document holds."""
    minutes: dict[str, int] = {}
    for row in queries.list_holds(system_actor("test"), store.pk, document):
        kind, _dot, trade = row.pool.partition(".")
        if kind == "work":
            minutes[trade] = minutes.get(trade, 0) + row.units
    return minutes


def make_two_trades() -> Store:
    """A store with a mechanic and a painter; an order holds an hour of the one, then an hour of the other."""
    store, _mechanics = make_workshop()
    make_employee(store, "technician", trade="paint")
    hold(store, Work("mechanical", 60), Work("paint", 60))
    return store


def a_higher_command() -> AbstractContextManager[UnitOfWork]:
    return unit_of_work(system_actor("test"), "test", writable=True)


def worked(trade: str, minutes: int, since: datetime = NINE) -> Stretch:
    return Stretch(trade, since, since + timedelta(minutes=minutes))


def test_who_worked_uses_up_the_hours_of_his_own_trade() -> None:
    store = make_two_trades()
    with a_higher_command() as unit:
        assert commands.use_up(store.pk, ORDER, worked("paint", 35), NINE) == 35
        assert held(store) == {"mechanical": 60, "paint": 25}
        assert unit.notes == [Note(ORDER, store.pk, {"used_up_minutes": 35, "trade": "paint"})]
        assert commands.use_up(store.pk, ORDER, worked("body", 35), NINE) == 0
        assert commands.use_up(store.pk, ORDER, worked("paint", 90), NINE) == 25
        assert held(store) == {"mechanical": 60}


def test_who_has_no_trade_uses_up_the_oldest_hours() -> None:
    store = make_two_trades()
    with a_higher_command():
        assert commands.use_up(store.pk, ORDER, worked("", 70), NINE) == 70
        assert held(store) == {"paint": 50}


def test_only_opening_minutes_use_up() -> None:
    store = make_two_trades()
    with a_higher_command():
        closing = NINE + timedelta(hours=9)
        assert commands.use_up(store.pk, ORDER, worked("mechanical", 15 * 60 - 20, closing - HALF_HOUR), NINE) == 40
        assert held(store) == {"mechanical": 20, "paint": 60}


def test_a_correction_holds_again_what_was_used_up_too_much_and_uses_up_what_was_forgotten() -> None:
    store = make_two_trades()
    with a_higher_command() as unit:
        used = commands.use_up(store.pk, ORDER, worked("mechanical", 120), NINE + 4 * HALF_HOUR)
        assert used == 60
        later = NINE + 8 * HALF_HOUR
        assert commands.correct_use(store.pk, ORDER, worked("mechanical", 90), used, later) == 60
        assert held(store) == {"paint": 60}
        unit.notes.clear()
        used = commands.correct_use(store.pk, ORDER, worked("mechanical", 15), used, later)
        assert (used, held(store)) == (15, {"mechanical": 45, "paint": 60})
        assert unit.notes == [Note(ORDER, store.pk, {"held_again_minutes": 45, "trade": "mechanical"})]
        rows = queries.list_holds(system_actor("test"), store.pk, ORDER)
        assert min(row.starts_at for row in rows if row.pool == "work.mechanical") == later
        used = commands.correct_use(store.pk, ORDER, worked("mechanical", 25), used, later)
        assert (used, held(store)) == (25, {"mechanical": 35, "paint": 60})


def test_the_night_carries_over_whole_documents_and_none_that_cannot_be_planned_holds_up_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, _mechanics = make_workshop()
    painter = make_employee(store, "technician", trade="paint")
    stuck, first, second = (DocumentRef("test.document", number) for number in range(1, 4))
    hold(store, Work("paint", 20), document=stuck)
    hold(store, Work("mechanical", 70), document=first, at=NINE + HALF_HOUR)
    hold(store, Work("mechanical", 20), document=second, at=NINE + 2 * HALF_HOUR)
    about = {"actor": system_actor("test"), "employee_id": painter.pk, "kind": "annual", "at": AT}
    record_absence(starts_on=NINE.date(), ends_on=NINE.date() + timedelta(days=30), **about)
    night = NINE + timedelta(hours=17)
    monkeypatch.setattr(clock, "now", lambda: night)
    monkeypatch.setattr(tasks, "AT_ONCE", 1)
    carry_over = tasks.carry_over_unfinished_work.func
    assert queries.list_unfinished_work(system_actor("test"), store.pk, night) == [stuck, first, second]
    for _night in range(2):
        carry_over(timestamp=0)
        assert queries.list_unfinished_work(system_actor("test"), store.pk, night) == [stuck]
        assert (held(store, stuck), held(store, first), held(store, second)) == (
            {"paint": 20},
            {"mechanical": 70},
            {"mechanical": 20},
        )


def test_a_document_that_fails_at_night_does_not_keep_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    store, _mechanics = make_workshop()
    broken, good = DocumentRef("test.document", 1), DocumentRef("test.document", 2)
    hold(store, Work("mechanical", 20), document=broken)
    hold(store, Work("mechanical", 20), document=good, at=NINE + HALF_HOUR)
    night = NINE + timedelta(hours=17)
    carry = tasks.carry_over_work

    def refuse_broken(**about: Any) -> commands.CarriedWork:
        if about["documents"] == [broken]:
            raise RuntimeError("broken")
        return carry(**about)

    monkeypatch.setattr(clock, "now", lambda: night)
    monkeypatch.setattr(tasks, "AT_ONCE", 1)
    monkeypatch.setattr(tasks, "carry_over_work", refuse_broken)
    with pytest.raises(ExceptionGroup):
        tasks.carry_over_unfinished_work.func(timestamp=0)
    assert queries.list_unfinished_work(system_actor("test"), store.pk, night) == [broken]


def bays(store: Store, document: DocumentRef = ORDER) -> int:
    rows = queries.list_holds(system_actor("test"), store.pk, document)
    return sum(row.units for row in rows if row.pool.startswith("bay."))


def test_work_that_ends_early_gives_the_bay_of_the_time_ahead_back_as_well() -> None:
    store = make_two_trades()
    assert bays(store) == 60, "there are no bays for paint"
    with a_higher_command():
        # Half an hour before its time.
        assert commands.use_up(store.pk, ORDER, worked("mechanical", 40, NINE - HALF_HOUR), NINE) == 40
        assert (held(store), bays(store)) == ({"mechanical": 20, "paint": 60}, 20)


def test_bays_of_a_trade_without_technicians_on_file_are_used_up_held_again_and_carried_over() -> None:
    store, _mechanics = make_workshop(technicians=0)
    other = DocumentRef("test.document", 2)
    hold(store, Work("mechanical", 60))
    hold(store, Work("mechanical", 30), document=other)
    with a_higher_command():
        used = commands.use_up(store.pk, ORDER, worked("mechanical", 40), NINE)
        assert (used, bays(store), bays(store, other)) == (40, 20, 30)
        assert commands.correct_use(store.pk, ORDER, worked("mechanical", 30), used, NINE) == 30
        assert bays(store) == 30
        assert commands.use_up(store.pk, other, worked("", 30), NINE) == 30
    night = NINE + timedelta(hours=17)
    about: dict[str, Any] = {"actor": system_actor("test"), "store_id": store.pk, "at": night}
    assert queries.list_unfinished_work(system_actor("test"), store.pk, night) == [ORDER]
    assert commands.carry_over_work(documents=[ORDER], **about) == commands.CarriedWork(1, 30)
    assert (bays(store), queries.list_unfinished_work(system_actor("test"), store.pk, night)) == (30, [])


def test_hours_of_bays_only_follow_each_other_and_are_the_booked_minutes() -> None:
    store, _mechanics = make_workshop(technicians=0)
    hold(store, Work("mechanical", 60))
    with a_higher_command():
        more = commands.hold_more_work(store.pk, ORDER, [Work("mechanical", 30)], NINE)
        assert more is not None
        assert more.ends_at == NINE + 3 * HALF_HOUR
        assert commands.booked_minutes(store.pk, ORDER, NINE) == {"mechanical": 60}


def test_the_past_bay_of_work_that_is_done_is_not_carried_over() -> None:
    store = make_two_trades()
    with a_higher_command():
        commands.use_up(store.pk, ORDER, worked("paint", 60), NINE)
        commands.drop_work(store.pk, ORDER, [Work("mechanical", 60)], NINE)
    assert queries.list_unfinished_work(system_actor("test"), store.pk, NINE + timedelta(hours=17)) == []


def test_what_is_left_of_a_hold_is_no_second_booking() -> None:
    store, _mechanics = make_workshop()
    hold(store, Work("mechanical", 60))
    with a_higher_command():
        commands.use_up(store.pk, ORDER, worked("mechanical", 10), NINE)
        assert held(store) == {"mechanical": 50}
        assert commands.booked_minutes(store.pk, ORDER, NINE) == {"mechanical": 60}
