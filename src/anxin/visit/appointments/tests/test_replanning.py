"""Bookings that cannot be kept any more become tasks of the desk, once, and go when they are settled (R-AP06)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from anxin.holdings.parts.commands import tell_arrival
from anxin.parties.org.commands import set_holiday
from anxin.parties.org.models import Bay, Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.people.commands import cancel_absence, record_absence
from anxin.parties.people.models import Employee
from anxin.parties.work.commands import complete_task
from anxin.parties.work.queries import TaskRow, list_tasks_of
from anxin.platform import clock
from anxin.platform.events.handling import handle
from anxin.platform.events.models import StoredEvent
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading, unit_of_work
from anxin.resources.capacity.queries import book
from anxin.resources.capacity.queries.sheets import read_sheet
from anxin.resources.capacity.tests.factories import make_workshop
from anxin.resources.catalog.tests.factories import make_article, make_operation, make_package
from anxin.visit.appointments import commands
from anxin.visit.appointments import tasks as jobs
from anxin.visit.appointments.commands import KeptAppointment, ToldBookings, replanning
from anxin.visit.appointments.tests.factories import make_appointment

NINE = datetime(2026, 11, 23, 1, 0, tzinfo=AT.tzinfo)
"""Monday 9:00 in Shanghai, two days and some hours after AT."""
DAY = timedelta(days=1)


def away(mechanic: Employee, **more: Any) -> Any:
    monday = NINE.date()
    about = {"kind": "sick", "starts_on": monday, "ends_on": monday, "at": AT, **more}
    return record_absence(actor=system_actor("test"), employee_id=mechanic.pk, **about)


def run(store: Store, at: datetime = AT) -> tuple[int, int]:
    done = commands.tell_endangered(actor=system_actor("test"), store_id=store.pk, at=at)
    return done.told, done.settled


def tasks(store: Store, kept: KeptAppointment) -> list[TaskRow]:
    return list_tasks_of(make_actor(store, "follow_up_clerk"), DocumentRef("appointments.appointment", kept.id), AT)


@pytest.mark.django_db
def test_the_desk_is_told_once_which_booking_lost_its_hours_and_when_it_could_come() -> None:
    store, mechanics = make_workshop(technicians=3)
    first, last = make_appointment(store, wanted_at=NINE), make_appointment(store, wanted_at=NINE)
    away(mechanics[0])
    assert [run(store), run(store), run(store, AT + timedelta(hours=1))] == [(1, 0), (0, 0), (0, 0)]
    assert tasks(store, first) == []
    (task,) = tasks(store, last)
    assert (task.kind, task.post, task.state) == ("appointments.replan", "follow_up_clerk", "OPEN")
    assert task.due_at == AT + timedelta(hours=2)
    assert task.title == f"人手或工位不够，请客户改期：11-23 09:00 · {last.number}，可约 11-23 08:00、11-23 08:30"


@pytest.mark.django_db
def test_an_absence_is_told_at_once_and_not_any_more_when_it_is_called_off() -> None:
    store, mechanics = make_workshop()
    kept = make_appointment(store, wanted_at=NINE)
    absence = away(mechanics[0])
    with reading(system_actor("test")):
        event = StoredEvent.objects.get(name="people.AbsenceRecorded")
    handle(event.pk, event.store_id)
    assert [task.state for task in tasks(store, kept)] == ["OPEN"]
    cancel_absence(actor=system_actor("test"), absence_id=absence.id, at=AT)
    assert run(store) == (0, 1)
    assert [task.state for task in tasks(store, kept)] == ["CANCELLED"]


@pytest.mark.django_db
def test_a_bay_out_of_use_or_a_day_that_is_closed_is_told_too() -> None:
    store, _mechanics = make_workshop(technicians=3)
    kept = [make_appointment(store, wanted_at=NINE) for _number in range(2)]
    with unit_of_work(system_actor("test"), "test", writable=True):
        bay = Bay.objects.across_stores(reason="test").filter(store_id=store.pk).first()
        Bay.objects.across_stores(reason="test").filter(pk=bay.pk).update(is_active=False)
    assert run(store) == (1, 0)
    assert [len(tasks(store, one)) for one in kept] == [0, 1]
    set_holiday(actor=system_actor("test"), store_id=store.pk, day=NINE.date(), kind="closed", name="盘点", at=AT)
    assert run(store) == (1, 0)
    assert [len(tasks(store, one)) for one in kept] == [1, 1]


@pytest.mark.django_db
def test_parts_that_come_after_the_car_are_told_with_the_times_after_them() -> None:
    store, _mechanics = make_workshop()
    article = make_article("K-1")
    code = make_package(make_operation(hours="0.40"), article).code
    kept = make_appointment(store, wanted_at=NINE, package_code=code)
    assert run(store) == (0, 0), "nobody knows yet when the part comes"
    about: dict[str, Any] = {"actor": system_actor("test"), "store_id": store.pk, "article_id": article.pk, "words": ""}
    tell_arrival(expected_at=NINE + timedelta(hours=4), at=AT, **about)
    assert run(store) == (1, 0)
    (task,) = tasks(store, kept)
    assert task.title.startswith("配件 11-23 13:00 才到，请客户改期：11-23 09:00")
    assert task.title.endswith("可约 11-23 13:00、11-23 13:30")
    tell_arrival(expected_at=NINE - timedelta(hours=1), at=AT, **about)
    assert run(store) == (0, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["move", "cancel", "arrive"])
def test_the_task_goes_with_what_settles_the_booking(step: str) -> None:
    store, mechanics = make_workshop()
    kept = make_appointment(store, wanted_at=NINE)
    away(mechanics[0])
    run(store)
    about: dict[str, Any] = {"actor": make_actor(store, "service_advisor"), "number": kept.number, "at": AT + DAY}
    if step == "move":
        commands.move_appointment(wanted_at=NINE + DAY, **about)
    elif step == "cancel":
        commands.cancel_appointment(reason="客户不来了", **about)
    else:
        commands.mark_arrived(**about)
    assert [task.state for task in tasks(store, kept)] == ["CANCELLED"]
    assert run(store, AT + DAY) == (0, 0)


@pytest.mark.django_db
def test_who_keeps_the_booking_as_it_stands_is_not_asked_again_until_it_is_moved() -> None:
    store, mechanics = make_workshop()
    kept = make_appointment(store, wanted_at=NINE)
    away(mechanics[0])
    run(store)
    (task,) = tasks(store, kept)
    complete_task(actor=make_actor(store, "follow_up_clerk"), task_id=task.id, result="车间加班做", at=AT)
    assert run(store) == (0, 0)
    moved = commands.move_appointment(
        actor=system_actor("test"), number=kept.number, wanted_at=NINE + DAY, at=AT + timedelta(hours=1)
    )
    away(mechanics[0], starts_on=NINE.date() + DAY, ends_on=NINE.date() + DAY)
    assert run(store, AT + timedelta(hours=2)) == (1, 0)
    assert sorted(task.state for task in tasks(store, moved)) == ["DONE", "OPEN"]


@pytest.mark.django_db
def test_many_bookings_are_told_a_few_at_a_time_the_next_to_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    store, mechanics = make_workshop(technicians=3)
    kept = [make_appointment(store, wanted_at=NINE + number * timedelta(hours=1)) for number in (4, 3, 2, 1, 0)]
    monkeypatch.setattr(replanning, "AT_ONCE", 2)
    for mechanic in mechanics:
        away(mechanic)
    assert run(store) == (2, 0)
    assert [len(tasks(store, one)) for one in kept] == [0, 0, 0, 1, 1]
    assert [run(store), run(store), run(store)] == [(2, 0), (1, 0), (0, 0)]


@pytest.mark.django_db
def test_the_job_goes_on_until_nobody_is_left_to_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    store, mechanics = make_workshop(technicians=3)
    kept = [make_appointment(store, wanted_at=NINE + number * timedelta(hours=1)) for number in range(5)]
    absences = [away(mechanic) for mechanic in mechanics]
    monkeypatch.setattr(replanning, "AT_ONCE", 2)
    monkeypatch.setattr(clock, "now", lambda: AT)
    jobs.tell_endangered_bookings.func(timestamp=0)
    assert [[task.state for task in tasks(store, one)] for one in kept] == [["OPEN"]] * 5
    for absence in absences:
        cancel_absence(actor=system_actor("test"), absence_id=absence.id, at=AT)
    jobs.tell_endangered_bookings.func(timestamp=0)
    assert [[task.state for task in tasks(store, one)] for one in kept] == [["CANCELLED"]] * 5


@pytest.mark.django_db
def test_more_bookings_cost_no_more_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    store, mechanics = make_workshop(technicians=3)
    for number in range(5):
        make_appointment(store, wanted_at=NINE + number * timedelta(hours=1))
    for mechanic in mechanics:
        away(mechanic)
    sheets: list[Any] = []
    monkeypatch.setattr(book, "read_sheet", lambda *more, **about: sheets.append(more) or read_sheet(*more, **about))
    assert run(store) == (5, 0)
    assert len(sheets) == 2, "one for what does not fit, one for the free times of all"


def test_two_runs_at_once_tell_of_a_booking_once(race: Callable[..., list[Any]]) -> None:
    store, mechanics = make_workshop()
    make_appointment(store, wanted_at=NINE)
    away(mechanics[0])
    about = {"actor": system_actor("test"), "store_id": store.pk, "at": AT}
    outcomes = race(*(partial(commands.tell_endangered, **about) for _number in range(2)))
    assert {type(outcome) for outcome in outcomes} == {ToldBookings}
    assert sorted(outcome.told for outcome in outcomes) == [0, 1]
