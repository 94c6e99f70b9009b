"""What count sheets are called, for pages of other modules."""

from collections.abc import Collection

from anxin.holdings.stocktaking import permissions
from anxin.holdings.stocktaking.models import CountSheet
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.ui.addresses import Numbered


@query(None)
def number_sheets(actor: Actor, ids: Collection[int]) -> dict[int, Numbered]:
    """Id → number, of sheets in the actor's stores."""
    rows = CountSheet.objects.in_stores(sorted(actor.store_ids)).filter(pk__any=list(ids))
    found = rows.values_list("pk", "number", "store_id")
    return {pk: Numbered(number, actor.may(permissions.SEE, store)) for pk, number, store in found}
