"""What the customer of a settled order paid, and since when he owes nothing at the desk."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, Q

from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.visit.billing import permissions
from anxin.visit.billing.models import Bill, Settlement


@dataclass(frozen=True, slots=True)
class CustomerBill:
    """The customer's own bill of an order as it stands: what it came to, and what of it is still due."""

    amount: Money
    due: Money

    @property
    def paid(self) -> Money:
        """What came of it, deposits included."""
        return self.amount - self.due


@query(permissions.SEE)
def find_customer_bill(actor: Actor, number: str) -> CustomerBill | None:
    """The customer's bill of an order's standing settlement; None where another pays all, or nothing is settled."""
    rows = Bill.objects.visible_to(actor, permissions.SEE).filter(settlement__repair_order__number=number, payer="customer")
    found = rows.filter(settlement__reversal__isnull=True).first()
    return None if found is None else CustomerBill(found.amount, found.due)


@query(permissions.SEE)
def list_paid_at(actor: Actor, order_ids: Collection[int]) -> dict[int, datetime]:
    """Order id → when the customer had paid or put it on account; without a customer's bill, when it was settled."""
    delivered_at = "repair_order__delivered_at"
    stood = Q(reversal__isnull=True) | Q(reversal__at__gt=F(delivered_at))
    before = Q(**{delivered_at: None}) | Q(settled_at__lte=F(delivered_at))
    # A bill that was corrected after the car had left says nothing of when the car could leave.
    mine = Settlement.objects.visible_to(actor, permissions.SEE).filter(stood, before, repair_order_id__in=list(order_ids))
    rounds = list(mine.values_list("pk", "repair_order_id", "settled_at"))
    settled = {order_id: settled_at for _pk, order_id, settled_at in rounds}
    bills = Bill.objects.visible_to(actor, permissions.SEE).filter(
        settlement_id__in=[pk for pk, _order, _at in rounds], payer="customer"
    )
    rows = bills.annotate(paid_at=Max("payments__received_at")).values_list(
        "settlement__repair_order_id", "due", "paid_at", "charge__at"
    )
    for order_id, due, paid_at, charged_at in rows:
        if charged_at is not None:
            settled[order_id] = max(settled[order_id], charged_at)
        elif due:
            settled.pop(order_id, None)
        elif paid_at is not None:
            settled[order_id] = max(settled[order_id], paid_at)
    return settled
