"""Short ways to look and to speak in tests of the promise."""

from datetime import datetime, timedelta

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.parties.work.queries import TaskRow, list_tasks_of
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading
from anxin.visit.promises import commands, queries
from anxin.visit.repair_orders.commands import ORDER_KIND
from anxin.visit.repair_orders.tests.factories import view_of
from anxin.visit.workshop.tests.factories import Floor, OrderAtWork

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SORRY = "等配件，抱歉要晚一些"


def order_id(floor: Floor, order: OrderAtWork) -> int:
    """The order's id."""
    return view_of(floor.desk, order.number).head.id


def watch(floor: Floor, order: OrderAtWork, at: datetime, cause: str = "passing_time") -> commands.WatchedCars:
    """The house looks anew, as after an event or by the clock."""
    return commands.watch_promises(
        actor=system_actor("test"), store_id=floor.store_id, order_ids=[order_id(floor, order)], cause=cause, at=at
    )


def expected(floor: Floor, order: OrderAtWork, at: datetime = AT) -> queries.ExpectedOrder:
    """What is expected of the order."""
    with reading(floor.desk.actor):
        found = queries.find_expected(floor.desk.actor, order.number, at)
    assert found is not None
    return found


def changes(floor: Floor, order: OrderAtWork) -> list[queries.ExpectedChange]:
    """The history, the oldest first."""
    with reading(floor.desk.actor):
        return queries.list_expectation_changes(floor.desk.actor, order_id(floor, order))[::-1]


def tasks(floor: Floor, order: OrderAtWork, kind: str, at: datetime = AT) -> list[TaskRow]:
    """Tasks of a kind about the order, the newest first."""
    about = DocumentRef(ORDER_KIND, order_id(floor, order))
    with reading(floor.desk.actor):
        return [one for one in list_tasks_of(floor.desk.actor, about, at) if one.kind == kind]


def tell(floor: Floor, order: OrderAtWork, until: datetime, at: datetime, how: str = "call") -> commands.ToldCustomer:
    """The advisor tells the customer."""
    return commands.tell_customer(
        actor=floor.desk.actor, number=order.number, promised_at=until, how=how, words=SORRY, reason="等配件", at=at
    )
