"""Reminding who booked more than a day ahead (M04.03, R-AP04)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from anxin.parties.contacts.models import ContactRecord
from anxin.parties.org.commands import set_holiday
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_store
from anxin.parties.work.commands import complete_task
from anxin.parties.work.queries import TaskRow, list_tasks_of
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, Invalid, NotFound, VersionConflict
from anxin.platform.events.models import StoredEvent
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.appointments import commands, queries
from anxin.visit.appointments.commands import KeptAppointment, ReminderReport
from anxin.visit.appointments.models import Reminder
from anxin.visit.appointments.tests.factories import make_appointment

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOMORROW = AT + 20 * HOUR
"""Saturday 10:00 in Shanghai."""


def booked(store: Store, *, wanted_at: datetime = TOMORROW, at: datetime = AT - DAY) -> KeptAppointment:
    return make_appointment(store, wanted_at=wanted_at, at=at)


def plan(store: Store, at: datetime = AT) -> int:
    return commands.plan_reminders(actor=system_actor("test"), store_id=store.pk, at=at).count


def tasks(store: Store, kept: KeptAppointment, at: datetime = AT) -> list[TaskRow]:
    clerk = make_actor(store, "follow_up_clerk")
    return list_tasks_of(clerk, DocumentRef("appointments.appointment", kept.id), at)


def reminder(store: Store, kept: KeptAppointment) -> Any:
    return queries.get_appointment(make_actor(store, "service_advisor"), kept.number).reminder


def record(actor: Actor, kept: KeptAppointment, result: str, **more: Any) -> KeptAppointment:
    given = {name: more.pop(name) for name in ("words", "wanted_at") if name in more}
    return commands.record_reminder(
        actor=actor, number=kept.number, report=ReminderReport(result, **given), **{"at": AT + HOUR, **more}
    )


@pytest.mark.rule("R-AP04")
def test_one_task_for_who_booked_more_than_a_day_ahead_however_often_the_job_runs() -> None:
    store = make_store("LG")
    early, late = booked(store), booked(store, at=AT - 4 * HOUR)
    assert [plan(store), plan(store), plan(store, AT + HOUR)] == [1, 0, 0]
    (task,) = tasks(store, early)
    assert (task.kind, task.post, task.due_at, task.state) == (
        "appointments.reminder", "follow_up_clerk", AT + 4 * HOUR, "OPEN",
    )  # fmt: skip
    assert early.number in task.title
    assert tasks(store, late) == []
    assert (reminder(store, early).due_at, reminder(store, early).closed_at) == (AT + 4 * HOUR, None)
    assert reminder(store, late) is None


@pytest.mark.rule("R-AP04")
def test_nobody_is_called_before_the_window_and_a_window_that_nobody_saw_is_made_up_for() -> None:
    store = make_store("LG")
    kept = booked(store, wanted_at=AT + 2 * DAY + HOUR)  # Sunday 15:00
    assert plan(store, AT + DAY - HOUR) == 0  # Saturday 13:00
    assert plan(store, AT + 2 * DAY - 6 * HOUR) == 1  # Sunday 08:00, by then the window is over
    assert tasks(store, kept)[0].due_at == AT + 2 * DAY - 6 * HOUR
    gone = booked(store, wanted_at=AT + 3 * DAY - 6 * HOUR)  # Monday at the opening
    assert plan(store, AT + 3 * DAY - 7 * HOUR) == 0  # nobody could call any more
    assert tasks(store, gone) == []


def test_a_monday_morning_is_reminded_on_the_last_open_day() -> None:
    store = make_store("LG")
    sunday = (AT + 2 * DAY).date()
    boss = system_actor("test")
    set_holiday(actor=boss, store_id=store.pk, day=sunday, kind="closed", name="盘点", at=AT - DAY)
    kept = booked(store, wanted_at=AT + 3 * DAY - 5 * HOUR)
    assert plan(store) == 0
    assert plan(store, AT + 18 * HOUR) == 1  # Saturday 08:00
    assert tasks(store, kept)[0].due_at == AT + DAY + 4 * HOUR  # Saturday 18:00


@pytest.mark.parametrize(("result", "logged"), [("coming", "reached"), ("not_reached", "no_answer")])
def test_the_result_completes_the_task_and_is_logged_as_a_call(result: str, logged: str) -> None:
    store = make_store("LG")
    clerk = make_actor(store, "follow_up_clerk")
    kept = booked(store)
    plan(store)
    assert record(clerk, kept, result, words=" 下午到 ").state == "BOOKED"
    seen = reminder(store, kept)
    assert (seen.result, seen.words, seen.closed_at) == (result, "下午到", AT + HOUR)
    assert [task.state for task in tasks(store, kept)] == ["DONE"]
    with reading(clerk):
        (call,) = ContactRecord.objects.visible_to(clerk, "contacts.see")
        assert (call.result, call.channel, call.subject_id) == (logged, "phone", kept.id)
        assert StoredEvent.objects.filter(name__endswith="AppointmentReminded").count() == 1


def test_who_was_not_reached_is_called_again_and_an_answer_stands() -> None:
    store = make_store("LG")
    clerk = make_actor(store, "customer_relations_agent")
    kept = booked(store)
    plan(store)
    record(clerk, kept, "not_reached")
    record(clerk, kept, "coming")
    with pytest.raises(commands.NothingToRemind):
        record(clerk, kept, "not_reached")
    assert reminder(store, kept).result == "coming"


def test_who_moves_is_moved_and_reminded_of_the_new_time() -> None:
    store = make_store("LG")
    clerk = make_actor(store, "follow_up_clerk")
    kept = booked(store)
    plan(store)
    later = TOMORROW + 2 * DAY
    assert record(clerk, kept, "moved", wanted_at=later).wanted_at == later
    assert [task.state for task in tasks(store, kept)] == ["DONE"]
    with pytest.raises(commands.NothingToRemind):
        record(clerk, kept, "coming")
    assert plan(store, later - DAY) == 1
    assert [task.state for task in tasks(store, kept)] == ["OPEN", "DONE"]
    with reading(clerk):
        rows = Reminder.objects.visible_to(clerk, "appointments.see").order_by("agreed_at")
        assert [row.result for row in rows] == ["moved", ""]


def test_who_cancels_is_called_off_with_the_words_as_reason() -> None:
    store = make_store("LG")
    clerk = make_actor(store, "follow_up_clerk")
    kept = booked(store)
    plan(store)
    with pytest.raises(Invalid):
        record(clerk, kept, "cancelled")
    assert record(clerk, kept, "cancelled", words="车卖了").state == "CANCELLED"
    row = queries.get_appointment(clerk, kept.number)
    assert (row.cancel_reason, row.reminder and row.reminder.result) == ("车卖了", "cancelled")
    assert [task.state for task in tasks(store, kept)] == ["DONE"]


@pytest.mark.parametrize("verb", ["move", "cancel", "arrive", "miss", "close the day"])
def test_a_booking_that_is_settled_otherwise_needs_no_call(verb: str) -> None:
    store = make_store("LG")
    desk = make_actor(store, "service_advisor")
    kept = booked(store)
    plan(store)
    about: dict[str, Any] = {"actor": desk, "number": kept.number, "at": AT + HOUR}
    match verb:
        case "move":
            commands.move_appointment(**about, wanted_at=TOMORROW + 3 * DAY)
        case "cancel":
            commands.cancel_appointment(**about, reason="客户来电")
        case "arrive":
            commands.mark_arrived(**{**about, "actor": make_actor(store, "reception_guide")})
        case "miss":
            commands.mark_no_show(**about)
        case _:
            commands.mark_missed_appointments(actor=system_actor("test"), store_id=store.pk, at=AT + 2 * DAY)
    assert [task.state for task in tasks(store, kept)] == ["CANCELLED"]
    with pytest.raises(commands.NothingToRemind):
        record(desk, kept, "coming")
    assert plan(store, TOMORROW + 2 * DAY) == (verb == "move")


def test_another_advisor_at_the_same_time_leaves_the_call_waiting() -> None:
    store = make_store("LG")
    desk = make_actor(store, "service_advisor")
    kept = booked(store)
    plan(store)
    commands.move_appointment(actor=desk, number=kept.number, wanted_at=TOMORROW, at=AT + HOUR)
    assert [task.state for task in tasks(store, kept)] == ["OPEN"]
    assert plan(store, AT + 2 * HOUR) == 0


def test_a_task_that_was_done_by_hand_leaves_the_result_to_be_recorded() -> None:
    store = make_store("LG")
    clerk = make_actor(store, "follow_up_clerk")
    kept = booked(store)
    plan(store)
    complete_task(actor=clerk, task_id=tasks(store, kept)[0].id, result="已打", at=AT + HOUR)
    record(clerk, kept, "coming")
    assert reminder(store, kept).result == "coming"


def test_a_refused_result_changes_nothing() -> None:
    store = make_store("LG")
    clerk = make_actor(store, "follow_up_clerk")
    kept = booked(store)
    plan(store)
    refused: list[tuple[type[Exception], str, dict[str, Any]]] = [
        (Invalid, "perhaps", {}),
        (Invalid, "coming", {"words": "x" * 201}),
        (Invalid, "moved", {}),
        (commands.StoreClosed, "moved", {"wanted_at": TOMORROW + 12 * HOUR}),
        (VersionConflict, "coming", {"version": 7}),
        (VersionConflict, "cancelled", {"version": 7, "words": "车卖了"}),
    ]
    for refusal, result, more in refused:
        with pytest.raises(refusal):
            record(clerk, kept, result, **more)
    seen = reminder(store, kept)
    assert (seen.result, seen.words, seen.closed_at) == ("", "", None)
    assert [task.state for task in tasks(store, kept)] == ["OPEN"]


def test_nobody_records_or_plans_for_another_store() -> None:
    store, other = make_store("LG"), make_store("NS")
    kept, theirs = booked(store), booked(other)
    stranger = make_actor(other, "follow_up_clerk")
    with pytest.raises(Denied):
        commands.plan_reminders(actor=stranger, store_id=store.pk, at=AT)
    assert plan(store) == 1
    assert tasks(other, theirs) == []
    with pytest.raises(NotFound):
        record(stranger, kept, "coming")
    with pytest.raises(Denied):
        record(make_actor(store, "reception_guide"), kept, "coming")
    with pytest.raises(NotFound):
        queries.get_appointment_by_id(stranger, kept.id)
    assert queries.get_appointment_by_id(make_actor(store, "follow_up_clerk"), kept.id).number == kept.number
    assert reminder(store, kept).closed_at is None


def test_the_database_keeps_one_reminder_of_an_agreed_time() -> None:
    store = make_store("LG")
    kept = booked(store)
    plan(store)
    with unit_of_work(system_actor("test"), "test", writable=True), pytest.raises(IntegrityError), transaction.atomic():
        Reminder(store_id=store.pk, appointment_id=kept.id, agreed_at=AT - DAY, wanted_at=TOMORROW, due_at=AT).save(
            force_insert=True
        )


def test_an_erasure_blanks_what_was_said_at_the_reminder() -> None:
    store = make_store("LG")
    kept = booked(store)
    plan(store)
    record(make_actor(store, "follow_up_clerk"), kept, "coming", words="张三说下午到")
    system = system_actor("test")
    commands.erase_appointment_words(actor=system, store_id=store.pk, customer_id=kept.customer_id, at=AT + HOUR)
    assert (reminder(store, kept).result, reminder(store, kept).words) == ("coming", "")
