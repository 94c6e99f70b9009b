"""Items that wait for the customer's word, and those of earlier visits that were not sold."""

from dataclasses import dataclass
from datetime import datetime

from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.lifecycle import IN_SHOP
from anxin.visit.repair_orders.models import Item


@dataclass(frozen=True, slots=True)
class WaitingItemRow:
    """An item that waits for the customer: found, or made dearer, after the signature."""

    item_id: int
    name: str
    amount: Money
    number: str
    plate: str
    proposed_at: datetime
    advisor_id: int


@dataclass(frozen=True, slots=True)
class UnsoldItemRow:
    """A declined or deferred item of an earlier visit: to be offered again."""

    item_id: int
    name: str
    amount: Money
    decision: str
    reason: str
    number: str
    decided_at: datetime


@query(permissions.SEE)
def list_waiting_items(actor: Actor, store_id: int, advisor_id: int | None = None) -> list[WaitingItemRow]:
    """Items that wait for the customer, the longest wait first."""
    rows = Item.objects.visible_to(actor, permissions.SEE).filter(
        Item.WAITS, store_id=store_id, repair_order__state__in=IN_SHOP
    )
    if advisor_id is not None:
        rows = rows.filter(repair_order__advisor_id=advisor_id)
    return [
        WaitingItemRow(
            item.pk,
            item.name,
            item.amount,
            item.repair_order.number,
            item.repair_order.vehicle.plate or "",
            item.proposed_at,
            item.repair_order.advisor_id,
        )
        for item in rows.select_related("repair_order__vehicle").order_by("proposed_at")[:100]
    ]


@query(permissions.SEE)
def list_unsold_items(actor: Actor, vehicle_id: int) -> list[UnsoldItemRow]:
    """Declined and deferred items of a car, the newest first: sales to be offered again."""
    rows = Item.objects.visible_to(actor, permissions.SEE).filter(
        repair_order__vehicle_id=vehicle_id, decision__in=("DECLINED", "DEFERRED")
    )
    return [
        UnsoldItemRow(
            item.pk,
            item.name,
            item.amount,
            item.decision,
            item.decline_reason,
            item.repair_order.number,
            item.decided_at or item.proposed_at,
        )
        for item in rows.select_related("repair_order").order_by("-decided_at")[:20]
    ]
