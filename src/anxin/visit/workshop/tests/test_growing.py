"""The board keeps the time of labour that the customer agrees to under way (M07.01)."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.work.models import Task
from anxin.platform.errors import Denied
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import NewItem
from anxin.visit.repair_orders.tests.factories import ASKED
from anxin.visit.workshop import commands
from anxin.visit.workshop.commands import Plan, Share
from anxin.visit.workshop.models import Assignment
from anxin.visit.workshop.tests.factories import HOUR, Floor, OrderAtWork, dispatched, order_for, plan, start
from anxin.visit.workshop.tests.time_steps import handle_events, order_id

MINUTE = timedelta(minutes=1)
AGREED = AT + 10 * MINUTE
pytestmark = pytest.mark.django_db


def agree(floor: Floor, order: OrderAtWork, word: str = "APPROVED", hours: str = "1", kind: str = "labour") -> list[int]:
    """The customer answers for more of the first job, and the worker handles it."""
    about: dict[str, Any] = {"actor": floor.desk.actor, "number": order.number}
    about |= {"job_id": order.job_id, "items": [_item(kind, hours)], "why": ASKED}
    ids = list(hub.propose_items(at=AGREED - MINUTE, **about).item_ids)
    about = {"actor": floor.desk.actor, "number": order.number}
    hub.decide_items(decisions=dict.fromkeys(ids, (word, "太贵")), channel="phone", at=AGREED, **about)
    handle_events("repair_orders.ItemsDecided")
    return ids


def _item(kind: str, hours: str) -> NewItem:
    return NewItem(kind, name="顺带清洗", quantity=Decimal(hours), unit_price=Money.yuan(100))


def plans(order: OrderAtWork) -> list[tuple[datetime, datetime]]:
    with reading(system_actor("test")):
        rows = Assignment.objects.across_stores(reason="test").filter(job_id__in=order.job_ids, released_at=None)
        return list(rows.order_by("job_id").values_list("planned_from", "planned_to"))


def tasks() -> list[str]:
    with reading(system_actor("test")):
        rows = Task.objects.across_stores(reason="test").filter(kind="workshop.replan").order_by("pk")
        return list(rows.values_list("state", flat=True))


def place_second(floor: Floor, order: OrderAtWork, begin: datetime, technician_id: int) -> None:
    given = Plan([Share(technician_id)], begin, begin + HOUR, floor.bay.pk)
    commands.dispatch_job(actor=floor.dispatcher, number=order.number, job_id=order.job_ids[1], plan=given, at=AT)


def test_a_job_under_way_takes_longer_and_the_cars_own_next_job_follows_it(floor: Floor) -> None:
    order = order_for(floor, jobs=2)
    dispatched(floor, order)
    place_second(floor, order, AT + HOUR, floor.wang.id)
    start(order, floor.wang, AT + MINUTE)
    agree(floor, order)
    assert plans(order) == [(AT, AT + 2 * HOUR), (AT + 2 * HOUR, AT + 3 * HOUR)]
    assert tasks() == []
    other = order_for(floor)
    with pytest.raises(commands.CapacityTaken):
        dispatched(floor, other, plan(floor, floor.li, start=AT + HOUR, hours=1))


def test_what_has_no_room_stays_and_the_dispatcher_has_one_task_until_he_moves_it(floor: Floor) -> None:
    order, other = order_for(floor), order_for(floor)
    dispatched(floor, order)
    dispatched(floor, other, plan(floor, floor.li, start=AT + HOUR))
    agree(floor, order)
    agree(floor, order)
    assert plans(order) == [(AT, AT + HOUR)]
    assert tasks() == ["OPEN"]
    later = plan(floor, start=AT + 3 * HOUR, hours=3)
    commands.move_job(actor=floor.dispatcher, number=order.number, job_id=order.job_id, plan=later, at=AGREED)
    assert tasks() == ["CANCELLED"]


def test_two_share_the_time_and_the_shop_does_not_stay_open_for_it(floor: Floor) -> None:
    order = order_for(floor)
    dispatched(floor, order, plan(floor, floor.wang, floor.li))
    agree(floor, order, hours="1.5")
    assert plans(order) == [(AT, AT + HOUR + 45 * MINUTE)] * 2
    agree(floor, order, hours="40")
    assert plans(order) == [(AT, AT + HOUR + 45 * MINUTE)] * 2
    assert tasks() == ["OPEN"]


@pytest.mark.parametrize(("word", "kind"), [("DECLINED", "labour"), ("APPROVED", "fee")])
def test_what_is_declined_or_takes_no_labour_changes_nothing(floor: Floor, word: str, kind: str) -> None:
    order = order_for(floor)
    dispatched(floor, order)
    agree(floor, order, word, kind=kind)
    assert plans(order) == [(AT, AT + HOUR)]


def test_a_job_that_was_placed_after_the_yes_has_its_time_already(floor: Floor) -> None:
    order = order_for(floor)
    about: dict[str, Any] = {"actor": floor.desk.actor, "number": order.number}
    ids = list(hub.propose_items(job_id=order.job_id, items=[_item("labour", "1")], why=ASKED, at=AT, **about).item_ids)
    hub.decide_items(decisions=dict.fromkeys(ids, ("APPROVED", "")), channel="phone", at=AGREED, **about)
    dispatched(floor, order, at=AGREED + MINUTE)
    handle_events("repair_orders.ItemsDecided")
    assert plans(order) == [(AT, AT + HOUR)]


def test_nobody_grows_the_plans_of_another_store(floor: Floor) -> None:
    order = order_for(floor)
    dispatched(floor, order)
    with pytest.raises(Denied):
        commands.grow_plans(
            actor=make_actor(floor.desk.store, "cashier"),
            store_id=floor.store_id,
            repair_order_id=order_id(floor, order),
            item_ids=[1],
            at=AT,
        )


def test_a_moved_job_takes_its_cars_next_jobs_behind_it_and_no_begun_one_or_other_car(floor: Floor) -> None:
    order, other = order_for(floor, jobs=2), order_for(floor)
    dispatched(floor, order)
    place_second(floor, order, AT + HOUR, floor.wang.id)
    move: dict[str, Any] = {"actor": floor.dispatcher, "number": order.number, "job_id": order.job_id, "at": AT}
    done = commands.move_job(plan=plan(floor, start=AT + 10 * MINUTE, hours=1), **move)
    assert done.moved_behind == 1
    later = [(AT + 10 * MINUTE, AT + HOUR + 10 * MINUTE), (AT + HOUR + 10 * MINUTE, AT + 2 * HOUR + 10 * MINUTE)]
    assert plans(order) == later
    dispatched(floor, other, plan(floor, floor.li, start=AT + 2 * HOUR + 10 * MINUTE, hours=1))
    with pytest.raises(commands.CapacityTaken, match=f"粤B·.* {other.number}"):
        commands.move_job(plan=plan(floor, start=AT + 20 * MINUTE, hours=1), **move)
    assert plans(order) == later
    # Back to where it was: what stands behind stays there.
    assert commands.move_job(plan=plan(floor, start=AT, hours=1), **move).moved_behind == 0
