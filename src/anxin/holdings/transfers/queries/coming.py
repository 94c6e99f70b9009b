"""What comes to a store from others of its group, by article."""

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Case, F, Sum, When

from anxin.holdings.transfers import permissions
from anxin.holdings.transfers.lifecycle import AGREED, SENT
from anxin.holdings.transfers.models import Transfer
from anxin.platform.actor import Actor
from anxin.platform.queries import query


@query(permissions.SEE)
def coming_by_article(actor: Actor, store_id: int, article_ids: Collection[int] | None = None) -> dict[int, Decimal]:
    """Article → what others agreed to give and what is on the way to the store (None: of every article)."""
    actor.require(permissions.SEE, store_id)
    rows = Transfer.objects.asked_by(actor, permissions.SEE).filter(store_id=store_id, state__in=[AGREED, SENT])
    if article_ids is not None:
        rows = rows.filter(article_id__any=list(article_ids))
    quantity = Case(When(state=AGREED, then=F("agreed")), default=F("sent") - F("received") - F("returned") - F("lost"))
    sums: dict[int, Decimal] = dict(rows.values_list("article_id").annotate(coming=Sum(quantity)).order_by())
    return sums
