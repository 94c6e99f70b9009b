"""What came for a customer who waits is his, like a signed line, until he has it."""

from collections.abc import Collection

from django.db.models import QuerySet

from anxin.holdings.parts.permissions import ASK
from anxin.holdings.parts.queries import PartNeed, register_need_source
from anxin.holdings.purchasing.lifecycle import ARRIVED
from anxin.holdings.purchasing.models import SpecialOrder
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared
from anxin.platform.references import DocumentRef

KIND = "purchasing.specialorder"


def needs_of_arrived(actor: Actor, store_id: int, article_ids: Collection[int] | None = None) -> list[PartNeed]:
    """Special orders that are here and not handed over. One statement."""
    stores = sorted(actor.stores_for(ASK))
    if article_ids is None:
        found = list(_arrived(stores, store_id).filter(article__isnull=False))
    else:
        found = list(_arrived_of(stores, store_id, list(article_ids)))
    return [
        PartNeed(one.article_id or 0, DocumentRef(KIND, one.pk), one.quantity, True, one.arrived_at, one.number)
        for one in found
    ]


def _arrived(stores: list[int], store_id: int) -> QuerySet[SpecialOrder]:
    rows: QuerySet[SpecialOrder] = SpecialOrder.objects.in_stores(stores)
    return rows.filter(store_id=store_id, state=ARRIVED).order_by("pk")


@prepared
def _arrived_of(stores: list[int], store_id: int, article_ids: list[int]) -> QuerySet[SpecialOrder]:
    return _arrived(stores, store_id).filter(article_id__any=article_ids)


register_need_source(KIND, needs_of_arrived)
