"""What came in: receipts with what they cost by now, and from which batch and supplier an article is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from anxin.holdings.parts.queries import costs_of_entries
from anxin.holdings.purchasing import permissions
from anxin.holdings.purchasing.models import Receipt, ReceiptLine
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """What came of a line; ``cost`` is without tax and with all corrections, ``is_undone`` where the stock undid it."""

    id: int
    line_id: int
    article_id: int
    number: str
    name: str
    quantity: Decimal
    batch: str
    is_genuine: bool
    entry_id: int
    cost: Money
    is_undone: bool


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt with its lines; without a bill the costs are those agreed."""

    id: int
    version: int
    store_id: int
    order_id: int
    order_number: str
    supplier: str
    at: datetime
    note: str
    bill_number: str
    billed_on: date | None
    lines: tuple[ReceivedLine, ...]

    @property
    def cost(self) -> Money:
        """Of all lines, without tax."""
        return Money.sum(line.cost for line in self.lines)


@dataclass(frozen=True, slots=True)
class PartBatch:
    """A receipt of an article: when, from whom, which batch (M14.14)."""

    article_id: int
    entry_id: int
    on: date
    supplier: str
    batch: str
    is_genuine: bool
    quantity: Decimal


@query(permissions.SEE)
def get_receipt(actor: Actor, receipt_id: int) -> ReceiptView:
    """One receipt.

    :raises NotFound: unknown or out of scope
    """
    one: Receipt = _rows(actor).select_related("order", "order__supplier").one(pk=receipt_id)
    return _views(actor, one.store_id, [one])[0]


@query(permissions.SEE)
def list_receipts(actor: Actor, order_id: int) -> list[ReceiptView]:
    """Receipts of an order, the oldest first."""
    found = list(_rows(actor).filter(order_id=order_id).select_related("order", "order__supplier").order_by("pk"))
    return _views(actor, found[0].store_id, found) if found else []


@query(permissions.SEE)
def list_batches(actor: Actor, store_id: int, article_ids: Collection[int]) -> list[PartBatch]:
    """Receipts of articles, the newest first."""
    lines = _lines(actor).filter(store_id=store_id, article_id__in=list(article_ids))
    found = lines.select_related("receipt", "receipt__order", "receipt__order__supplier").order_by("-pk")
    return [
        PartBatch(
            one.article_id,
            one.entry_id,
            one.receipt.on,
            one.receipt.order.supplier.name,
            one.batch,
            one.is_genuine,
            one.quantity,
        )
        for one in found
    ]


def _rows(actor: Actor) -> Any:
    return Receipt.objects.visible_to(actor, permissions.SEE)


def _lines(actor: Actor) -> Any:
    return ReceiptLine.objects.visible_to(actor, permissions.SEE)


def _views(actor: Actor, store_id: int, receipts: list[Receipt]) -> list[ReceiptView]:
    rows = _lines(actor).filter(receipt_id__in=[one.pk for one in receipts]).select_related("article")
    lines = list(rows.order_by("pk"))
    costs = costs_of_entries(actor, store_id, [line.entry_id for line in lines])
    return [
        ReceiptView(
            one.pk,
            one.version,
            one.store_id,
            one.order_id,
            one.order.number,
            one.order.supplier.name,
            one.at,
            one.note,
            one.bill_number,
            one.billed_on,
            tuple(_line(line, costs) for line in lines if line.receipt_id == one.pk),
        )
        for one in receipts
    ]


def _line(line: ReceiptLine, costs: Any) -> ReceivedLine:
    known = costs.get(line.entry_id)
    return ReceivedLine(
        line.pk,
        line.line_id,
        line.article_id,
        line.article.number,
        line.article.name,
        line.quantity,
        line.batch,
        line.is_genuine,
        line.entry_id,
        known.cost if known else Money(0),
        known is not None and known.is_undone,
    )
