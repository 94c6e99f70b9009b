"""Who takes over which part of an order (M09.01)."""

from dataclasses import dataclass
from decimal import Decimal

from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.access import share_rows
from anxin.visit.repair_orders.queries.rows import item_rows, order_row


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
    """The parts of an order that other payers take over, in the order in which they were entered.

    :raises NotFound: unknown or out of scope
    """
    order = order_row(actor, number)
    names = {item.pk: item.description for item in item_rows(order)}
    return [
        ShareView(
            row.pk,
            row.of_payer,
            row.payer,
            row.item_id,
            names.get(row.item_id or 0, ""),
            row.share,
            row.amount,
        )
        for row in share_rows(order)
    ]
