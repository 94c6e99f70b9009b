"""Orders that are done again, and what the worker does with their events."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, actor_for, make_user
from anxin.parties.people.models import Employee
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.actor import Actor
from anxin.platform.events.handling import handle
from anxin.platform.events.models import StoredEvent
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.visit.quality import queries
from anxin.visit.quality.queries import ReworkFilter, ReworkRow
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR, sign_order, signed_order, view_of
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    Technician,
    finish,
    inspect,
    start,
)

MENDING = Money.yuan(10)
LATER = AT + timedelta(days=5)


def handle_events() -> None:
    """What the worker does."""
    for _ in range(5):
        with reading(system_actor("test")):
            waiting = list(StoredEvent.objects.filter(handled_at=None).order_by("pk").values_list("pk", "store_id"))
        for event_id, store_id in waiting:
            handle(event_id, store_id)


def colleague(floor: Floor, role: str, name: str = "") -> tuple[Employee, Actor]:
    """An employee of the store on this post, with an account."""
    user = make_user(floor.desk.store, role)
    return make_employee(floor.desk.store, role, user=user, name=name), actor_for(user)


def work_done(
    floor: Floor,
    *titles: str,
    at: datetime = AT,
    items: Sequence[NewItem] = (LABOUR,),
    by: Technician | None = None,
    **more: object,
) -> OrderAtWork:
    """An order whose jobs are finished, one after the other, each within an hour."""
    jobs = [NewJob(title, items=list(items)) for title in titles or ("制动异响",)]
    opened = signed_order(floor.desk, jobs=jobs, at=at, **more)
    order = OrderAtWork(opened.number, tuple(job.id for job in view_of(floor.desk, opened.number).jobs))
    technician = by or floor.wang
    for place in range(len(jobs)):
        start(order, technician, at + place * HOUR, job=place)
        finish(order, technician, at + (place + 1) * HOUR, job=place)
    return order


def settled(floor: Floor, order: OrderAtWork, at: datetime = AT + 2 * HOUR) -> OrderAtWork:
    """The same, inspected and settled."""
    inspect(floor, order, at)
    hub.settle_repair_order(actor=floor.desk.actor, number=order.number, at=at)
    return order


def returned(floor: Floor, first: OrderAtWork, at: datetime = LATER, **more: object) -> OrderAtWork:
    """The car came back for the first job, its new order is signed; the house pays."""
    before = view_of(floor.desk, first.number)
    # Little beside the rest, so that the advisor may give it away himself.
    mending = NewItem("labour", name="重做", quantity=Decimal(1), unit_price=MENDING, payer="internal")
    rest = NewItem("labour", name="另做保养", quantity=Decimal(1), unit_price=Money.yuan(2000))
    opened = hub.open_repair_order(
        actor=floor.desk.actor,
        store_id=floor.store_id,
        vehicle_id=before.head.vehicle_id,
        customer_id=before.head.customer_id,
        advisor_id=floor.desk.employee_id,
        jobs=[NewJob("还是响", items=[mending, rest], rework_of=first.job_id)],
        at=at,
        **more,  # type: ignore[arg-type]
    )
    sign_order(floor.desk, opened.number, at=at)
    handle_events()
    return OrderAtWork(opened.number, (view_of(floor.desk, opened.number).jobs[0].id,))


def rework(floor: Floor, actor: Actor | None = None, **asked: object) -> list[ReworkRow]:
    """The store's rework, the newest first."""
    wanted = ReworkFilter(**asked)  # type: ignore[arg-type]
    return queries.list_rework(actor or floor.inspector, floor.store_id, wanted)
