"""What a store can give of an article, what is short of it, and when that comes (R-RO03, R-AP06)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from anxin.holdings.parts import permissions, rules
from anxin.holdings.parts.models import PartArrival, Reason, StockBalance, StockEntry
from anxin.holdings.parts.queries.needs import PartNeed, needs_in
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef
from anxin.resources.catalog.queries import find_articles

GOODS_IN = (Reason.PURCHASE, Reason.OTHER_RECEIPT, Reason.TRANSFER_IN, Reason.COUNT)
LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ShortArticle:
    """An article of which documents want more than is on hand, who wants it, and what the parts desk said."""

    article_id: int
    number: str
    name: str
    unit: str
    on_hand: Decimal
    needs: tuple[PartNeed, ...]
    arrival: rules.Arrival | None
    is_overdue: bool

    @property
    def shortage(self) -> Decimal:
        """What is missing for all."""
        return sum((need.quantity for need in self.needs), Decimal(0)) - self.on_hand

    @property
    def needed_at(self) -> datetime | None:
        """When it is needed first."""
        return min((need.needed_at for need in self.needs if need.needed_at), default=None)


@query(permissions.ASK)
def list_availability(
    actor: Actor, store_id: int, wanted: Mapping[int, Decimal], at: datetime, document: DocumentRef | None = None
) -> dict[int, rules.Availability]:
    """What a store can give of articles to one who wants so much of each; ``document`` is the asker's own.

    What others' signed lines still want is taken off the stock first (R-RO03). An answer of the parts desk holds until
    goods come in or its time has passed.

    :raises Denied: the actor may not ask in this store
    """
    actor.require(permissions.ASK, store_id)
    if not wanted:
        return {}
    on_hand = _on_hand(actor, store_id, wanted)
    promised: dict[int, Decimal] = defaultdict(Decimal)
    for need in needs_in(actor, store_id, wanted):
        if need.is_firm and need.document != document:
            promised[need.article_id] += need.quantity
    found = {
        article_id: rules.Availability(article_id, quantity, on_hand.get(article_id, Decimal(0)), promised[article_id], None)
        for article_id, quantity in wanted.items()
    }
    short = [article_id for article_id, one in found.items() if one.shortage]
    told = newest_arrivals(actor, store_id, short) if short else {}
    return found | {
        article_id: rules.Availability(
            article_id, one.wanted, one.on_hand, one.promised, rules.standing(told.get(article_id), at)
        )
        for article_id in short
        for one in [found[article_id]]
    }


@query(permissions.ASK)
def keeps_stock(actor: Actor, store_id: int) -> bool:
    """Whether anything was ever booked into the stock of a store; one that keeps it elsewhere has nothing on file here."""
    return bool(StockBalance.objects.visible_to(actor, permissions.ASK).filter(store_id=store_id).exists())


@query(permissions.ASK)
def list_short_articles(actor: Actor, store_id: int, at: datetime) -> list[ShortArticle]:
    """Articles of which documents want more than is on hand: those without an answer first, then by need.

    :raises Denied: the actor may not ask in this store
    """
    actor.require(permissions.ASK, store_id)
    wanted: dict[int, list[PartNeed]] = defaultdict(list)
    for need in needs_in(actor, store_id):
        wanted[need.article_id].append(need)
    on_hand = _on_hand(actor, store_id, wanted)
    short = [
        article_id
        for article_id, needs in wanted.items()
        if sum(need.quantity for need in needs) > on_hand.get(article_id, Decimal(0))
    ]
    articles, told = find_articles(actor, short), newest_arrivals(actor, store_id, short)
    rows = [
        ShortArticle(
            article_id,
            articles[article_id].number,
            articles[article_id].name,
            articles[article_id].unit,
            on_hand.get(article_id, Decimal(0)),
            tuple(sorted(wanted[article_id], key=lambda need: (not need.is_firm, need.needed_at or LAST))),
            rules.standing(told.get(article_id), at),
            article_id in told and rules.standing(told[article_id], at) is None,
        )
        for article_id in short
    ]
    return sorted(rows, key=lambda row: (row.arrival is not None, row.needed_at or LAST, row.number))


def newest_arrivals(actor: Actor, store_id: int, article_ids: Collection[int]) -> dict[int, rules.Arrival]:
    """What was said last of articles since goods came in."""
    came: QuerySet[StockEntry] = StockEntry.objects.visible_to(actor, permissions.ASK).filter(
        store_id=OuterRef("store_id"),
        article_id=OuterRef("article_id"),
        reason__in=GOODS_IN,
        quantity__gt=0,
        at__gt=OuterRef("told_at"),
    )
    rows = PartArrival.objects.visible_to(actor, permissions.ASK).filter(
        ~Exists(came), store_id=store_id, article_id__in=list(article_ids)
    )
    newest = rows.order_by("article_id", "-pk").distinct("article_id")
    return {row.article_id: rules.Arrival(row.expected_at, row.words, row.told_at) for row in newest}


def _on_hand(actor: Actor, store_id: int, article_ids: Collection[int]) -> dict[int, Decimal]:
    rows = _balances(sorted(actor.stores_for(permissions.ASK)), store_id, list(article_ids))
    return {row.article_id: row.on_hand for row in rows}


@prepared
def _balances(stores: list[int], store_id: int, article_ids: list[int]) -> QuerySet[StockBalance]:
    rows: QuerySet[StockBalance] = StockBalance.objects.in_stores(stores)
    return rows.filter(store_id=store_id, article_id__any=article_ids)
