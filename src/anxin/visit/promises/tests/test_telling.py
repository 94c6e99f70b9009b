"""The customer hears of the delay before it happens, with reason and apology, and it is kept who told him how (R-WS04)."""

import pytest
from django.db import DatabaseError, transaction

from anxin.parties.contacts.models import ContactRecord, Message
from anxin.parties.customers.tests.factories import make_consent
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.errors import Denied, Invalid, VersionConflict
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.promises import commands, queries
from anxin.visit.promises.models import Telling
from anxin.visit.promises.tests.factories import HOUR, MINUTE, SORRY, order_id, tell
from anxin.visit.repair_orders.commands import PromiseInThePast
from anxin.visit.repair_orders.tests.factories import view_of
from anxin.visit.workshop.tests.factories import Floor, OrderAtWork, finish, inspect, order_for, start

pytestmark = pytest.mark.django_db


def told(floor: Floor, order: OrderAtWork) -> list[queries.TellingRow]:
    with reading(floor.desk.actor):
        return queries.list_tellings(floor.desk.actor, order_id(floor, order))


def ready(floor: Floor, order: OrderAtWork, at: object) -> None:
    start(order, floor.wang, at - 40 * MINUTE)  # type: ignore[operator]
    finish(order, floor.wang, at - 10 * MINUTE)  # type: ignore[operator]
    inspect(floor, order, at)  # type: ignore[arg-type]


@pytest.mark.rule("R-WS04")
def test_a_late_customer_is_told_in_advance_with_reason_and_apology_and_it_is_kept_who_told_how(
    floor: Floor, order: OrderAtWork
) -> None:
    done = tell(floor, order, AT + 5 * HOUR, AT + 2 * HOUR)
    assert done.was_in_time
    head = view_of(floor.desk, order.number).head
    assert (head.promised_at, head.agreed_promise_at) == (AT + 5 * HOUR, AT + 5 * HOUR)
    (row,) = told(floor, order)
    assert (row.how, row.words, row.reason, row.promised_before, row.was_in_time) == (
        "call",
        SORRY,
        "等配件",
        AT + 3 * HOUR,
        True,
    )
    assert row.told_by
    with reading(floor.desk.actor):
        (call,) = ContactRecord.objects.visible_to(floor.desk.actor, "contacts.see").filter(words=SORRY)
    assert (call.channel, call.direction, call.result) == ("phone", "out", "reached")
    late = tell(floor, order, AT + 7 * HOUR, AT + 5 * HOUR + MINUTE)
    assert not late.was_in_time
    # Told too late: the visit is judged by the promise that had passed.
    assert view_of(floor.desk, order.number).head.agreed_promise_at == AT + 5 * HOUR


def test_a_message_goes_through_the_consent_gate_and_without_consent_nobody_was_told(
    floor: Floor, order: OrderAtWork
) -> None:
    with pytest.raises(commands.CustomerNotReached):
        tell(floor, order, AT + 5 * HOUR, AT, "message")
    assert (told(floor, order), view_of(floor.desk, order.number).head.promised_at) == ([], AT + 3 * HOUR)
    make_consent(floor.desk.store, view_of(floor.desk, order.number).head.customer_id)
    tell(floor, order, AT + 5 * HOUR, AT, "message")
    with reading(floor.desk.actor):
        (sent,) = Message.objects.visible_to(floor.desk.actor, "contacts.see").filter(state="WAITING")
    assert "等配件" in sent.body
    assert "抱歉" in sent.body
    assert (sent.purpose, [one.how for one in told(floor, order)]) == ("service", ["message"])


def test_what_cannot_be_told_changes_nothing(floor: Floor, order: OrderAtWork) -> None:
    given = {"number": order.number, "promised_at": AT + 5 * HOUR, "how": "call", "words": SORRY, "reason": "等配件"}
    wrong = [
        ({"promised_at": AT}, PromiseInThePast),
        ({"how": "pigeon"}, Invalid),
        ({"words": " "}, Invalid),
        ({"reason": ""}, Invalid),
        ({"words": "字" * 301}, Invalid),
        ({"version": 1}, VersionConflict),
    ]
    for change, refusal in wrong:
        with pytest.raises(refusal):
            commands.tell_customer(actor=floor.desk.actor, at=AT, **{**given, **change})  # type: ignore[arg-type]
    with pytest.raises(Denied):
        commands.tell_customer(actor=floor.wang.actor, at=AT, **given)  # type: ignore[arg-type]
    assert (told(floor, order), view_of(floor.desk, order.number).head.promised_at) == ([], AT + 3 * HOUR)


def test_the_manager_sees_which_promises_were_kept_told_told_late_and_never_told(floor: Floor) -> None:
    kept, told_in_time, told_late, untold, ahead = (order_for(floor) for _ in range(5))
    ready(floor, kept, AT + 2 * HOUR)
    tell(floor, told_in_time, AT + 5 * HOUR, AT + 2 * HOUR)
    ready(floor, told_in_time, AT + 4 * HOUR)
    ready(floor, untold, AT + 4 * HOUR + 50 * MINUTE)
    tell(floor, told_late, AT + 5 * HOUR, AT + 3 * HOUR + MINUTE)
    with reading(floor.desk.actor):
        rows = queries.list_outcomes(floor.desk.actor, floor.store_id, AT.date(), AT.date(), AT)
    found = {row.order.number: row.outcome for row in rows}
    assert [found[one.number] for one in (kept, told_in_time, told_late, untold, ahead)] == [
        "kept",
        "told",
        "told_late",
        "untold",
        "",
    ]
    figures = queries.add_up(rows)
    assert (figures.kept, figures.told, figures.told_late, figures.untold, figures.is_open) == (1, 1, 1, 1, 1)
    assert (str(figures.kept_share), figures.punctual, figures.judged) == ("0.25", 2, 3)


def test_what_was_told_stays_as_it_was_told(floor: Floor, order: OrderAtWork) -> None:
    tell(floor, order, AT + 5 * HOUR, AT)
    with unit_of_work(system_actor("test"), "test", writable=True):
        rows = Telling.objects.visible_to(floor.desk.actor, "promises.tell")
        for change in ({"was_in_time": False}, {"how": "visit"}, {"at": AT + HOUR}):
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(**change)
