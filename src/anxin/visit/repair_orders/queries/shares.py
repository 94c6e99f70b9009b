"""Who takes over which part of an order (M09.01)."""

from dataclasses import dataclass
from decimal import Decimal

from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.models import PayerShare


@dataclass(frozen=True, slots=True)
class ShareView:
    """A part that another payer takes over: of ``item_name``, or, when that is empty, of all that ``of_payer`` owes."""

    id: int
    of_payer: str
    payer: str
    item_id: int | None
    item_name: str
    share: Decimal | None
    amount: Money | None


@dataclass(frozen=True, slots=True)
class OwedLine:
    """What one payer owes of an item; several lines of one item sum to it."""

    item_id: int
    payer: str
    amount: Money
    decision: str


@query(permissions.SEE)
def list_shares(actor: Actor, number: str) -> list[ShareView]:
    """The parts of an order that other payers take over, in the order in which they were entered."""
    rows = PayerShare.objects.visible_to(actor, permissions.SEE).filter(repair_order__number=number)
    return [
        ShareView(
            row.pk,
            row.of_payer,
            row.payer,
            row.item_id,
            row.item.description if row.item else "",
            row.share,
            row.amount,
        )
        for row in rows.select_related("item").order_by("pk")
    ]
