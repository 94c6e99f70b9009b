"""What the control lists of the house compare: inspected orders that nobody settled, and settled ones (M09.08)."""

from dataclasses import dataclass
from datetime import date, datetime

from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.lifecycle import DELIVERED, INSPECTED, SETTLED
from anxin.visit.repair_orders.models import RepairOrder
from anxin.visit.repair_orders.queries.lists import OrderFilter, amounts_of, filtered

MOST_SETTLED = 2000


@dataclass(frozen=True, slots=True)
class AwaitingSettlementRow:
    """An inspected order that is not settled; ``amount`` sums what is approved or waits."""

    id: int
    number: str
    plate: str
    model_name: str
    customer_name: str
    advisor_name: str
    inspected_at: datetime
    amount: Money
    vin: str = ""


@query(permissions.SEE)
def list_awaiting_settlement(actor: Actor, store_id: int, text: str = "") -> list[AwaitingSettlementRow]:
    """Every inspected order that is not settled, the longest wait first (R-DL06, K-Z16)."""
    rows = filtered(actor, OrderFilter(store_id=store_id, states=(INSPECTED,), text=text))
    page = list(rows.select_related("vehicle", "customer", "advisor").order_by("inspected_at", "pk"))
    amounts = amounts_of(page)
    return [
        AwaitingSettlementRow(
            order.pk,
            order.number,
            order.vehicle.plate or "",
            order.vehicle.model_name,
            order.customer.name,
            order.advisor.name,
            order.inspected_at or order.opened_at,
            amounts.get(order.pk, Money(0)),
            vin=order.vehicle.vin or "",
        )
        for order in page
    ]


@dataclass(frozen=True, slots=True)
class SettledRow:
    """A settled order, delivered or not yet; ``has_customer`` is False of a car of the house and of a new one (M07.13)."""

    id: int
    number: str
    plate: str
    customer_name: str
    advisor_id: int
    advisor_name: str
    settled_at: datetime
    is_delivered: bool
    has_customer: bool
    vin: str = ""


@query(permissions.SEE)
def list_settled(actor: Actor, store_id: int, since: date, until: date) -> list[SettledRow]:
    """Orders settled on the business days of a span, both included, the newest first; at most 2000."""
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, settled_on__range=(since, until), state__in=(SETTLED, DELIVERED)
    )
    return [
        SettledRow(
            order.pk,
            order.number,
            order.vehicle.plate or "",
            order.customer.name,
            order.advisor_id,
            order.advisor.name,
            order.settled_at or order.opened_at,
            order.state == DELIVERED,
            order.kind != RepairOrder.Kind.PRE_DELIVERY and order.customer.kind != "internal",
            vin=order.vehicle.vin or "",
        )
        for order in rows.select_related("vehicle", "customer", "advisor").order_by("-settled_at", "-pk")[:MOST_SETTLED]
    ]


@query(permissions.SEE)
def list_settled_ids(actor: Actor, store_id: int, since: date) -> dict[int, str]:
    """Ids and numbers of the orders settled on a business day or after, for reconciliation."""
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, settled_on__gte=since)
    return dict(rows.values_list("pk", "number"))
