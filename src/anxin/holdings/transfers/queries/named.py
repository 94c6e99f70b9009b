"""What transfers are called, for pages of other modules."""

from collections.abc import Collection

from anxin.holdings.transfers import permissions
from anxin.holdings.transfers.models import Transfer
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.ui.addresses import Numbered


@query(None)
def number_transfers(actor: Actor, ids: Collection[int]) -> dict[int, Numbered]:
    """Id → number, of transfers that one of the actor's stores is part of."""
    seen = actor.stores_for(permissions.SEE)
    rows = Transfer.objects.in_stores(sorted(actor.store_ids)).filter(pk__any=list(ids))
    found = rows.values_list("pk", "number", "store_id", "from_store_id")
    return {pk: Numbered(number, not seen.isdisjoint((store, lender))) for pk, number, store, lender in found}
