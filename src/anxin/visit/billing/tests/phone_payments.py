"""Short ways to ask for a payment by phone, and what the platform says of it."""

from datetime import timedelta

from anxin.parties.org.tests.factories import AT
from anxin.parties.work.queries import TaskFilter, list_tasks
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.scope import reading
from anxin.visit.billing import commands, queries
from anxin.visit.billing.commands import SavedRequest, SettledOrder
from anxin.visit.billing.tasks import follow_payment_request
from anxin.visit.repair_orders.tests.factories import FrontDesk

LATER = AT + timedelta(hours=2, minutes=1)


def asked(desk: FrontDesk, settled: SettledOrder) -> SavedRequest:
    """A code that is good now: the job goes by the clock."""
    return commands.request_payment(actor=desk.actor, bill_id=settled.bills[0].bill_id, method="wechat", at=clock.now())


def came(desk: FrontDesk, request: SavedRequest, transaction: str = "4200001") -> SavedRequest:
    """The platform's word that a request was paid."""
    return commands.record_platform_payment(
        actor=Actor.system("billing", [desk.store.pk]),
        number=request.number,
        method="wechat",
        transaction=transaction,
        amount=request.amount,
        at=LATER,
    )


def at_desk(desk: FrontDesk, settled: SettledOrder) -> queries.CashierOrder:
    with reading(desk.actor):
        return queries.get_cashier_order(desk.actor, settled.repair_order)


def open_tasks(desk: FrontDesk) -> list[str]:
    """Kinds of the open tasks; beside that, the books agree."""
    with reading(desk.actor):
        assert queries.find_differences(desk.actor, desk.store.pk, AT.date()) == []
        return [one.kind for one in list_tasks(desk.actor, TaskFilter(whose="store"), desk.store.pk, LATER)]


def run(desk: FrontDesk, request: SavedRequest) -> str:
    """The job once; how the request stands then."""
    follow_payment_request(request_id=request.id, store_id=desk.store.pk)
    with reading(desk.actor):
        return queries.get_payment_request(desk.actor, request.id).state
