"""The rows of one order for whoever only reads it: a page and its panels fetch them once, and change nothing of them."""

from collections.abc import Sequence

from anxin.platform.actor import Actor
from anxin.platform.queries import remembered
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.access import items_of
from anxin.visit.repair_orders.models import Item, RepairOrder


@remembered
def order_row(actor: Actor, number: str) -> RepairOrder:
    """An order with its car, customer and advisor.

    :raises NotFound: unknown or out of scope
    """
    rows = RepairOrder.objects.visible_to(actor, permissions.SEE).select_related("vehicle", "customer", "advisor")
    order: RepairOrder = rows.one(number=number)
    return order


@remembered
def item_rows(order: RepairOrder) -> Sequence[Item]:
    """Items of an order that the caller has fetched in scope, in order of entry."""
    return items_of(order)
