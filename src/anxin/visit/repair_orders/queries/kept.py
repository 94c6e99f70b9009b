"""How promises were kept, order by order: ready by what was agreed, and the workshop punctual (R-WS09)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.lifecycle import CANCELLED
from anxin.visit.repair_orders.models import RepairOrder
from anxin.visit.repair_orders.parameters import PUNCTUAL_MARGIN
from anxin.visit.repair_orders.queries.figures import require_few_days


@dataclass(frozen=True, slots=True)
class KeptRow:
    """An order with its promise and when it was ready: inspected, after the repair.

    ``due_at`` is the promise by which the visit is judged: as signed, or as changed with the customer's knowledge before it
    had passed; ``promised_at`` is the last one, which may be later.
    ``is_kept`` is None for a car that nobody inspected and whose promise lies ahead.
    """

    id: int
    number: str
    store_id: int
    plate: str
    model_name: str
    customer_name: str
    advisor_id: int
    advisor_name: str
    lane: str
    opened_at: datetime
    due_at: datetime | None
    ready_at: datetime | None
    delivered_at: datetime | None
    is_kept: bool | None
    is_punctual: bool | None
    vin: str = ""
    promised_at: datetime | None = None


@query(permissions.SEE)
def list_kept(actor: Actor, store_id: int, since: date, until: date, at: datetime) -> list[KeptRow]:
    """Signed orders of a store that were promised to be done from a day to another, by promise.

    :raises TooManyDays: more days than one may add up at once
    """
    require_few_days(store_id, since, until)
    clock = store_info(store_id).clock
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id).exclude(state=CANCELLED)
    rows = rows.filter(agreed_promise_at__gte=clock.bounds(since)[0], agreed_promise_at__lt=clock.bounds(until)[1])
    margin = timedelta(minutes=value(PUNCTUAL_MARGIN, store_id, until))
    found = rows.select_related("vehicle", "customer", "advisor").order_by("agreed_promise_at", "pk")
    return [_row(order, margin, at) for order in found]


def _row(order: Any, margin: timedelta, at: datetime) -> KeptRow:
    due, ready = order.agreed_promise_at, order.inspected_at
    return KeptRow(
        order.pk,
        order.number,
        order.store_id,
        order.vehicle.plate or "",
        order.vehicle.model_name,
        order.customer.name,
        order.advisor_id,
        order.advisor.name,
        order.lane,
        order.opened_at,
        due,
        ready,
        order.delivered_at,
        rules.is_punctual(ready, due, timedelta(0), at),
        rules.is_punctual(ready, due, margin, at),
        order.vehicle.vin or "",
        order.promised_at,
    )
