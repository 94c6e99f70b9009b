"""What a count sheet does to the ledger: the book is read under its lock, and differences are booked, never absolute counts.

Who counts by sheets tells the stock which articles stand counted on an open one: until the sheet is decided nothing else
corrects what the ledger says of them, or the same difference would be booked twice (ADR 0024).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import permissions, rules
from anxin.holdings.parts.commands.balances import lock_balances
from anxin.holdings.parts.commands.costing import known_costs
from anxin.holdings.parts.commands.posting import MOST_LINES, Movement, Occasion, PostedLine, StockPosted, post
from anxin.holdings.parts.models import Reason, StockBalance
from anxin.holdings.parts.queries import entries_of
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, IdempotencyKeyReused
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef

MARK_COUNTED = """
INSERT INTO parts_shelfcard (version, store_id, article_id, balance_id, main_bin, high_demand_counted, is_slow, is_overdue,
    counted_on)
SELECT 1, b.store_id, b.article_id, b.id, '', false, false, false, c.counted_on
FROM unnest(%(articles)s::bigint[], %(days)s::date[]) AS c (article_id, counted_on)
JOIN parts_stockbalance b ON b.store_id = %(store)s AND b.article_id = c.article_id
ORDER BY b.id
ON CONFLICT (store_id, article_id) DO UPDATE SET counted_on = greatest(parts_shelfcard.counted_on, excluded.counted_on)
"""
CountGuard = Callable[[int, Collection[int]], Mapping[int, str]]
_guards: list[CountGuard] = []


class UnderCount(Conflict):
    """An article stands counted on an open count sheet: its difference is booked there, once."""

    code = "under_count"
    default_rule = "M14.01"

    def __init__(self, sheet: str) -> None:
        super().__init__(_("这个配件正在盘点单 %(sheet)s 上盘点，请到那张盘点单上重盘或先取消盘点单。") % {"sheet": sheet})


@dataclass(frozen=True, slots=True)
class Book:
    """What the ledger has of an article: quantity, and value without tax; ``known`` is what so much of it cost last."""

    on_hand: Decimal
    value: Money
    known: rules.Holding

    def worth_of(self, difference: Decimal, price: Money) -> Money:
        """What a difference is worth, signed, without tax; ``price`` is the list price, where no cost is known."""
        return rules.worth_of(difference, rules.Holding(self.on_hand, self.value), self.known, price)


@dataclass(frozen=True, slots=True)
class CountedDifference:
    """By how much (signed, not zero) the shelf differed from the ledger when it was counted, and the sheet's line."""

    article_id: int
    quantity: Decimal
    document_line: int


def register_count_guard(guard: CountGuard) -> None:
    """``guard(store_id, article_ids)`` names the open count sheet of each article that stands counted on one."""
    if guard not in _guards:
        _guards.append(guard)


def sheets_of_counted(store_id: int, article_ids: Collection[int]) -> dict[int, str]:
    """Inside a command that holds the balances: the open sheet of each article that stands counted on one."""
    return {article_id: sheet for guard in _guards for article_id, sheet in guard(store_id, article_ids).items()}


def require_not_under_count(store_id: int, article_ids: Collection[int]) -> None:
    """Inside a command that holds the balances and corrects what the ledger says of them.

    :raises UnderCount: one of them stands counted on an open sheet
    """
    for sheet in sheets_of_counted(store_id, article_ids).values():
        raise UnderCount(sheet)


def lock_books(actor: Actor, store_id: int, article_ids: Iterable[int]) -> dict[int, Book]:
    """Inside a command that counts: what the ledger has of each article, which nothing moves until the command ends.

    :raises ArticleUnknown: an article is not in the catalogue
    """
    return books_of(lock_balances(actor, store_id, article_ids))


def books_of(balances: Mapping[int, StockBalance]) -> dict[int, Book]:
    """What the ledger has by locked balances of a store."""
    known, nothing = known_costs(balances), rules.Holding(Decimal(0), Money(0))
    return {article_id: Book(row.on_hand, row.value, known.get(article_id, nothing)) for article_id, row in balances.items()}


@command(permissions.BOOK_COUNT, rule="M14.01")
def book_count(
    *,
    actor: Actor,
    store_id: int,
    document: DocumentRef,
    differences: Sequence[CountedDifference],
    counted: Mapping[int, date],
    note: str,
    at: datetime,
) -> StockPosted:
    """Book what a count found, as differences, and the day on which each article was counted (M14.01). Once a document.

    What moved since is not undone: the difference goes on top of it. However many there are, all are booked or none.

    :raises Denied: the actor may not book counts in this store
    :raises ArticleUnknown: an article is not in the catalogue
    :raises IdempotencyKeyReused: the document's count was booked before
    :raises StockShort: more went out since than was there by the count, and the store allows no stock below zero
    """
    actor.require(permissions.BOOK_COUNT, store_id)
    occasion = Occasion(actor, store_id, Reason.COUNT.value, document, at, note)
    key = f"count:{document.kind}:{document.id}"
    lines = sorted(differences, key=lambda one: one.article_id)
    balances = lock_balances(actor, store_id, [one.article_id for one in lines])
    if entries_of(store_id).filter(key=key).exists():
        raise IdempotencyKeyReused(field="document")
    booked: list[PostedLine] = []
    for first in range(0, len(lines), MOST_LINES):
        chunk = [
            Movement(one.article_id, one.quantity, key, number, document_line=one.document_line)
            for number, one in enumerate(lines[first : first + MOST_LINES], first + 1)
        ]
        booked += post(occasion, balances, chunk).lines
    articles = sorted(counted)
    days = [counted[article_id] for article_id in articles]
    with connection.cursor() as cursor:
        cursor.execute(MARK_COUNTED, {"store": store_id, "articles": articles, "days": days})
    audit.note(document, store_id, counted=len(articles), differences=len(lines))
    return StockPosted(tuple(booked))
