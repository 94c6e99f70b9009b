"""Movements of an article, what they cost by now, and what a document holds of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import permissions
from anxin.holdings.parts.models import PRICED, Reason, StockEntry
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import run_prepared
from anxin.platform.errors import NotFound
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import RowPage, Window

FIRST_PAGE = Window()
OWN_ROWS = "the caller has required the permission in this store"


@dataclass(frozen=True)
class EntryFilter:
    """Filter of an article's entries."""

    reason: str = filter_field(_("原因"), default="", choices=Reason.choices)
    since: date | None = filter_field(_("从"))
    until: date | None = filter_field(_("到"))


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One movement; quantity and cost (without tax) are signed. What moved for a line of a document is undone there.

    ``cost_now`` is the cost with all corrections (ADR 0021); a correction names the entry that it ``corrects_id``.
    """

    id: int
    at: datetime
    reason: str
    reason_label: str
    quantity: Decimal
    unit_cost: Money
    cost: Money
    cost_now: Money
    on_hand_after: Decimal
    document: DocumentRef | None
    document_line: int | None
    note: str
    reverses_id: int | None
    corrects_id: int | None
    may_be_reversed: bool
    may_be_priced: bool


@dataclass(frozen=True, slots=True)
class HeldPart:
    """What a document holds of an article on one of its lines, net of returns; ``cost`` is without tax."""

    article_id: int
    document_line: int | None
    quantity: Decimal
    cost: Money


@query(permissions.SEE)
def list_entries(
    actor: Actor,
    store_id: int,
    article_id: int,
    wanted: EntryFilter,
    window: Window = FIRST_PAGE,
) -> RowPage[EntryRow]:
    """Movements of an article in a store, newest first."""
    rows: QuerySet[StockEntry] = StockEntry.objects.visible_to(actor, permissions.SEE)
    rows = rows.filter(store_id=store_id, article_id=article_id)
    if wanted.reason:
        rows = rows.filter(reason=wanted.reason)
    if wanted.since:
        rows = rows.filter(on__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(on__lte=wanted.until)
    newest = with_corrections(rows).order_by("-pk")[window.offset : window.offset + window.limit]
    return RowPage([_entry_row(row) for row in newest], rows.count())


@query(permissions.SEE)
def get_entry(actor: Actor, entry_id: int) -> tuple[int, EntryRow]:
    """The article's id, and the entry.

    :raises NotFound: unknown, or in a store that the actor does not see
    """
    row = with_corrections(StockEntry.objects.visible_to(actor, permissions.SEE)).filter(pk=entry_id).first()
    if row is None:
        raise NotFound
    return row.article_id, _entry_row(row)


@query(permissions.SEE)
def list_held_parts(actor: Actor, store_id: int, document: DocumentRef) -> list[HeldPart]:
    """What a document holds by line: issued less returned, with its cost; lines of which nothing is left are omitted."""
    rows = StockEntry.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, document_kind=document.kind, document_id=document.id
    )
    held = sorted(held_by_line(rows).items(), key=lambda one: (one[0][0], one[0][1] is None, one[0][1] or 0))
    return [HeldPart(article, line, quantity, cost) for (article, line), (quantity, cost) in held if quantity]


def held_by_line(entries: Any) -> dict[tuple[int, int | None], tuple[Decimal, Money]]:
    """Article and document line → issued less returned, and its cost, of entries that the caller has fetched in scope."""
    sums = entries.values("article_id", "document_line").annotate(quantity=Sum("quantity"), paid=Sum("cost")).order_by()
    return {(row["article_id"], row["document_line"]): (-row["quantity"], -as_money(row["paid"])) for row in sums}


ISSUED_BY_LINE = """
SELECT document_line, -sum(quantity) FROM parts_stockentry
WHERE store_id = %s AND document_kind = %s AND document_id = ANY(%s) AND document_line IS NOT NULL
GROUP BY document_line HAVING sum(quantity) <> 0
"""


def issued_by_line(store_id: int, kind: str, document_ids: Collection[int]) -> dict[int, Decimal]:
    """Document line → what it holds, issued less returned, of documents that the caller has fetched in scope."""
    return dict(run_prepared(ISSUED_BY_LINE, [store_id, kind, sorted(document_ids)]))


def entries_of(store_id: int | OuterRef) -> Any:
    """Entries of a store whose permission the caller has required."""
    return StockEntry.objects.across_stores(reason=OWN_ROWS).filter(store_id=store_id)


def taken_back(receipt: StockEntry) -> Decimal:
    """How much of a receipt went back to its supplier and was not undone; the receipt was fetched in scope."""
    own = entries_of(receipt.store_id)
    undone = own.filter(reverses_id=OuterRef("pk"))
    back = own.filter(~Exists(undone), takes_back_id=receipt.pk).aggregate(quantity=Sum("quantity"))["quantity"]
    return -Decimal(back or 0)


def with_corrections(rows: "QuerySet[StockEntry]") -> "QuerySet[StockEntry]":
    """Each entry with ``corrected``, what its corrections add to its cost."""
    own = entries_of(OuterRef("store_id")).filter(corrects_id=OuterRef("pk"))
    return rows.annotate(corrected=Subquery(own.values("corrects_id").annotate(more=Sum("cost")).values("more")))


def _entry_row(row: Any) -> EntryRow:
    return EntryRow(
        row.pk,
        row.at,
        row.reason,
        str(Reason(row.reason).label),
        row.quantity,
        row.unit_cost,
        row.cost,
        row.cost + as_money(row.corrected),
        row.on_hand_after,
        row.document,
        row.document_line,
        row.note,
        row.reverses_id,
        row.corrects_id,
        row.reverses_id is None and row.corrects_id is None and not row.is_of_document,
        row.reason in PRICED and not row.is_of_document,
    )


def as_money(amount: "Money | Decimal | int | None") -> Money:
    """What the database sums up: an amount of fen in whatever type, zero for nothing."""
    return amount if isinstance(amount, Money) else Money(int(amount or 0))
