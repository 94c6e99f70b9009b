"""Makes repair orders for the tests of this and higher modules, through the commands."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from anxin.parties.customers.tests.factories import make_customer, make_vehicle
from anxin.parties.org.models import Store
from anxin.parties.org.tests.factories import AT, actor_for, make_store, make_user
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.commands import Confirmations, NewItem, NewJob, OwnWish
from anxin.visit.repair_orders.commands.open import OpenedRepairOrder

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
LABOUR = NewItem("labour", name="检查制动", quantity=Decimal("0.5"), unit_price=Money.yuan(180))
PART = NewItem("part", name="前刹车片", quantity=Decimal(1), unit_price=Money.yuan(680))
ASKED = OwnWish("顺便一起做了")
"""What a customer says who wants more than was signed."""
DONE = {"cause": "磨损", "correction": "更换"}
"""What a technician writes when a job with a complaint is finished."""


@dataclass(frozen=True, slots=True)
class FrontDesk:
    """A store with an advisor who holds every role of the visit, and the advisor's actor."""

    store: Store
    actor: Actor
    employee_id: int


def make_front_desk(code: str = "LG", *roles: str) -> FrontDesk:
    """A store with one person who may do everything in a visit, unless roles are given."""
    store = make_store(code)
    user = make_user(store, *(roles or ("service_advisor", "service_manager")))
    employee = make_employee(store, user=user)
    return FrontDesk(store, actor_for(user), employee.pk)


def open_order(
    desk: FrontDesk,
    *,
    jobs: Sequence[NewJob] | None = None,
    at: datetime = AT,
    vehicle_id: int | None = None,
    customer_id: int | None = None,
    **more: object,
) -> OpenedRepairOrder:
    """An open order of a new car and customer, with one job of one labour and one part item, unless these are given."""
    owner = customer_id or make_customer(desk.store, at=at)
    wished = jobs if jobs is not None else [NewJob("制动异响", "早上头几脚刹车有沙沙声", items=[LABOUR, PART])]
    return commands.open_repair_order(
        actor=desk.actor,
        store_id=desk.store.pk,
        vehicle_id=vehicle_id or make_vehicle(desk.store, owner_id=owner, at=at),
        customer_id=owner,
        jobs=wished,
        advisor_id=desk.employee_id,
        at=at,
        **more,  # type: ignore[arg-type]
    )


def sign_order(desk: FrontDesk, number: str, *, at: datetime = AT, wants_wash: bool = True) -> commands.Confirmations:
    """Authorise with the customer's signature on the screen, promised in three hours."""
    confirmed = Confirmations(at + timedelta(hours=3), "boot", wants_wash)
    commands.authorise_repair_order(actor=desk.actor, number=number, confirmations=confirmed, signature=PNG, at=at)
    return confirmed


def signed_order(desk: FrontDesk, *, at: datetime = AT, **more: object) -> OpenedRepairOrder:
    """An authorised order."""
    opened = open_order(desk, at=at, **more)  # type: ignore[arg-type]
    sign_order(desk, opened.number, at=at)
    return opened


def view_of(desk: FrontDesk, number: str) -> queries.RepairOrderView:
    """The order whole."""
    with reading(desk.actor):
        return queries.get_repair_order(desk.actor, number)


def inspected_order(desk: FrontDesk, *, at: datetime = AT, **more: object) -> OpenedRepairOrder:
    """An order whose work is finished and inspected."""
    opened = signed_order(desk, at=at, **more)
    for job in view_of(desk, opened.number).jobs:
        commands.start_job(actor=desk.actor, number=opened.number, job_id=job.id, at=at + timedelta(minutes=10))
        commands.finish_job(
            actor=desk.actor,
            number=opened.number,
            job_id=job.id,
            at=at + timedelta(hours=1),
            **DONE,
        )
    commands.pass_inspection(actor=desk.actor, number=opened.number, at=at + timedelta(hours=1, minutes=10))
    return opened
