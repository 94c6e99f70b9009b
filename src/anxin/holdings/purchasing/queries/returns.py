"""What went back to suppliers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef

from anxin.holdings.parts.queries import entries_of
from anxin.holdings.purchasing import permissions
from anxin.holdings.purchasing.models import SupplierReturn
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query

KIND = "purchasing.supplierreturn"


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A part of a receipt that went back; credits are without tax, ``is_undone`` where the stock undid it."""

    id: int
    version: int
    receipt_id: int
    receipt_line_id: int
    number: str
    name: str
    quantity: Decimal
    reason: str
    on: date
    credit_expected: Money
    credited: Money | None
    credited_on: date | None
    is_undone: bool


@query(permissions.SEE)
def list_returns(actor: Actor, receipt_id: int) -> list[ReturnRow]:
    """What went back of a receipt, the oldest first."""
    rows = SupplierReturn.objects.visible_to(actor, permissions.SEE).filter(receipt_line__receipt_id=receipt_id)
    return [
        ReturnRow(
            one.pk,
            one.version,
            receipt_id,
            one.receipt_line_id,
            one.receipt_line.article.number,
            one.receipt_line.article.name,
            one.quantity,
            one.reason,
            one.on,
            one.credit_expected,
            one.credited,
            one.credited_on,
            one.is_undone,
        )
        for one in rows.annotate(is_undone=is_undone()).select_related("receipt_line__article").order_by("pk")
    ]


def is_undone() -> Exists:
    """Whether the entry by which a return left the stock was reversed."""
    own = entries_of(OuterRef("store_id")).filter(document_kind=KIND, document_id=OuterRef("pk"))
    return Exists(own.filter(reverses__isnull=False))
