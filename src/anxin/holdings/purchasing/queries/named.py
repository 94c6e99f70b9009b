"""What orders, receipts and returns are called, for pages of other modules: all by the number of the purchase order."""

from collections.abc import Collection
from typing import Any

from anxin.holdings.purchasing import permissions
from anxin.holdings.purchasing.models import PurchaseOrder, Receipt, SpecialOrder, SupplierReturn
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.ui.addresses import Numbered


@query(None)
def number_purchases(actor: Actor, ids: Collection[int]) -> dict[int, Numbered]:
    """Id → number, of purchase orders in the actor's stores."""
    return _numbers(actor, PurchaseOrder, ids, "number", "pk")


@query(None)
def number_receipts(actor: Actor, ids: Collection[int]) -> dict[int, Numbered]:
    """Id → number of its order, of receipts in the actor's stores."""
    return _numbers(actor, Receipt, ids, "order__number", "pk")


@query(None)
def number_returns(actor: Actor, ids: Collection[int]) -> dict[int, Numbered]:
    """Id → number of its order, of returns in the actor's stores; the page is that of the receipt's returns."""
    number = "receipt_line__receipt__order__number"
    return _numbers(actor, SupplierReturn, ids, number, "receipt_line__receipt_id")


@query(None)
def number_special_orders(actor: Actor, ids: Collection[int]) -> dict[int, Numbered]:
    """Id → number, of special orders in the actor's stores."""
    return _numbers(actor, SpecialOrder, ids, "number", "pk", permissions.SEE_SPECIAL)


def _numbers(
    actor: Actor, model: Any, ids: Collection[int], number: str, place: str, permission: str = permissions.SEE
) -> dict[int, Numbered]:
    rows = model.objects.in_stores(sorted(actor.store_ids)).filter(pk__any=list(ids))
    found = rows.values_list("pk", "store_id", number, place)
    return {pk: Numbered(name, actor.may(permission, store), place=at) for pk, store, name, at in found}
