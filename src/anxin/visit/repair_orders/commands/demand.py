"""What the customer signed is asked of the stock, there or not: the demand follows the order's lines (M14.02, K-N07)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from anxin.holdings.parts import commands as stock
from anxin.holdings.parts.queries import Availability, issued_by_line, keeps_stock
from anxin.parties.org.queries import system_actor
from anxin.platform.references import DocumentRef
from anxin.visit.repair_orders import rules
from anxin.visit.repair_orders.access import ORDER_KIND
from anxin.visit.repair_orders.models import Item, RepairOrder
from anxin.visit.repair_orders.promises import parts_of

BROUGHT_ALONG = "customer"
"""Origin of parts that the customer brings: nobody asks the stock for them."""


def ask_of_stock(order: RepairOrder, items: Iterable[Item], parts: Mapping[int, Availability], at: datetime) -> None:
    """Post what the signed lines of a locked order want of the stock now; where a store keeps none, nothing is asked."""
    signed = [item for item in items if item.decision == Item.Decision.APPROVED and item.origin != BROUGHT_ALONG]
    stocked = [(item, item.article_id) for item in signed if item.article_id is not None]
    actor = system_actor("repair_orders")
    if stocked and not parts and not keeps_stock(actor, order.store_id):
        return
    issued = issued_by_line(order.store_id, ORDER_KIND, {order.pk}) if stocked else {}
    wanted = [
        stock.Wanted(item.pk, article_id, item.quantity, issued.get(item.pk, rules.NOTHING)) for item, article_id in stocked
    ]
    free = {article_id: one.free for article_id, one in parts.items()}
    stock.follow_demand(actor, order.store_id, DocumentRef(ORDER_KIND, order.pk), wanted, free, at)


def ask_for_signed(order: RepairOrder, items: Sequence[Item], at: datetime) -> None:
    """``ask_of_stock`` of a signature, with what the store can give now."""
    if any(item.article_id is not None for item in items):
        ask_of_stock(order, items, parts_of(order, items, at), at)


def ask_no_more(order: RepairOrder, at: datetime) -> None:
    """Withdraw what a locked order that is called off had asked for."""
    actor = system_actor("repair_orders")
    stock.follow_demand(actor, order.store_id, DocumentRef(ORDER_KIND, order.pk), [], {}, at)
