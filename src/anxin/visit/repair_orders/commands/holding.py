"""Holding an order for a command of a higher module that moves its money."""

from anxin.platform.actor import Actor
from anxin.visit.repair_orders.access import OrderLocked
from anxin.visit.repair_orders.commands.close import ClosedRepairOrder, closed_view
from anxin.visit.repair_orders.lifecycle import BEFORE_SETTLEMENT
from anxin.visit.repair_orders.models import RepairOrder


def hold_for_money(
    actor: Actor, permission: str, number: str = "", *, order_id: int | None = None, open_only: bool = False
) -> ClosedRepairOrder:
    """Lock an order, by number or id, in the stores of a permission of the caller's; changes nothing.

    :raises NotFound: unknown, or in a store where the actor lacks the permission
    :raises OrderLocked: ``open_only``, and it is settled, delivered or cancelled
    """
    rows = RepairOrder.objects.visible_to(actor, permission).locked()
    order: RepairOrder = rows.one(number=number) if order_id is None else rows.one(pk=order_id)
    if open_only and order.state not in BEFORE_SETTLEMENT:
        raise OrderLocked(state=order.state)
    return closed_view(order)
