"""What replenishment needs to know of purchasing: what is coming of each article, and who brought it last at what price."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, Sum
from django.db.models.functions import Greatest

from anxin.holdings.purchasing import permissions
from anxin.holdings.purchasing.lifecycle import DRAFT, ON_THE_WAY
from anxin.holdings.purchasing.models import PurchaseLine
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import run_prepared
from anxin.platform.money import Money
from anxin.platform.queries import query

SPECIAL_KIND = "purchasing.specialorder"
# What was undone by a reversal did not come; a bill that was told later stands in entries that correct the first.
LAST = """
SELECT DISTINCT ON (l.article_id) l.article_id, o.supplier_id, l.quantity,
    e.cost + coalesce((SELECT sum(c.cost) FROM parts_stockentry c WHERE c.corrects_id = e.id), 0)
FROM purchasing_receiptline l
JOIN purchasing_receipt r ON r.id = l.receipt_id
JOIN purchasing_purchaseorder o ON o.id = r.order_id
JOIN parts_stockentry e ON e.id = l.entry_id
WHERE l.store_id = %s::int AND l.article_id = ANY(%s::bigint[])
    AND NOT EXISTS (SELECT 1 FROM parts_stockentry u WHERE u.reverses_id = e.id)
ORDER BY l.article_id, l.id DESC
"""


@dataclass(frozen=True, slots=True)
class ComingStock:
    """So much of an article is ordered, and so much stands on drafts; what customers wait for is left out."""

    ordered: Decimal
    drafted: Decimal


@dataclass(frozen=True, slots=True)
class LastPurchase:
    """Who brought an article last, and what a unit cost by the bill, or as agreed until it comes; without tax."""

    supplier_id: int
    unit_price: Money


@query(permissions.SEE)
def list_coming(actor: Actor, store_id: int, article_ids: Collection[int] | None = None) -> dict[int, ComingStock]:
    """Article → what suppliers bring for the shelf or for documents of the store (None: of every article).

    What is ordered for a customer who waits (a special order) is left out: once it is here the stock holds it for him.
    """
    actor.require(permissions.SEE, store_id)
    lines = PurchaseLine.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, order__state__in=(DRAFT, *ON_THE_WAY), article__isnull=False
    )
    if article_ids is not None:
        lines = lines.filter(article_id__any=list(article_ids))
    open_ = Greatest(F("quantity") - F("received") - F("cancelled"), Decimal(0))
    sums = lines.exclude(for_kind=SPECIAL_KIND).values("article_id")
    sums = sums.annotate(
        ordered=Sum(open_, filter=~Q(order__state=DRAFT), default=Decimal(0)),
        drafted=Sum(open_, filter=Q(order__state=DRAFT), default=Decimal(0)),
    )
    return {one["article_id"]: ComingStock(one["ordered"], one["drafted"]) for one in sums.order_by()}


@query(permissions.SEE)
def last_purchases(actor: Actor, store_id: int, article_ids: Collection[int]) -> dict[int, LastPurchase]:
    """Who brought each article last, at what price; those that nobody brought yet are left out. One statement."""
    actor.require(permissions.SEE, store_id)
    rows = run_prepared(LAST, [store_id, list(article_ids)]) if article_ids else []
    return {
        article_id: LastPurchase(supplier_id, Money(int(cost)).per(quantity))
        for article_id, supplier_id, quantity, cost in rows
    }
