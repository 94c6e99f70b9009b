"""Day closings of a store as a list, and one of them on paper for finance."""

from typing import TypedDict

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from anxin.parties.org.queries import store_info
from anxin.platform.capital_amount import in_capitals
from anxin.platform.documents.inputs import DocumentHead, Signature, StoreHead
from anxin.platform.money import Money
from anxin.platform.ui.late import pdf_file
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.billing import permissions, queries
from anxin.visit.billing.models import Payment
from anxin.visit.billing.queries import CLOSING_STATES, ClosingFilter, DayClosingView
from anxin.visit.billing.queries.day import ON_ACCOUNT
from anxin.visit.billing.web.papers import store_head

COLUMNS = (
    Column("on", gettext_lazy("营业日"), kind="day", sort="on"),
    Column("counted_cash", gettext_lazy("清点现金"), kind="money"),
    Column("difference", gettext_lazy("差额"), kind="money"),
    Column("state", gettext_lazy("状态"), lambda row: CLOSING_STATES[row.state]),
    Column("expected_cash", gettext_lazy("账面现金"), kind="money", wide_only=True),
    Column("reason", gettext_lazy("差额原因"), wide_only=True),
    Column("receipts", gettext_lazy("笔数"), kind="integer", wide_only=True),
    Column("closed_by", gettext_lazy("日结人"), wide_only=True),
    Column("closed_at", gettext_lazy("日结时间"), kind="time", wide_only=True),
    Column("received_by", gettext_lazy("收缴人"), wide_only=True),
)


class MethodSum(TypedDict):
    """What came by one method."""

    method: str
    amount: Money


class PieceCount(TypedDict):
    """How many notes or coins of a kind."""

    piece: str
    number: int
    amount: Money


class ClosingDocument(TypedDict):
    """billing/closing."""

    document: DocumentHead
    store: StoreHead
    on: str
    closed_by: str
    closed_at: str
    receipts: int
    methods: list[MethodSum]
    received: Money
    pieces: list[PieceCount]
    expected_cash: Money
    counted_cash: Money
    counted_words: str
    difference: Money
    reason: str
    signatures: list[Signature]


@require_safe
@page(permissions.SEE)
def closings(request: PageRequest) -> HttpResponse:
    """Closings by day, state and difference."""
    listing = read_list(request, ClosingFilter, COLUMNS, default_sort="")
    found = queries.page_day_closings(request.actor, request.store_id, listing.filter, listing.order, listing.window)
    listing = listing.with_page(found)
    if listing.wants_export:
        return listing.export(_("日结记录"))
    return render_page(request, "billing/closings.html", {"list": listing}, partial="table")


@require_safe
@page(permissions.SEE)
def print_closing(request: PageRequest, closing_id: int) -> HttpResponse:
    """One closing as PDF, to be handed to finance with the cash."""
    closing = queries.get_day_closing(request.actor, closing_id)
    return pdf_file("billing/closing", closing_document(closing), f"{closing.on}-{closing.round}")


def closing_document(closing: DayClosingView) -> ClosingDocument:
    """What the paper shows."""
    store = store_info(closing.store_id)
    local = store.clock.local(closing.closed_at)
    labels = dict(Payment.Method.choices)
    document: DocumentHead = {"title": _("日结单"), "number": f"{closing.on}", "issued_at": local.isoformat()}
    if closing.round > 1:
        document["copy_note"] = _("重开后第 %(round)s 次日结") % {"round": closing.round}
    return {
        "document": document,
        "store": store_head(store),
        "on": f"{closing.on}",
        "closed_by": closing.closed_by,
        "closed_at": f"{local:%Y-%m-%d %H:%M}",
        "receipts": closing.receipts,
        "methods": [
            {"method": str(labels[code]), "amount": closing.by_method[code]} for code in labels if code in closing.by_method
        ],
        "received": Money.sum(amount for code, amount in closing.by_method.items() if code != ON_ACCOUNT),
        "pieces": [
            {"piece": piece, "number": number, "amount": Money.yuan(piece).times(number)}
            for piece, number in sorted(closing.pieces.items(), key=lambda one: -float(one[0]))
        ],
        "expected_cash": closing.expected_cash,
        "counted_cash": closing.counted_cash,
        "counted_words": in_capitals(closing.counted_cash),
        "difference": closing.difference,
        "reason": closing.reason,
        "signatures": [
            {"label": _("收银员") + f" {closing.closed_by}"},
            {"label": _("财务收缴") + f" {closing.received_by}"},
        ],
    }
