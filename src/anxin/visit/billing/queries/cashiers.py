"""Who stood at the till for an order: whoever took its last money, else whoever settled it."""

from collections.abc import Collection

from anxin.parties.org.queries import names_by_key
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.billing import permissions
from anxin.visit.billing.models import Payment, Settlement


@query(permissions.SEE)
def list_cashiers(actor: Actor, order_ids: Collection[int]) -> dict[int, str]:
    """Order id → the name of the cashier (R-DL07); empty where the program did it. Three statements."""
    ids = list(order_ids)
    standing = {"settlement__repair_order_id__in": ids, "settlement__reversal__isnull": True}
    settled = Settlement.objects.visible_to(actor, permissions.SEE).filter(repair_order_id__in=ids, reversal__isnull=True)
    keys = dict(settled.values_list("repair_order_id", "actor_key"))
    paid = Payment.objects.visible_to(actor, permissions.SEE).filter(
        **{f"bill__{name}": wish for name, wish in standing.items()}, reversal_of=None
    )
    keys |= dict(paid.order_by("received_at", "pk").values_list("bill__settlement__repair_order_id", "actor_key"))
    names = names_by_key(actor, keys.values())
    return {order_id: names.get(key, "") for order_id, key in keys.items()}
