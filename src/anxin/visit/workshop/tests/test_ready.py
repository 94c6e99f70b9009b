"""A wait whose cause is gone becomes waiting for the technician, from that very instant; no minute is lost."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.errors import Denied, Invalid
from anxin.resources.catalog.models import PartArticle
from anxin.visit.repair_orders.commands import issue_order_parts
from anxin.visit.repair_orders.tests.factories import sign_order
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.tests.factories import HOUR, Floor, OrderAtWork, finish, make_floor, order_for, pause, start
from anxin.visit.workshop.tests.time_steps import (
    MINUTE,
    answer,
    assert_tiled,
    find,
    handle_events,
    order_id,
    order_with_parts,
    waits_of,
)


@pytest.fixture
def order(floor: Floor) -> OrderAtWork:
    return order_for(floor)


def test_the_last_answer_turns_the_wait_for_the_customer_into_the_technicians(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang)
    first, second = find(floor, order, AT + 10 * MINUTE), find(floor, order, AT + 11 * MINUTE)
    pause(order, floor.wang, AT + 20 * MINUTE, "approval")
    answer(floor, order, first, AT + 30 * MINUTE)
    handle_events("repair_orders.ItemsDecided")
    assert waits_of(floor, order.job_id) == [("approval", AT + 20 * MINUTE, None)]
    answer(floor, order, second, AT + 40 * MINUTE)
    handle_events("repair_orders.ItemsDecided")
    assert waits_of(floor, order.job_id) == [
        ("approval", AT + 20 * MINUTE, AT + 40 * MINUTE),
        ("ready", AT + 40 * MINUTE, None),
    ]
    day = queries.technician_day(floor.wang.actor, now=AT + 45 * MINUTE)
    assert day.current is not None
    assert (day.current.waiting_reason, day.current.waiting_label) == ("ready", "可以继续，等技师")
    start(order, floor.wang, AT + 50 * MINUTE)
    finish(order, floor.wang, AT + HOUR)
    assert_tiled(floor, order.job_id, AT + HOUR)
    reasons = {one.reason: one.minutes for one in queries.waiting_by_reason(floor.dispatcher, order_id(floor, order), AT)}
    assert reasons == {"approval": 20, "ready": 10}


def test_a_job_that_can_go_on_comes_before_the_ones_that_are_planned_next(floor: Floor, order: OrderAtWork) -> None:
    planned = order_for(floor)
    start(order, floor.wang)
    items = find(floor, order, AT + MINUTE)
    pause(order, floor.wang, AT + 2 * MINUTE, "approval")
    start(planned, floor.wang, AT + 3 * MINUTE)
    pause(planned, floor.wang, AT + 4 * MINUTE, "tool")
    answer(floor, order, items, AT + 5 * MINUTE)
    handle_events("repair_orders.ItemsDecided")
    jobs = queries.technician_day(floor.wang.actor, now=AT + 6 * MINUTE).jobs
    assert [one.waiting_reason for one in jobs] == ["ready", "tool"]


def test_an_answer_that_is_handled_after_the_technician_went_on_divides_the_wait(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang)
    items = find(floor, order, AT + MINUTE)
    pause(order, floor.wang, AT + 10 * MINUTE, "approval")
    answer(floor, order, items, AT + 15 * MINUTE)
    start(order, floor.wang, AT + 20 * MINUTE)
    handle_events("repair_orders.ItemsDecided")
    assert waits_of(floor, order.job_id) == [
        ("approval", AT + 10 * MINUTE, AT + 15 * MINUTE),
        ("ready", AT + 15 * MINUTE, AT + 20 * MINUTE),
    ]
    handle_events("repair_orders.ItemsDecided")
    finish(order, floor.wang, AT + 30 * MINUTE)
    assert_tiled(floor, order.job_id, AT + 30 * MINUTE)


def test_a_new_signature_is_an_answer_too(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang)
    find(floor, order, AT + MINUTE)
    pause(order, floor.wang, AT + 10 * MINUTE, "approval")
    sign_order(floor.desk, order.number, at=AT + 20 * MINUTE)
    handle_events("repair_orders.RepairOrderAuthorised")
    assert waits_of(floor, order.job_id)[-1] == ("ready", AT + 20 * MINUTE, None)


def test_a_finding_that_has_no_price_yet_still_waits_for_the_customer(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang)
    items = find(floor, order, AT + MINUTE)
    finding = commands.NewFinding("异响")
    given = {"number": order.number, "job_id": order.job_id, "finding": finding}
    commands.report_finding(actor=floor.wang.actor, at=AT + 2 * MINUTE, **given)
    pause(order, floor.wang, AT + 10 * MINUTE, "approval")
    answer(floor, order, items, AT + 15 * MINUTE)
    handle_events("repair_orders.ItemsDecided")
    assert [reason for reason, _since, _until in waits_of(floor, order.job_id)] == ["approval"]


def test_parts_that_are_all_issued_end_the_wait_for_them_and_some_do_not(floor: Floor) -> None:
    order, keeper, part_id = order_with_parts(floor, "0")
    stock_up(floor.desk.store, PartArticle.objects.get(number="F-1"), "1")
    start(order, floor.wang)
    pause(order, floor.wang, AT + 10 * MINUTE, "parts")
    issue_order_parts(actor=keeper, number=order.number, quantities={part_id: Decimal(1)}, at=AT + 20 * MINUTE)
    handle_events("parts.StockMoved")
    assert waits_of(floor, order.job_id) == [("parts", AT + 10 * MINUTE, None)]
    stock_up(floor.desk.store, PartArticle.objects.get(number="F-1"), "1")
    issue_order_parts(actor=keeper, number=order.number, at=AT + 25 * MINUTE)
    handle_events("parts.StockMoved")
    assert [reason for reason, _since, _until in waits_of(floor, order.job_id)][-1] == "ready"
    assert_tiled(floor, order.job_id)


def test_ready_is_nobodys_choice_and_only_of_the_own_store(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang)
    with pytest.raises(Invalid, match="原因"):
        pause(order, floor.wang, AT + MINUTE, "ready")
    assert "ready" not in dict(queries.waiting_reasons())
    stranger = make_actor(make_floor("SZ").desk.store, "technician")
    given = {"store_id": floor.store_id, "repair_order_id": order_id(floor, order), "reason": "approval"}
    with pytest.raises(Denied):
        commands.name_waits(actor=stranger, at=AT + HOUR, **given)
    assert commands.name_waits(actor=system_actor("test"), at=AT + HOUR, **given) == 0


def test_going_on_and_the_end_of_the_cause_at_once_leave_a_tiled_job(race: Callable[..., list[Any]]) -> None:
    floor = make_floor()
    order = order_for(floor)
    start(order, floor.wang)
    items = find(floor, order, AT + MINUTE)
    pause(order, floor.wang, AT + 10 * MINUTE, "approval")
    answer(floor, order, items, AT + 15 * MINUTE)
    given = {"store_id": floor.store_id, "repair_order_id": order_id(floor, order), "reason": "approval"}
    marked = partial(commands.name_waits, actor=system_actor("test"), at=AT + 15 * MINUTE, **given)
    outcomes = race(marked, partial(start, order, floor.wang, AT + 16 * MINUTE), marked)
    assert sorted(type(one).__name__ for one in outcomes) == ["ClockedJob", "int", "int"]
    finish(order, floor.wang, AT + 30 * MINUTE)
    assert_tiled(floor, order.job_id, AT + 30 * MINUTE)
    assert [reason for reason, _since, _until in waits_of(floor, order.job_id)] == ["approval", "ready"]
