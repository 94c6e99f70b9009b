"""Commands that work on several orders take their locks as those do that work on one: nobody waits for the other."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event
from typing import Any

import pytest

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_bay
from anxin.platform.scope import reading
from anxin.visit.repair_orders.commands import cancel_repair_order
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.commands import Wish, dispatch, forgotten, placing
from anxin.visit.workshop.tests.factories import HOUR, Floor, OrderAtWork, make_floor, order_for, pause, start

MINUTE = timedelta(minutes=1)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Set when the act on several orders is done with the first; it waits then, so that the other comes in between."""
    first = Event()

    def slowly(act: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            done = act(*args, **kwargs)
            if not first.is_set():
                first.set()
                time.sleep(0.5)
            return done

        return run

    monkeypatch.setattr(placing, "_place", slowly(placing._place))
    monkeypatch.setattr(dispatch, "_take_back", slowly(dispatch._take_back))
    monkeypatch.setattr(forgotten, "stop", slowly(forgotten.stop))
    return first


def proposal(floor: Floor) -> queries.Proposal:
    with reading(floor.dispatcher):
        return queries.propose_placings(floor.dispatcher, floor.store_id, AT.date(), AT)


def place_all(floor: Floor, **more: Any) -> commands.PlacedJobs:
    return commands.place_waiting_jobs(actor=floor.dispatcher, store_id=floor.store_id, day=AT.date(), at=AT, **more)


def test_all_that_wait_are_placed_while_somebody_drops_one_of_them(race: Callable[..., list[Any]], begun: Event) -> None:
    floor = make_floor()
    orders = {order.number: order for order in (order_for(floor), order_for(floor))}
    last = orders[proposal(floor).placed[1].job.number]

    def drop() -> commands.DispatchedJob:
        assert begun.wait(20)
        wish = Wish(last.job_id, AT + 2 * HOUR, floor.bay.pk, seen=0)
        return commands.drop_job(actor=floor.dispatcher, number=last.number, wish=wish, at=AT)

    placed, dropped = race(lambda: place_all(floor), drop)
    assert isinstance(placed, commands.PlacedJobs)
    assert len(placed.placed) == 2
    assert isinstance(dropped, commands.PlacingChanged)


def test_all_that_wait_are_placed_while_somebody_drops_another_in_the_second_bay(
    race: Callable[..., list[Any]], begun: Event
) -> None:
    floor = make_floor()
    make_bay(floor.desk.store, "09")
    orders = [order_for(floor), order_for(floor)]
    first, second = (one.pick for one in proposal(floor).placed)
    assert (first.bay_id, first.technician_id) != (second.bay_id, second.technician_id)
    assert second.bay_id is not None
    other = order_for(floor)
    later = first.starts_at + 8 * HOUR

    def drop() -> commands.DispatchedJob:
        assert begun.wait(20)
        return commands.dispatch_job(
            actor=floor.dispatcher,
            number=other.number,
            job_id=other.job_id,
            plan=commands.Plan([commands.Share(first.technician_id)], later, later + HOUR, second.bay_id),
            at=AT,
        )

    placed, dropped = race(lambda: place_all(floor, job_ids=[one.job_id for one in orders]), drop)
    assert isinstance(placed, commands.PlacedJobs)
    assert len(placed.placed) == 2
    assert isinstance(dropped, commands.DispatchedJob)


def test_a_job_is_moved_in_its_bay_while_somebody_places_another_in_the_room_that_it_leaves(
    race: Callable[..., list[Any]], begun: Event
) -> None:
    floor = make_floor()
    moved, other = order_for(floor), order_for(floor)

    def plan(technician_id: int, starts_at: datetime) -> commands.Plan:
        return commands.Plan([commands.Share(technician_id)], starts_at, starts_at + HOUR, floor.bay.pk)

    def dispatcher(order: OrderAtWork, given: commands.Plan) -> dict[str, Any]:
        return {"actor": floor.dispatcher, "number": order.number, "job_id": order.job_id, "plan": given, "at": AT}

    commands.dispatch_job(**dispatcher(moved, plan(floor.wang.id, AT)))

    def place() -> commands.DispatchedJob:
        assert begun.wait(20)
        return commands.dispatch_job(**dispatcher(other, plan(floor.li.id, AT)))

    later = plan(floor.wang.id, AT + 4 * HOUR)
    done = race(lambda: commands.move_job(**dispatcher(moved, later)), place)
    assert [type(one) for one in done] == [commands.DispatchedJob, commands.DispatchedJob]


def test_of_two_who_exchange_two_jobs_one_is_told_what_is_taken(race: Callable[..., list[Any]], begun: Event) -> None:
    floor = make_floor()
    other_bay = make_bay(floor.desk.store, "09")
    one, other = order_for(floor), order_for(floor)

    def dispatcher(order: OrderAtWork, technician: int, bay: int) -> dict[str, Any]:
        given = commands.Plan([commands.Share(technician)], AT, AT + HOUR, bay)
        return {"actor": floor.dispatcher, "number": order.number, "job_id": order.job_id, "plan": given, "at": AT}

    commands.dispatch_job(**dispatcher(one, floor.wang.id, floor.bay.pk))
    commands.dispatch_job(**dispatcher(other, floor.li.id, other_bay.pk))

    def move_other() -> commands.DispatchedJob:
        assert begun.wait(20)
        return commands.move_job(**dispatcher(other, floor.wang.id, floor.bay.pk))

    done = race(lambda: commands.move_job(**dispatcher(one, floor.li.id, other_bay.pk)), move_other)
    assert {type(each) for each in done} <= {commands.DispatchedJob, commands.CapacityTaken}


def test_forgotten_clocks_are_stopped_while_somebody_stops_one_of_them(race: Callable[..., list[Any]], begun: Event) -> None:
    floor = make_floor()
    first, second = order_for(floor), order_for(floor)
    start(first, floor.wang, AT)
    start(second, floor.li, AT + MINUTE)

    def stop() -> commands.ClockedJob:
        assert begun.wait(20)
        return pause(second, floor.li, AT + 13 * HOUR)

    nightly = {"actor": system_actor("workshop"), "store_id": floor.store_id, "at": AT + 13 * HOUR}
    closed, paused = race(lambda: commands.close_forgotten_clocks(**nightly), stop)
    assert closed == 2
    assert isinstance(paused, commands.NotClockedOn)


@pytest.mark.django_db
def test_an_order_that_was_cancelled_meanwhile_takes_no_other_placing_with_it(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = [order_for(floor), order_for(floor)]
    seen = [proposal(floor)]
    gone = seen[0].placed[0].job.number
    cancel_repair_order(actor=floor.desk.actor, number=gone, reason="客户不修了", at=AT)
    anew = queries.propose_placings
    monkeypatch.setattr(placing.queries, "propose_placings", lambda *args: seen.pop() if seen else anew(*args))
    done = place_all(floor)
    assert [one.job.number for one in done.placed] == [one.number for one in orders if one.number != gone]
