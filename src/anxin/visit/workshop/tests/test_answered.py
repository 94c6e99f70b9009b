"""The floor no longer says that a job waits for a customer who has answered (M07.02)."""

from typing import Any

from anxin.parties.org.tests.factories import AT
from anxin.platform.events.handling import handle
from anxin.platform.events.models import StoredEvent
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import NewItem
from anxin.visit.repair_orders.tests.factories import ASKED, view_of
from anxin.visit.workshop import queries
from anxin.visit.workshop.commands.answered import end_answered_waits
from anxin.visit.workshop.tests.factories import HOUR, Floor, OrderAtWork, dispatched, order_for, pause, plan, start


def find(floor: Floor, order: OrderAtWork, name: str) -> int:
    fee = NewItem("fee", name=name, unit_price=Money.yuan(50))
    by: dict[str, Any] = {"actor": floor.desk.actor, "number": order.number, "job_id": order.job_id, "at": AT}
    return hub.propose_items(items=[fee], why=ASKED, **by).item_ids[0]


def answer(floor: Floor, order: OrderAtWork, item: int, after: int) -> str:
    """The customer says no; returns what the job waits for once that was heard of on the floor."""
    said = {"decisions": {item: ("DECLINED", "太贵")}, "channel": "phone"}
    hub.decide_items(actor=floor.desk.actor, number=order.number, at=AT + after * HOUR, **said)
    with reading(floor.desk.actor):
        heard = list(StoredEvent.objects.filter(name="repair_orders.ItemsDecided", handled_at=None))
    for event in heard:
        handle(event.pk, floor.store_id)
    job = queries.find_placed_job(floor.dispatcher, order.job_id)
    return job.waiting_reason if job else "not placed"


def test_a_job_no_longer_waits_for_the_customer_once_all_answers_are_in(floor: Floor) -> None:
    order = order_for(floor)
    dispatched(floor, order, plan(floor, floor.wang))
    start(order, floor.wang)
    first, second = find(floor, order, "路试"), find(floor, order, "检测")
    pause(order, floor.wang, AT + HOUR, reason="approval")
    assert answer(floor, order, first, 2) == "approval"
    assert answer(floor, order, second, 3) == ""
    head = view_of(floor.desk, order.number).head
    (waited,) = queries.waiting_by_reason(floor.dispatcher, head.id, AT + 9 * HOUR)
    assert (waited.minutes, waited.open_since) == (120, None)
    start(order, floor.wang, AT + 4 * HOUR)


def test_another_wait_stays(floor: Floor) -> None:
    order = order_for(floor)
    dispatched(floor, order, plan(floor, floor.wang))
    start(order, floor.wang)
    item = find(floor, order, "路试")
    pause(order, floor.wang, AT + HOUR, reason="parts")
    assert answer(floor, order, item, 2) == "parts"
    head = view_of(floor.desk, order.number).head
    assert (
        end_answered_waits(actor=floor.dispatcher, repair_order_id=head.id, store_id=floor.store_id, at=AT + 3 * HOUR) == 0
    )
