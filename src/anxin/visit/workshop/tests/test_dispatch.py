"""Dispatching, moving and recalling jobs: done, refused, denied, raced."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from anxin.parties.org.commands import SetParameter, set_parameter
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_bay, make_store
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound
from anxin.platform.events.handling import handle
from anxin.platform.events.models import StoredEvent
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.resources.capacity.commands import reserve
from anxin.visit.repair_orders.commands import cancel_repair_order
from anxin.visit.repair_orders.tests.factories import open_order, signed_order, view_of
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.commands import Plan, Share
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    dispatched,
    finish,
    make_floor,
    make_technician,
    order_for,
    pause,
    plan,
    start,
)

db = pytest.mark.django_db


@pytest.fixture
def order(floor: Floor) -> OrderAtWork:
    return order_for(floor)


def blocks(floor: Floor) -> dict[str, list[str]]:
    with reading(floor.dispatcher):
        day = queries.day_plan(floor.dispatcher, floor.store_id, AT.date())
    rows = [(bay.code, bay.blocks) for bay in day.bays] + [(one.name, one.blocks) for one in day.technicians]
    return {name: [f"{block.starts_at:%H:%M}-{block.ends_at:%H:%M} {block.number}" for block in held] for name, held in rows}


@pytest.mark.rule("R-RO21")
def test_a_dispatched_job_takes_bay_and_technicians_and_leaves_the_list(floor: Floor, order: OrderAtWork) -> None:
    assert [job.job_id for job in queries.unplaced_jobs(floor.dispatcher, floor.store_id)] == [order.job_id]
    before = queries.floor_version(floor.dispatcher, floor.store_id)
    dispatched(floor, order, plan(floor, floor.wang, floor.li))
    assert queries.unplaced_jobs(floor.dispatcher, floor.store_id) == []
    expected = [f"06:00-07:00 {order.number}"]
    assert blocks(floor) == {floor.bay.code: expected, "王强": expected, "李明": expected}
    assert view_of(floor.desk, order.number).head.state == "DISPATCHED"
    assert queries.floor_version(floor.dispatcher, floor.store_id) != before


@pytest.mark.rule("R-AP01", "R-AP09")
def test_green_channel_and_rescue_are_dispatched_first_then_booked_cars_then_walk_ins(floor: Floor) -> None:
    given: list[dict[str, Any]] = [
        {},
        {"is_appointment": True},
        {"is_appointment": True, "lane": "express"},
        {"lane": "rescue"},
    ]
    numbers = [signed_order(floor.desk, at=AT + place * HOUR, **more).number for place, more in enumerate(given)]
    walk_in, booked, express, rescued = numbers
    waiting = queries.unplaced_jobs(floor.dispatcher, floor.store_id)
    assert [job.number for job in waiting] == [express, rescued, booked, walk_in]


def test_the_poll_sees_orders_clocks_waits_and_reservations(floor: Floor, order: OrderAtWork) -> None:
    seen = [queries.floor_version(floor.dispatcher, floor.store_id, AT)]

    def is_new() -> bool:
        seen.append(queries.floor_version(floor.dispatcher, floor.store_id, AT))
        return seen[-1] not in seen[:-1]

    assert not is_new()
    order_for(floor)
    assert is_new()
    dispatched(floor, order)
    assert is_new()
    start(order, floor.wang)
    assert is_new()
    pause(order, floor.wang, AT + HOUR)
    assert is_new()
    start(order, floor.wang, AT + 2 * HOUR)
    assert is_new()
    place = {"store_id": floor.store_id, "resource_kind": "bay", "resource_id": floor.bay.pk, "at": AT}
    span = {"starts_at": AT + 3 * HOUR, "ends_at": AT + 4 * HOUR, "document": DocumentRef("appointments.appointment", 1)}
    reserve(actor=system_actor("test"), **place, **span)
    assert is_new()


def test_without_an_end_the_plan_lasts_the_sold_hours_shared_by_the_team(floor: Floor, order: OrderAtWork) -> None:
    made = commands.dispatch_job(
        actor=floor.dispatcher,
        number=order.number,
        job_id=order.job_id,
        plan=Plan([Share(floor.wang.id)], AT),
        at=AT,
    )
    assert made.planned_to == AT + timedelta(minutes=30)


def test_a_short_job_is_planned_as_long_as_the_store_says(floor: Floor, order: OrderAtWork) -> None:
    change = SetParameter("workshop.shortest_plan_minutes", "store", floor.store_id, "45", AT.date())
    set_parameter(actor=system_actor("test"), change=change, at=AT)
    plan = Plan([Share(floor.wang.id)], AT)
    made = commands.dispatch_job(actor=floor.dispatcher, number=order.number, job_id=order.job_id, plan=plan, at=AT)
    assert made.planned_to == AT + timedelta(minutes=45)


def test_a_taken_bay_is_refused_with_who_holds_it_and_until_when(floor: Floor, order: OrderAtWork) -> None:
    dispatched(floor, order)
    other = order_for(floor)
    with pytest.raises(commands.CapacityTaken) as refusal:
        dispatched(floor, other, plan(floor, floor.li))
    assert order.number in str(refusal.value.message)
    assert "11-20 15:00" in str(refusal.value.message)
    assert (refusal.value.field, refusal.value.details["held_by"].endswith(order.number)) == ("bay_id", True)
    with pytest.raises(commands.CapacityTaken) as refusal:
        dispatched(floor, other, plan(floor, floor.wang, bay=False))
    assert "王强" in str(refusal.value.message)
    assert refusal.value.field == "technicians"
    assert view_of(floor.desk, other.number).head.state == "AUTHORISED"
    assert len(queries.unplaced_jobs(floor.dispatcher, floor.store_id)) == 1


def test_an_unsigned_order_a_finished_job_and_one_already_dispatched_are_not_dispatched(floor: Floor) -> None:
    unsigned = open_order(floor.desk)
    job = view_of(floor.desk, unsigned.number).jobs[0]
    with pytest.raises((IllegalTransition, commands.AlreadyDispatched, Exception)) as refusal:
        dispatched(floor, OrderAtWork(unsigned.number, (job.id,)))
    assert refusal.value.status == 409  # type: ignore[attr-defined]
    done = order_for(floor)
    start(done, floor.wang)
    finish(done, floor.wang, AT + HOUR)
    with pytest.raises(IllegalTransition):
        dispatched(floor, done)
    placed = order_for(floor)
    dispatched(floor, placed)
    with pytest.raises(commands.AlreadyDispatched, match="王强"):
        dispatched(floor, placed, plan(floor, floor.li, start=AT + 3 * HOUR))


@pytest.mark.parametrize("percents", [(50, 40), (100, 1), (100, None)])
def test_shares_sum_to_a_hundred(floor: Floor, order: OrderAtWork, percents: tuple[int, int | None]) -> None:
    shares = [Share(floor.wang.id, percents[0]), Share(floor.li.id, percents[1])]
    with pytest.raises(Invalid) as refusal:
        dispatched(floor, order, Plan(shares, AT))
    assert refusal.value.field == "technicians"


def test_high_voltage_asks_a_certificate_of_everybody_and_a_fit_bay(floor: Floor) -> None:
    order = order_for(floor, high_voltage=True)
    expert = make_technician(floor.desk, "赵电", "mechanical high_voltage")
    bay = make_bay(floor.desk.store, "HV", is_high_voltage=True)
    with pytest.raises(commands.SkillMissing, match="王强"):
        dispatched(floor, order, Plan([Share(expert.id), Share(floor.wang.id)], AT, None, bay.pk))
    with pytest.raises(commands.SkillMissing) as refusal:
        dispatched(floor, order, Plan([Share(expert.id)], AT, None, floor.bay.pk))
    assert refusal.value.field == "bay_id"
    with pytest.raises(commands.SkillMissing, match="王强"):
        start(order, floor.wang)
    dispatched(floor, order, Plan([Share(expert.id)], AT, None, bay.pk))
    assert start(order, expert).state == "IN_PROGRESS"


def test_a_moved_job_gives_its_old_time_back(floor: Floor, order: OrderAtWork) -> None:
    dispatched(floor, order)
    wished = plan(floor, floor.li, start=AT + 2 * HOUR)
    commands.move_job(actor=floor.dispatcher, number=order.number, job_id=order.job_id, plan=wished, at=AT)
    expected = [f"08:00-09:00 {order.number}"]
    assert blocks(floor) == {floor.bay.code: expected, "王强": [], "李明": expected}
    dispatched(floor, order_for(floor))


def test_who_is_at_work_keeps_the_job_until_the_pause(floor: Floor, order: OrderAtWork) -> None:
    dispatched(floor, order)
    start(order, floor.wang)
    move = partial(
        commands.move_job,
        actor=floor.dispatcher,
        number=order.number,
        job_id=order.job_id,
        plan=plan(floor, floor.li),
        at=AT,
    )
    with pytest.raises(commands.TechnicianAtWork, match="王强"):
        move()
    with pytest.raises(commands.TechnicianAtWork):
        commands.recall_job(actor=floor.dispatcher, number=order.number, job_id=order.job_id, at=AT)
    pause(order, floor.wang, AT + HOUR)
    assert move().technician_ids == (floor.li.id,)


def test_a_recalled_job_is_free_again_and_its_order_waits_for_dispatch(floor: Floor, order: OrderAtWork) -> None:
    recall = partial(commands.recall_job, actor=floor.dispatcher, number=order.number, job_id=order.job_id, at=AT)
    with pytest.raises(commands.NotDispatched):
        recall()
    dispatched(floor, order)
    assert recall().state == "AUTHORISED"
    assert blocks(floor) == {floor.bay.code: [], "王强": [], "李明": []}
    dispatched(floor, order)


def test_nothing_of_another_store_is_dispatched_nor_used(floor: Floor, order: OrderAtWork) -> None:
    elsewhere = make_floor("NS")
    with pytest.raises(NotFound):
        commands.dispatch_job(
            actor=elsewhere.dispatcher, number=order.number, job_id=order.job_id, plan=plan(elsewhere), at=AT
        )
    with pytest.raises(NotFound):
        commands.recall_job(actor=elsewhere.dispatcher, number=order.number, job_id=order.job_id, at=AT)
    with pytest.raises(Invalid):
        dispatched(floor, order, Plan([Share(elsewhere.wang.id)], AT))
    with pytest.raises(Invalid):
        dispatched(floor, order, Plan([Share(floor.wang.id)], AT, None, elsewhere.bay.pk))
    with pytest.raises(NotFound):
        dispatched(floor, OrderAtWork(order.number, (order_for(floor).job_id,)))
    assert queries.unplaced_jobs(elsewhere.dispatcher, floor.store_id) == []
    assert queries.day_plan(elsewhere.dispatcher, floor.store_id, AT.date()).bays == ()


def test_a_technician_does_not_dispatch(floor: Floor, order: OrderAtWork) -> None:
    with pytest.raises(Denied):
        commands.dispatch_job(actor=floor.wang.actor, number=order.number, job_id=order.job_id, plan=plan(floor), at=AT)
    with pytest.raises(Denied):
        commands.recall_job(actor=make_actor(floor.desk.store, "cashier"), number=order.number, job_id=order.job_id, at=AT)
    assert view_of(floor.desk, order.number).head.state == "AUTHORISED"


def test_of_two_dispatchers_who_reach_for_one_bay_exactly_one_gets_it(race: Callable[..., list[Any]]) -> None:
    floor = make_floor()
    orders = [order_for(floor), order_for(floor)]
    calls = [
        partial(
            commands.dispatch_job,
            actor=floor.dispatcher,
            number=order.number,
            job_id=order.job_id,
            plan=plan(floor, technician),
            at=AT,
        )
        for order, technician in zip(orders, (floor.wang, floor.li), strict=True)
    ]
    assert sorted(type(one).__name__ for one in race(*calls)) == ["CapacityTaken", "DispatchedJob"]
    assert len(queries.unplaced_jobs(floor.dispatcher, floor.store_id)) == 1


def test_of_two_dispatchers_who_place_one_job_exactly_one_does(race: Callable[..., list[Any]]) -> None:
    floor = make_floor()
    order = order_for(floor)
    calls = [partial(dispatched, floor, order, plan(floor, one, bay=False)) for one in (floor.wang, floor.li)]
    assert sorted(type(one).__name__ for one in race(*calls)) == ["AlreadyDispatched", "NoneType"]


@db
def test_somebody_who_has_left_is_not_given_work() -> None:
    floor = make_floor()
    order = order_for(floor)
    stranger = make_employee(make_store("NS"), "technician")
    with pytest.raises(Invalid):
        dispatched(floor, order, Plan([Share(stranger.pk)], AT))


def test_a_cancelled_order_gives_its_bay_and_technicians_back_once_its_event_is_handled(
    floor: Floor, order: OrderAtWork
) -> None:
    dispatched(floor, order, plan(floor, floor.wang))
    cancel_repair_order(actor=floor.desk.actor, number=order.number, reason="客户改期", at=AT)
    with reading(floor.desk.actor):
        waiting = StoredEvent.objects.get(name="repair_orders.RepairOrderCancelled", handled_at=None)
    handle(waiting.pk, floor.store_id)
    assert all(held == [] for held in blocks(floor).values())
