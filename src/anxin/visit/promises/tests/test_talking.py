"""Workshop and front desk speak about a car before, during and after the repair; the customer hears his advisor."""

import pytest

from anxin.parties.org.roles import expand
from anxin.parties.org.tests.factories import AT
from anxin.platform.errors import Denied, Invalid
from anxin.platform.permissions import all_permissions
from anxin.platform.scope import reading
from anxin.visit.promises import commands, queries
from anxin.visit.promises.parameters import ASKED_TASK
from anxin.visit.promises.tests.factories import HOUR, MINUTE, order_id, tasks, tell
from anxin.visit.repair_orders.commands import cancel_repair_order
from anxin.visit.workshop import commands as workshop
from anxin.visit.workshop.tests.factories import Floor, OrderAtWork, finish, start

pytestmark = pytest.mark.django_db


def talk(floor: Floor, order: OrderAtWork) -> list[queries.TalkLine]:
    """The stream, the oldest first."""
    with reading(floor.desk.actor):
        return queries.list_talk(floor.desk.actor, order.number).lines[::-1]


def unread(floor: Floor, order: OrderAtWork, side: str) -> list[str]:
    with reading(floor.desk.actor):
        found = queries.list_unread(floor.desk.actor, floor.store_id, side, repair_order_id=order_id(floor, order))
    return [one.words for one in found]


@pytest.mark.rule("R-WS03")
def test_the_advisor_asks_the_control_room_in_one_tap_and_gets_an_answer(floor: Floor, order: OrderAtWork) -> None:
    commands.ask_progress(actor=floor.desk.actor, number=order.number, at=AT)
    (task,) = tasks(floor, order, ASKED_TASK)
    assert (task.post, task.due_at, task.state) == ("dispatcher", AT + 10 * MINUTE, "OPEN")
    with pytest.raises(commands.AlreadyAsked):
        commands.ask_progress(actor=floor.desk.actor, number=order.number, at=AT + MINUTE)
    commands.write_note(actor=floor.dispatcher, number=order.number, words="还要二十分钟", at=AT + 3 * MINUTE)
    assert [(one.kind, one.side, one.is_unread) for one in talk(floor, order)] == [
        ("ask", "desk", False),
        ("answer", "workshop", True),
    ]
    assert tasks(floor, order, ASKED_TASK)[0].state != "OPEN"
    assert unread(floor, order, "desk") == ["还要二十分钟"]
    assert commands.read_notes(actor=floor.desk.actor, number=order.number, at=AT + 4 * MINUTE).count == 1
    assert unread(floor, order, "desk") == []
    commands.ask_progress(actor=floor.desk.actor, number=order.number, at=AT + HOUR)


@pytest.mark.rule("R-WS18")
def test_both_sides_speak_before_during_and_after_the_repair_in_one_stream(floor: Floor, order: OrderAtWork) -> None:
    commands.write_note(actor=floor.desk.actor, number=order.number, words="客户在店等", at=AT)
    start(order, floor.wang)
    assert unread(floor, order, "workshop") == ["客户在店等"]
    commands.read_notes(actor=floor.wang.actor, number=order.number, at=AT + MINUTE)
    found = workshop.NewFinding("减震器漏油", harm="影响行车安全")
    workshop.report_finding(
        actor=floor.wang.actor, number=order.number, job_id=order.job_id, finding=found, at=AT + 2 * MINUTE
    )
    commands.write_note(actor=floor.wang.actor, number=order.number, words="要加一小时", at=AT + 3 * MINUTE)
    tell(floor, order, AT + 5 * HOUR, AT + 4 * MINUTE)
    finish(order, floor.wang, AT + HOUR)
    commands.write_note(actor=floor.wang.actor, number=order.number, words="试过车，没有异响", at=AT + HOUR)
    lines = [(one.phase, one.side, one.kind) for one in talk(floor, order)]
    assert lines == [
        ("before", "desk", "note"),
        ("during", "workshop", "found"),
        ("during", "workshop", "note"),
        ("during", "desk", "told"),
        ("after", "workshop", "note"),
    ]
    assert unread(floor, order, "desk") == ["要加一小时", "试过车，没有异响"]


def test_a_technician_reaches_the_customer_only_through_the_advisor(floor: Floor, order: OrderAtWork) -> None:
    declared = all_permissions()
    for code in ("promises.tell", "contacts.send", "contacts.log", "repair_orders.authorise"):
        assert not expand(declared[code].default_roles) & expand(["@technicians"])
    with pytest.raises(Denied):
        commands.ask_progress(actor=floor.wang.actor, number=order.number, at=AT)
    with pytest.raises(Denied):
        commands.share_progress(actor=floor.wang.actor, number=order.number, at=AT)


def test_nobody_speaks_of_a_car_that_is_gone_or_says_nothing(floor: Floor, order: OrderAtWork) -> None:
    for words in (" ", "字" * 301):
        with pytest.raises(Invalid):
            commands.write_note(actor=floor.desk.actor, number=order.number, words=words, at=AT)
    cancel_repair_order(actor=floor.desk.actor, number=order.number, reason="客户不修了", at=AT)
    with pytest.raises(commands.VisitOver):
        commands.write_note(actor=floor.desk.actor, number=order.number, words="好", at=AT)
