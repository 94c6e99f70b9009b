"""What orders still want of the stock: signed parts go before those that are only offered."""

from collections.abc import Collection

from django.db.models import QuerySet

from anxin.holdings.parts.permissions import ASK
from anxin.holdings.parts.queries import PartNeed, issued_by_line, register_need_source
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared
from anxin.platform.references import DocumentRef
from anxin.visit.repair_orders import rules
from anxin.visit.repair_orders.access import ORDER_KIND
from anxin.visit.repair_orders.lifecycle import BEFORE_SETTLEMENT
from anxin.visit.repair_orders.models import Item


def needs_of_orders(actor: Actor, store_id: int, article_ids: Collection[int] | None = None) -> list[PartNeed]:
    """Part lines of orders before settlement that are not fully issued. Two statements."""
    stores = sorted(actor.stores_for(ASK))
    if article_ids is None:
        items = list(_wanting(stores, store_id).filter(article__isnull=False))
    else:
        items = _wanting_one_of(stores, store_id, list(article_ids))
    if not items:
        return []
    issued = issued_by_line(store_id, ORDER_KIND, {item.repair_order_id for item in items})
    return [
        PartNeed(
            item.article_id or 0,
            DocumentRef(ORDER_KIND, item.repair_order_id),
            left,
            item.decision == Item.Decision.APPROVED,
            item.repair_order.promised_at,
            rules.described(item.repair_order.vehicle.plate or "", item.repair_order.number),
        )
        for item in items
        if (left := item.quantity - issued.get(item.pk, rules.NOTHING)) > 0
    ]


def _wanting(stores: list[int], store_id: int) -> QuerySet[Item]:
    rows: QuerySet[Item] = Item.objects.in_stores(stores)
    wanting = rows.filter(
        store_id=store_id, kind="part", decision__in=rules.COUNTED, repair_order__state__in=BEFORE_SETTLEMENT
    )
    return wanting.select_related("repair_order__vehicle").order_by("pk")


@prepared
def _wanting_one_of(stores: list[int], store_id: int, article_ids: list[int]) -> QuerySet[Item]:
    return _wanting(stores, store_id).filter(article_id__any=article_ids)


register_need_source(ORDER_KIND, needs_of_orders)
