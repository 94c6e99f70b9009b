"""Tax invoices: those of an order's bills, and the list of a store."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import RowPage, Window
from anxin.visit.billing import permissions
from anxin.visit.billing.lifecycle import FAILED, INVOICE, REQUESTED, UNKNOWN
from anxin.visit.billing.models import Invoice, InvoiceTitle


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """An invoice; a red one is negative and names the number of the blue."""

    id: int
    number: str
    bill_id: int
    repair_order: str
    kind: str
    kind_label: str
    buyer_name: str
    tax_number: str
    amount: Money
    net: Money
    tax: Money
    state: str
    state_label: str
    is_red: bool
    is_reddened: bool
    is_by_hand: bool
    code: str
    fiscal_number: str
    failure: str
    reason: str
    requested_at: datetime
    issued_at: datetime | None

    @property
    def may_retry(self) -> bool:
        """Whether it may be asked for again, or what became of it."""
        return self.state in (FAILED, UNKNOWN)

    @property
    def may_cancel(self) -> bool:
        """Whether it may be called off: nobody makes it."""
        return self.state == FAILED or (self.state == REQUESTED and self.is_by_hand)

    @property
    def may_number(self) -> bool:
        """Whether people may enter its number."""
        return self.may_cancel or self.state == UNKNOWN


@dataclass(frozen=True, slots=True)
class TitleView:
    """The title under which a customer last asked."""

    kind: str
    buyer_name: str
    tax_number: str


@dataclass(frozen=True)
class InvoiceFilter:
    """Which invoices of the store."""

    state: str = filter_field(_("状态"), choices=tuple(INVOICE.labels.items()), default="")
    first: date | None = filter_field(_("从"))
    last: date | None = filter_field(_("到"))


@query(permissions.SEE)
def list_invoices_of_bills(actor: Actor, bill_ids: Collection[int]) -> list[InvoiceView]:
    """Invoices of bills, blue and red, in the order in which they were asked for."""
    return [_view(row) for row in _rows(actor).filter(bill__in=list(bill_ids)).order_by("pk")]


@query(permissions.SEE)
def list_invoices(actor: Actor, store_id: int, wanted: InvoiceFilter, window: Window) -> RowPage[InvoiceView]:
    """Invoices of a store, the newest first, by the day on which they were asked for."""
    rows = _rows(actor).filter(store_id=store_id)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    clock = store_info(store_id).clock
    if wanted.first:
        rows = rows.filter(requested_at__gte=clock.bounds(wanted.first)[0])
    if wanted.last:
        rows = rows.filter(requested_at__lt=clock.bounds(wanted.last)[1])
    found = [_view(row) for row in rows.order_by("-pk")[window.offset : window.offset + window.limit]]
    return RowPage(found, rows.count())


@query(permissions.SEE)
def find_invoice_title(actor: Actor, store_id: int, customer_id: int) -> TitleView | None:
    """The title that a customer used last in a store."""
    rows = InvoiceTitle.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, customer_id=customer_id)
    row = rows.first()
    return TitleView(row.kind, row.buyer_name, row.tax_number) if row is not None else None


def _rows(actor: Actor) -> Any:
    return Invoice.objects.visible_to(actor, permissions.SEE).select_related("bill__settlement__repair_order")


def _state_words(row: Invoice) -> str:
    """Where no platform makes it, nothing is under way: somebody has to."""
    by_hand = row.state == REQUESTED and row.is_by_hand
    return gettext("待手工开票、登记号码") if by_hand else str(INVOICE.labels[row.state])


def _view(row: Invoice) -> InvoiceView:
    return InvoiceView(
        row.pk,
        row.number,
        row.bill_id,
        row.bill.settlement.repair_order.number,
        row.kind,
        str(row.get_kind_display()),
        row.buyer_name,
        row.tax_number,
        row.amount,
        row.net,
        row.tax,
        row.state,
        _state_words(row),
        row.red_of_id is not None,
        row.is_reddened,
        row.is_by_hand,
        row.code,
        row.fiscal_number,
        row.failure,
        row.reason,
        row.requested_at,
        row.issued_at,
    )
