"""How old stock is: the layers of an article, and the slow and overdue stock of a store."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from anxin.holdings.parts import permissions, rules
from anxin.holdings.parts.models import Clearing, ShelfCard, StockBalance, StockEntry
from anxin.holdings.parts.queries.as_of import ARRIVING
from anxin.holdings.parts.queries.entries import as_money
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.ui.lists import RowPage, Window

FIRST_PAGE = Window()


@dataclass(frozen=True, slots=True)
class OldStock:
    """Slow or overdue stock of an article as of last night; ``value`` without tax; ``way`` is the newest decision."""

    article_id: int
    number: str
    name: str
    unit: str
    on_hand: Decimal
    value: Money
    oldest_on: date | None
    issued_on: date | None
    is_slow: bool
    is_overdue: bool
    way: str
    way_label: str
    until: date | None
    decided_at: datetime | None


@query(permissions.SEE)
def layers_of(actor: Actor, store_id: int, article_id: int) -> list[rules.Layer]:
    """What is on hand of an article by the day it came in, oldest first: quantities and value sum to the balance."""
    balances: QuerySet[StockBalance] = StockBalance.objects.visible_to(actor, permissions.SEE)
    balance = balances.filter(store_id=store_id, article_id=article_id).first()
    if balance is None or balance.on_hand <= 0:
        return []
    seen: QuerySet[StockEntry] = StockEntry.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    came = seen.filter(~Exists(seen.filter(reverses_id=OuterRef("pk"))), article_id=article_id, reason__in=ARRIVING)
    arrived: list[rules.Arrived] = []
    rest = balance.on_hand
    for on, quantity in came.filter(quantity__gt=0).order_by("-pk").values_list("on", "quantity").iterator(chunk_size=200):
        arrived.append(rules.Arrived(on, quantity))
        rest -= quantity
        if rest <= 0:
            break
    return rules.layers(balance.on_hand, balance.value, list(reversed(arrived)))


@query(permissions.SEE)
def list_old_stock(
    actor: Actor, store_id: int, *, undecided: bool = False, window: Window = FIRST_PAGE
) -> RowPage[OldStock]:
    """Slow and overdue stock of a store as of last night, the dearest first, with its value (R-PT08, M14.05).

    ``undecided``: only that of which nobody decided what becomes of it, or where the day of the decision is over.
    """
    rows: QuerySet[ShelfCard] = ShelfCard.objects.visible_to(actor, permissions.SEE).filter(
        Q(is_slow=True) | Q(is_overdue=True), store_id=store_id, balance__on_hand__gt=0
    )
    decided: QuerySet[Clearing] = Clearing.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    if undecided:
        rows = rows.filter(~Exists(decided.filter(article_id=OuterRef("article_id"), until__gte=OuterRef("aged_on"))))
    shown = list(
        rows.select_related("article", "balance").order_by("-balance__value", "pk")[
            window.offset : window.offset + window.limit
        ]
    )
    newest = decided.filter(article_id__in=[row.article_id for row in shown])
    ways = {row.article_id: row for row in newest.order_by("article_id", "-pk").distinct("article_id")}
    worth = rows.aggregate(worth=Sum("balance__value"))["worth"]
    return RowPage([_old_stock(row, ways.get(row.article_id)) for row in shown], rows.count(), {"value": as_money(worth)})


def _old_stock(row: ShelfCard, way: Clearing | None) -> OldStock:
    article, balance = row.article, row.balance
    said = (article.pk, article.number, article.name, article.unit, balance.on_hand, balance.value)
    decided = (way.way, str(way.get_way_display()), way.until, way.decided_at) if way else ("", "", None, None)
    return OldStock(*said, row.oldest_on, row.issued_on, row.is_slow, row.is_overdue, *decided)
