"""High voltage that is added under way: clocks stop, the dispatcher and the technician are told, others go on (M07.18)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_bay
from anxin.parties.work.models import Task
from anxin.platform.errors import Denied
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import reading
from anxin.resources.catalog.tests.factories import make_operation, make_rate
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import NewItem
from anxin.visit.repair_orders.tests.factories import ASKED
from anxin.visit.workshop import commands
from anxin.visit.workshop.commands import Plan, Share, SkillMissing
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    Technician,
    dispatched,
    make_technician,
    order_for,
    pause,
    plan,
    start,
)
from anxin.visit.workshop.tests.time_steps import (
    also_of,
    answer,
    assert_tiled,
    find,
    handle_events,
    order_id,
    order_with_parts,
    waits_of,
)

MINUTE = timedelta(minutes=1)
AGREED = AT + 10 * MINUTE
pytestmark = pytest.mark.django_db


def add_high_voltage(floor: Floor, order: OrderAtWork, word: str = "APPROVED", at: datetime = AGREED) -> None:
    """The customer answers for high-voltage work on the first job, and the worker handles it."""
    make_rate("200")
    operation = make_operation(name="更换高压电池", hours="2", is_high_voltage=True)
    about = {"actor": floor.desk.actor, "number": order.number}
    items = [NewItem("labour", operation.code)]
    (item,) = hub.propose_items(job_id=order.job_id, items=items, why=ASKED, at=at - MINUTE, **about).item_ids
    hub.decide_items(decisions={item: (word, "太贵")}, channel="phone", at=at, **about)
    handle_events("repair_orders.ItemsDecided", "repair_orders.RepairOrderAuthorised")


def tasks(floor: Floor, *, state: str = "OPEN") -> list[tuple[str, int | None]]:
    with reading(system_actor("test")):
        rows = Task.objects.across_stores(reason="test").filter(kind="workshop.high_voltage", state=state)
        return list(rows.order_by("pk").values_list("post", "owner_id"))


@pytest.fixture
def zhao(floor: Floor) -> Technician:
    """Somebody with the certificate."""
    return make_technician(floor.desk, "赵高压", "mechanical high_voltage")


def given(floor: Floor, order: OrderAtWork, who: Technician, bay_id: int, at: datetime) -> None:
    wished = Plan([Share(who.id)], at, at + HOUR, bay_id)
    commands.move_job(actor=floor.dispatcher, number=order.number, job_id=order.job_id, plan=wished, at=at)


def test_the_clock_stops_both_are_told_and_only_who_may_goes_on(floor: Floor, zhao: Technician) -> None:
    order, bay = order_for(floor), make_bay(floor.desk.store, is_high_voltage=True)
    dispatched(floor, order)
    start(order, floor.wang)
    add_high_voltage(floor, order)
    assert waits_of(floor, order.job_id) == [("high_voltage", AGREED, None)]
    assert tasks(floor) == [("dispatcher", None), ("", floor.wang.id)]
    for who in (floor.wang, zhao):
        with pytest.raises((SkillMissing, commands.NotYourJob)):
            commands.clock_on(actor=who.actor, number=order.number, job_id=order.job_id, at=AT + 20 * MINUTE)
    with pytest.raises(SkillMissing):
        given(floor, order, zhao, floor.bay.pk, AT + 20 * MINUTE)
    given(floor, order, zhao, bay.pk, AT + 25 * MINUTE)
    assert tasks(floor) == []
    commands.clock_on(actor=zhao.actor, number=order.number, job_id=order.job_id, at=AT + 30 * MINUTE)
    assert waits_of(floor, order.job_id) == [
        ("high_voltage", AGREED, AT + 25 * MINUTE),
        ("ready", AT + 25 * MINUTE, AT + 30 * MINUTE),
    ]
    assert_tiled(floor, order.job_id)


def test_minutes_before_the_yes_keep_their_name(floor: Floor) -> None:
    order = order_for(floor)
    dispatched(floor, order)
    start(order, floor.wang)
    items = find(floor, order, AT + MINUTE)
    pause(order, floor.wang, AT + 2 * MINUTE, "approval")
    answer(floor, order, items, AT + 4 * MINUTE)
    handle_events("repair_orders.ItemsDecided")
    assert waits_of(floor, order.job_id)[-1] == ("ready", AT + 4 * MINUTE, None)
    add_high_voltage(floor, order)
    assert waits_of(floor, order.job_id) == [
        ("approval", AT + 2 * MINUTE, AT + 4 * MINUTE),
        ("ready", AT + 4 * MINUTE, AGREED),
        ("high_voltage", AGREED, None),
    ]


def test_parts_that_lie_ready_are_not_for_whoever_may_not_fetch_them(floor: Floor, zhao: Technician) -> None:
    order, _keeper, _item = order_with_parts(floor, "2")
    bay = make_bay(floor.desk.store, is_high_voltage=True)
    dispatched(floor, order)
    start(order, floor.wang)
    pause(order, floor.wang, AT + 5 * MINUTE, "parts")
    assert waits_of(floor, order.job_id) == [("parts_ready", AT + 5 * MINUTE, None)]
    add_high_voltage(floor, order)
    assert waits_of(floor, order.job_id) == [
        ("parts_ready", AT + 5 * MINUTE, AGREED),
        ("high_voltage", AGREED, None),
    ]
    given(floor, order, zhao, bay.pk, AT + 25 * MINUTE)
    assert waits_of(floor, order.job_id)[-2:] == [
        ("high_voltage", AGREED, AT + 25 * MINUTE),
        ("parts_ready", AT + 25 * MINUTE, None),
    ]
    assert_tiled(floor, order.job_id)


def test_a_break_keeps_its_name_and_says_that_somebody_else_is_needed(floor: Floor, zhao: Technician) -> None:
    order, bay = order_for(floor), make_bay(floor.desk.store, is_high_voltage=True)
    dispatched(floor, order)
    start(order, floor.wang)
    pause(order, floor.wang, AT + 5 * MINUTE, "break")
    add_high_voltage(floor, order)
    assert waits_of(floor, order.job_id) == [("break", AT + 5 * MINUTE, None)]
    assert also_of(floor, order.job_id) == [["high_voltage"]]
    given(floor, order, zhao, bay.pk, AT + 25 * MINUTE)
    assert waits_of(floor, order.job_id) == [("break", AT + 5 * MINUTE, None)]
    assert also_of(floor, order.job_id) == [[]]


def test_of_two_who_wait_one_may_go_on_and_nobody_else_is_waited_for(floor: Floor, zhao: Technician) -> None:
    order, bay = order_for(floor), make_bay(floor.desk.store, is_high_voltage=True)
    dispatched(floor, order, Plan([Share(zhao.id), Share(floor.wang.id)], AT, AT + HOUR, bay.pk))
    start(order, zhao)
    pause(order, zhao, AT + 5 * MINUTE, "approval")
    add_high_voltage(floor, order)
    assert waits_of(floor, order.job_id)[-1] == ("ready", AGREED, None)


def test_whoever_is_ready_is_not_told_so_when_the_yes_is_for_somebody_else(floor: Floor) -> None:
    order = order_for(floor)
    dispatched(floor, order)
    start(order, floor.wang)
    pause(order, floor.wang, AT + 5 * MINUTE, "approval")
    add_high_voltage(floor, order)
    with reading(system_actor("test")):
        assert not StoredEvent.objects.filter(name="workshop.JobReady").exists()


def test_who_waits_for_the_answer_is_not_called_ready(floor: Floor) -> None:
    order = order_for(floor)
    dispatched(floor, order)
    start(order, floor.wang)
    pause(order, floor.wang, AT + 5 * MINUTE, "approval")
    add_high_voltage(floor, order)
    assert waits_of(floor, order.job_id) == [
        ("approval", AT + 5 * MINUTE, AGREED),
        ("high_voltage", AGREED, None),
    ]
    assert tasks(floor) == [("dispatcher", None)]


def test_with_the_certificate_on_a_bay_without_equipment_the_clock_stops_too(floor: Floor, zhao: Technician) -> None:
    order = order_for(floor)
    dispatched(floor, order, plan(floor, zhao))
    start(order, zhao)
    add_high_voltage(floor, order)
    assert waits_of(floor, order.job_id) == [("high_voltage", AGREED, None)]
    with pytest.raises(SkillMissing):
        commands.clock_on(actor=zhao.actor, number=order.number, job_id=order.job_id, at=AT + 20 * MINUTE)


def test_of_two_only_the_one_without_the_certificate_stops(floor: Floor, zhao: Technician) -> None:
    order, bay = order_for(floor), make_bay(floor.desk.store, is_high_voltage=True)
    dispatched(floor, order, Plan([Share(zhao.id), Share(floor.wang.id)], AT, AT + HOUR, bay.pk))
    start(order, zhao)
    start(order, floor.wang)
    add_high_voltage(floor, order)
    assert (waits_of(floor, order.job_id), tasks(floor)) == ([], [("dispatcher", None), ("", floor.wang.id)])


@pytest.mark.parametrize("word", ["DECLINED", "DEFERRED"])
def test_what_the_customer_does_not_want_stops_nobody(floor: Floor, word: str) -> None:
    order = order_for(floor)
    dispatched(floor, order)
    start(order, floor.wang)
    add_high_voltage(floor, order, word)
    assert (waits_of(floor, order.job_id), tasks(floor)) == ([], [])


def test_who_may_goes_on_undisturbed_and_the_same_event_again_changes_nothing(floor: Floor, zhao: Technician) -> None:
    order, bay = order_for(floor), make_bay(floor.desk.store, is_high_voltage=True)
    dispatched(floor, order, Plan([Share(zhao.id)], AT, AT + HOUR, bay.pk))
    start(order, zhao)
    add_high_voltage(floor, order)
    about: dict[str, Any] = {"store_id": floor.store_id, "repair_order_id": order_id(floor, order), "at": AGREED}
    assert commands.stop_unfit_work(actor=floor.dispatcher, **about) == 0
    assert (waits_of(floor, order.job_id), tasks(floor)) == ([], [])
    with pytest.raises(Denied):
        commands.stop_unfit_work(actor=make_actor(floor.desk.store, "cashier"), **about)
