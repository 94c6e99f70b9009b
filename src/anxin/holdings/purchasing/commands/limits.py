"""Whether an order for stock fits into what a held fund leaves (R-PT08)."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from anxin.holdings.purchasing.models import FundRelease, OrderKind, PurchaseLine, PurchaseOrder
from anxin.holdings.purchasing.queries.fund_sums import state_of
from anxin.platform.errors import Conflict
from anxin.platform.money import ZERO, Money
from anxin.platform.turns import take_turn


class FundsShort(Conflict):
    """An order for stock would take more than a held fund leaves."""

    code = "funds_short"
    default_rule = "R-PT08"


def take_fund(store_id: int, month: date) -> None:
    """The turn over the fund of a month: who places, sets, holds or lifts passes one after the other."""
    take_turn(f"purchasing.funds:{store_id}:{month}")


def amount_of(lines: Iterable[PurchaseLine]) -> Money:
    """What lines cost as agreed, without tax and without what was cancelled."""
    return Money.sum(line.unit_price.times(line.quantity - line.cancelled) for line in lines)


def require_funds(row: PurchaseOrder, lines: Iterable[PurchaseLine], month: date) -> None:
    """Refuse an order for stock beyond what the month's fund leaves; orders for customers are never limited.

    :raises FundsShort: more than is left, and nobody released it
    """
    if row.kind != OrderKind.STOCK:
        return
    state = state_of(row.store_id, month)
    amount = amount_of(lines)
    if not state.is_held or state.takes(amount, released_for(row)):
        return
    words = _(
        "%(month)s 的库存采购资金受控：可用 %(available)s 元，已订 %(ordered)s 元，还剩 %(left)s 元，这张单 %(amount)s 元。"
        "请减少数量，或请财务经理、总经理在这张单上放行。"
    )
    said = {
        "month": f"{month:%Y-%m}",
        "available": state.available,
        "ordered": state.ordered,
        "left": max(state.left or ZERO, ZERO),
        "amount": amount,
    }
    raise FundsShort(words % said)


def released_for(row: PurchaseOrder) -> Money | None:
    """Up to which amount the order was released; None when it was not."""
    released = FundRelease.objects.in_stores([row.store_id]).filter(order_id=row.pk).values_list("amount", flat=True)
    return max(released, default=None)
