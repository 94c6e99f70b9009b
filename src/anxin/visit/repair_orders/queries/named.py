"""What orders are called, for pages of other modules."""

from collections.abc import Collection

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.ui.addresses import Numbered
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.models import RepairOrder


@query(None)
def number_orders(actor: Actor, ids: Collection[int]) -> dict[int, Numbered]:
    """Id → number, of orders in the actor's stores; the plate for who may see the order."""
    rows = RepairOrder.objects.in_stores(sorted(actor.store_ids)).filter(pk__any=list(ids))
    found = rows.values_list("pk", "number", "store_id", "vehicle__plate")
    return {pk: _numbered(number, plate or "", actor.may(permissions.SEE, store)) for pk, number, store, plate in found}


def _numbered(number: str, plate: str, is_seen: bool) -> Numbered:
    return Numbered(number, is_seen, plate if is_seen else "", place=number)
