"""What sales are called, for pages of other modules."""

from collections.abc import Collection

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.ui.addresses import Numbered
from anxin.visit.counter_sales import permissions
from anxin.visit.counter_sales.models import Sale


@query(None)
def number_sales(actor: Actor, ids: Collection[int]) -> dict[int, Numbered]:
    """Id → number, of sales in the actor's stores."""
    rows = Sale.objects.in_stores(sorted(actor.store_ids)).filter(pk__any=list(ids))
    found = rows.values_list("pk", "number", "store_id")
    return {pk: Numbered(number, actor.may(permissions.SEE, store)) for pk, number, store in found}
