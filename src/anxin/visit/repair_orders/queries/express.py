"""How the promise of an express order was kept: the hour, or the four hours of body and paint, from the arrival (R-WS13).

Whether a late one is free of charge is billing's to say.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from anxin.parties.org.queries import calendar_of
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.access import items_of
from anxin.visit.repair_orders.models import Item, RepairOrder
from anxin.visit.repair_orders.promises import EXPRESS, express_limit


@dataclass(frozen=True, slots=True)
class ExpressDelay:
    """Minutes that an express order took beyond its limit or was given more, and whose they are."""

    reason: str
    label: str
    minutes: int


@dataclass(frozen=True, slots=True)
class ExpressOutcome:
    """An express order against its limit. ``limit_at`` counts from the arrival; ``due_at`` leaves out what the customer took
    to decide and adds the work that he asked for besides. ``finished_at`` is when it was inspected, None before."""

    repair_order_id: int
    begun_at: datetime
    limit_at: datetime
    due_at: datetime
    finished_at: datetime | None
    is_late: bool
    late_minutes: int
    delays: tuple[ExpressDelay, ...]


@query(permissions.SEE)
def express_outcome(actor: Actor, number: str, at: datetime) -> ExpressOutcome | None:
    """How an order of the express lane stands against its limit at an instant; None for other orders (R-WS13).

    :raises NotFound: unknown or out of scope
    """
    order: RepairOrder = RepairOrder.objects.visible_to(actor, permissions.SEE).one(number=number)
    limit_at = express_limit(order)
    if limit_at is None:
        return None
    end = order.inspected_at or at
    later = [item for item in items_of(order) if item.is_additional]
    waited, added = _customers_minutes(later, end)
    due_at = calendar_of(order.store_id).add_working_minutes(limit_at, waited + added)
    late = rules.minutes_together([(due_at, end)])
    delays = (
        ExpressDelay("customer", _("等客户决定增项"), waited),
        ExpressDelay("added", _("客户同意的增项"), added),
        ExpressDelay("house", _("门店"), late),
    )
    return ExpressOutcome(
        order.pk,
        order.arrived_at or order.opened_at,
        limit_at,
        due_at,
        order.inspected_at,
        end > due_at,
        late,
        tuple(one for one in delays if one.minutes),
    )


@query(permissions.SEE)
def list_express_dues(actor: Actor, order_ids: Collection[int], at: datetime) -> dict[int, datetime]:
    """Express orders among these → until when each is to be done, as ``express_outcome`` counts it (R-WS13)."""
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).filter(pk__in=list(order_ids), lane=EXPRESS)
    limits = {order.pk: (order, limit_at) for order in rows if (limit_at := express_limit(order)) is not None}
    later: dict[int, list[Item]] = {}
    if limits:
        items = Item.objects.visible_to(actor, permissions.SEE).filter(repair_order_id__in=list(limits), is_additional=True)
        for item in items:
            later.setdefault(item.repair_order_id, []).append(item)
    return {
        pk: calendar_of(order.store_id).add_working_minutes(
            limit_at, sum(_customers_minutes(later.get(pk, ()), order.inspected_at or at))
        )
        for pk, (order, limit_at) in limits.items()
    }


def _customers_minutes(items: Sequence[Item], end: datetime) -> tuple[int, int]:
    """Minutes that the customer took to decide on what was found, and those of what he let do besides."""
    return rules.minutes_together(_waits(items, end)), _added_minutes(items)


def _waits(items: Iterable[Item], end: datetime) -> list[tuple[datetime, datetime]]:
    spans = [(item.proposed_at, min(item.decided_at or end, end)) for item in items]
    return [(since, until) for since, until in spans if since < until]


def _added_minutes(items: Sequence[Item]) -> int:
    hours = [item.quantity for item in items if item.kind == Item.Kind.LABOUR and item.decision == Item.Decision.APPROVED]
    return int(sum(hours, Decimal(0)) * 60)
