"""The printed sale (FORM-57): what was sold, at which price and tax, how it was paid, and for how long it is guaranteed."""

from typing import TypedDict

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anxin.parties.org.queries import store_info
from anxin.platform.capital_amount import in_capitals
from anxin.platform.documents.inputs import DocumentHead, Signature, StoreHead
from anxin.platform.money import Money
from anxin.platform.ui.formats import format_money, format_period, format_quantity
from anxin.platform.ui.late import pdf_file
from anxin.platform.web import PageRequest, page
from anxin.visit.counter_sales import permissions, queries
from anxin.visit.counter_sales.queries import SaleLineView, SaleView
from anxin.visit.counter_sales.web.forms import METHODS


class PrintedSaleLine(TypedDict):
    """A line; prices with tax."""

    number: str
    name: str
    quantity: str
    returned: str
    unit_price: Money
    gross: Money
    quality_period: str


class SaleDocument(TypedDict):
    """counter_sales/sale."""

    document: DocumentHead
    store: StoreHead
    sold_at: str
    channel: str
    customer_name: str
    seller: str
    paid: str
    lines: list[PrintedSaleLine]
    gross: Money
    net: Money
    tax: Money
    refunded: Money | None
    amount_words: str
    terms: list[str]
    signatures: list[Signature]


@require_safe
@page(permissions.SEE)
def print_counter_sale(request: PageRequest, sale_id: int) -> HttpResponse:
    """A sale as PDF."""
    sale = queries.get_sale(request.actor, sale_id)
    return pdf_file("counter_sales/sale", sale_document(sale), sale.number)


def sale_document(sale: SaleView) -> SaleDocument:
    """What the paper shows, times in the store's zone."""
    store = store_info(sale.store_id)
    local = store.clock.local(sale.sold_at)
    methods = {code: str(label) for code, label in METHODS}
    came = [one for one in sale.payments if one.amount.fen > 0]
    return {
        "document": {"title": _("配件外销单"), "number": sale.number, "issued_at": local.isoformat()},
        "store": {"name": store.company or store.name, "address": store.address, "service_phone": store.phone},
        "sold_at": f"{local:%Y-%m-%d %H:%M}",
        "channel": sale.channel_label,
        "customer_name": sale.customer_name,
        "seller": sale.seller_name,
        "paid": " · ".join(f"{methods.get(one.method, one.method)} {format_money(one.amount)}" for one in came),
        "lines": [_line(one) for one in sale.lines],
        "gross": sale.gross,
        "net": sale.net,
        "tax": sale.tax,
        "refunded": sale.refunded if sale.refunded else None,
        "amount_words": in_capitals(sale.gross),
        "terms": _terms(sale),
        "signatures": [{"label": _("客户")}, {"label": _("经手人")}],
    }


def _terms(sale: SaleView) -> list[str]:
    doubts = _("有质量问题请带本单来，由同一配件柜台答复。")
    if any(one.quality_days or one.quality_km for one in sale.lines):
        return [_("列有质保期的配件，自售出之日起按所列质保期保修保换。"), doubts]
    return [_("配件质保按厂家规定。"), doubts]


def _line(one: SaleLineView) -> PrintedSaleLine:
    return {
        "number": one.number,
        "name": one.name,
        "quantity": f"{format_quantity(one.quantity)} {one.unit}",
        "returned": format_quantity(one.returned) if one.returned else "",
        "unit_price": one.unit_price,
        "gross": one.gross,
        "quality_period": format_period(one.quality_days, one.quality_km),
    }
