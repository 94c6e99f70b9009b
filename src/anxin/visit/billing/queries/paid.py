"""Since when the customer of a settled order owes nothing."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.billing import permissions
from anxin.visit.billing.models import Bill, Settlement


@query(permissions.SEE)
def list_paid_at(actor: Actor, order_ids: Collection[int]) -> dict[int, datetime]:
    """Order id → when the customer had paid; of orders without a customer's bill, when they were settled."""
    mine = Settlement.objects.visible_to(actor, permissions.SEE).filter(
        repair_order_id__in=list(order_ids), reversal__isnull=True
    )
    settled = dict(mine.values_list("repair_order_id", "settled_at"))
    bills = Bill.objects.visible_to(actor, permissions.SEE).filter(
        settlement__repair_order_id__in=list(settled), settlement__reversal__isnull=True, payer="customer"
    )
    rows = bills.annotate(paid_at=Max("payments__received_at")).values_list("settlement__repair_order_id", "due", "paid_at")
    for order_id, due, paid_at in rows:
        if due:
            settled.pop(order_id, None)
        elif paid_at is not None:
            settled[order_id] = max(settled[order_id], paid_at)
    return settled
