"""The list of orders: filtered, paged, by number, and the history of a car."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import Reverse

from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.plates import normalise_tail
from anxin.platform.queries import query
from anxin.platform.ui.lists import Order, RowPage, Window
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.lifecycle import REPAIR_ORDER
from anxin.visit.repair_orders.models import Item, RepairOrder

PAGE = 50
SORTS = {"opened_at": "opened_at", "promised_at": "promised_at"}


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What a list of orders may be narrowed by; empty means all."""

    store_id: int | None = None
    states: tuple[str, ...] = ()
    kind: str = ""
    advisor_id: int | None = None
    vehicle_id: int | None = None
    customer_id: int | None = None
    opened_from: date | None = None
    opened_to: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A line of the list of orders; ``amount`` sums what is approved or waits."""

    id: int
    number: str
    store_id: int
    kind: str
    state: str
    state_label: str
    plate: str
    model_name: str
    customer_name: str
    advisor_name: str
    opened_at: datetime
    promised_at: datetime | None
    delivered_at: datetime | None
    amount: Money
    url: str = ""
    vin: str = ""


def filtered(actor: Actor, wanted: OrderFilter) -> Any:
    """The queryset behind the list and its export."""
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE)
    exact: dict[str, Any] = {
        "store_id": wanted.store_id,
        "kind": wanted.kind,
        "advisor_id": wanted.advisor_id,
        "vehicle_id": wanted.vehicle_id,
        "customer_id": wanted.customer_id,
        "opened_on__gte": wanted.opened_from,
        "opened_on__lte": wanted.opened_to,
    }
    rows = rows.filter(**{name: wish for name, wish in exact.items() if wish not in (None, "")})
    if wanted.states:
        rows = rows.filter(state__in=wanted.states)
    text = normalise_tail(wanted.text)
    if text:
        rows = rows.filter(Q(number__endswith=text) | Q(vehicle__plate__endswith=text) | Q(vehicle__vin__endswith=text))
    return rows


@query(permissions.SEE)
def list_orders(
    actor: Actor, wanted: OrderFilter, *, after: tuple[datetime, int] | None = None, limit: int = PAGE
) -> list[OrderRow]:
    """Orders, the newest first; ``after`` is (opened_at, id) of the last row of the page before."""
    rows = filtered(actor, wanted)
    if after is not None:
        rows = rows.filter(Q(opened_at__lt=after[0]) | Q(opened_at=after[0], pk__lt=after[1]))
    page = list(rows.select_related("vehicle", "customer", "advisor").order_by("-opened_at", "-pk")[:limit])
    return _order_rows(page)


@query(permissions.SEE)
def page_orders(
    actor: Actor, wanted: OrderFilter, order: Order, window: Window, *, url: Callable[[str], str]
) -> RowPage[OrderRow]:
    """One page of the list of orders; ``url`` gives the address of an order's page by its number."""
    rows = filtered(actor, wanted)
    chosen = rows.select_related("vehicle", "customer", "advisor").order_by(*order.as_order_by(SORTS))
    page = list(chosen[window.offset : window.offset + window.limit])
    return RowPage(_order_rows(page, url), rows.count())


@query(permissions.SEE)
def find_by_number(actor: Actor, text: str, *, limit: int) -> list[OrderRow]:
    """Orders whose number is the text or ends in it, the newest first."""
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).annotate(mirrored=Reverse("number"))
    page = rows.filter(mirrored__startswith=text[::-1]).select_related("vehicle", "customer", "advisor").order_by("-pk")
    return _order_rows(list(page[:limit]))


@query(permissions.SEE)
def list_plates(actor: Actor, numbers: Collection[str]) -> dict[str, str]:
    """Number of an order → plate of its car, empty where it has none; what the actor does not see is left out."""
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).filter(number__in=list(numbers))
    return {number: plate or "" for number, plate in rows.values_list("number", "vehicle__plate")}


@query(permissions.SEE)
def history_of_vehicle(actor: Actor, vehicle_id: int, *, before: str = "", limit: int = 20) -> list[OrderRow]:
    """Earlier orders of a car in the actor's stores, the newest first; ``before`` leaves one order out."""
    rows = list_orders(actor, OrderFilter(vehicle_id=vehicle_id), limit=limit + 1)
    return [row for row in rows if row.number != before][:limit]


def _order_rows(page: Sequence[RepairOrder], url: Callable[[str], str] | None = None) -> list[OrderRow]:
    amounts = amounts_of(page)
    return [
        OrderRow(
            order.pk,
            order.number,
            order.store_id,
            order.kind,
            order.state,
            str(REPAIR_ORDER.labels[order.state]),
            order.vehicle.plate or "",
            order.vehicle.model_name,
            order.customer.name,
            order.advisor.name,
            order.opened_at,
            order.promised_at,
            order.delivered_at,
            amounts.get(order.pk, Money(0)),
            url(order.number) if url else "",
            order.vehicle.vin or "",
        )
        for order in page
    ]


def amounts_of(orders: Sequence[RepairOrder]) -> dict[int, Money]:
    """Order id → sum of what is approved or waits."""
    sums = (
        Item.objects.across_stores(reason="sums of orders in scope")
        .filter(repair_order__in=[order.pk for order in orders], decision__in=("PRESENTED", "APPROVED"))
        .order_by()
        .values("repair_order")
        .annotate(total=Sum("amount"))
    )
    return {row["repair_order"]: row["total"] if isinstance(row["total"], Money) else Money(row["total"]) for row in sums}
