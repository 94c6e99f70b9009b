"""Sales of a store, one sale, and what the counter took in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from anxin.parties.people.queries import names_of
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.platform.text import clean_text, compact
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window
from anxin.resources.catalog.queries import find_articles
from anxin.visit.billing.queries import register_takings
from anxin.visit.counter_sales import permissions, rules
from anxin.visit.counter_sales.models import Channel, Sale, SaleLine, SalePayment
from anxin.visit.counter_sales.parameters import LESS

SORTS = {"number": "number", "sold_at": "sold_at", "gross": "gross"}
ANY_ORDER, FIRST_PAGE = Order(), Window()


@dataclass(frozen=True)
class SaleFilter:
    """Which sales; the text is looked for in number and buyer."""

    text: str = filter_field(_("外销单号 / 客户"), default="")
    channel: str = filter_field(_("渠道"), default="", choices=Channel.choices)
    since: date | None = filter_field(_("从哪天"))
    until: date | None = filter_field(_("到哪天"))


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A sale in the list, amounts with tax."""

    id: int
    number: str
    channel: str
    channel_label: str
    customer_name: str
    gross: Money
    refunded: Money
    sold_at: datetime
    url: str = ""


@dataclass(frozen=True, slots=True)
class SaleLineView:
    """A line of a sale; prices with tax. ``quality_days`` and ``quality_km`` are its own guarantee, 0 for none."""

    id: int
    article_id: int
    number: str
    name: str
    unit: str
    quantity: Decimal
    returned: Decimal
    list_price: Money
    unit_price: Money
    gross: Money
    quality_days: int
    quality_km: int

    @property
    def left(self) -> Decimal:
        """What is still out."""
        return self.quantity - self.returned


@dataclass(frozen=True, slots=True)
class SalePaymentView:
    """Money that came, or went back (negative)."""

    method: str
    amount: Money
    reference: str
    reason: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class SaleView:
    """A sale with its lines and its money."""

    id: int
    version: int
    store_id: int
    number: str
    channel: str
    channel_label: str
    customer_id: int | None
    customer_name: str
    seller_name: str
    gross: Money
    net: Money
    tax: Money
    refunded: Money
    sold_at: datetime
    lines: tuple[SaleLineView, ...]
    payments: tuple[SalePaymentView, ...]


@query(permissions.SEE)
def page_sales(
    actor: Actor,
    store_id: int,
    wanted: SaleFilter,
    order: Order = ANY_ORDER,
    window: Window = FIRST_PAGE,
    *,
    url: Callable[[int], str] = lambda _id: "",
) -> RowPage[SaleRow]:
    """Sales of a store, the newest first, with the sums of what is asked for.

    :raises Denied: not in this store
    """
    actor.require(permissions.SEE, store_id)
    rows = Sale.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    text = clean_text(wanted.text)
    if text:
        rows = rows.filter(Q(number__contains=compact(text)) | Q(customer__name__contains=text))
    days = {"sold_on__gte": wanted.since, "sold_on__lte": wanted.until, "channel": wanted.channel or None}
    rows = rows.filter(**{name: one for name, one in days.items() if one is not None})
    by = order.as_order_by(SORTS) if order.name in SORTS else ["-pk"]
    found = rows.select_related("customer").order_by(*by)[window.offset : window.offset + window.limit]
    told = rows.aggregate(gross=Sum("gross"), refunded=Sum("refunded"))
    sums = {name: one if isinstance(one, Money) else Money(int(one or 0)) for name, one in told.items()}
    return RowPage([_row(one, url(one.pk)) for one in found], rows.count(), sums)


@query(permissions.SEE)
def get_sale(actor: Actor, sale_id: int) -> SaleView:
    """One sale.

    :raises NotFound: unknown or out of scope
    """
    sale: Sale | None = Sale.objects.visible_to(actor, permissions.SEE).select_related("customer").filter(pk=sale_id).first()
    if sale is None:
        raise NotFound
    lines = list(SaleLine.objects.in_stores([sale.store_id]).filter(sale_id=sale.pk).order_by("pk"))
    articles = find_articles(actor, {one.article_id for one in lines})
    payments = SalePayment.objects.in_stores([sale.store_id]).filter(sale_id=sale.pk).order_by("pk")
    return SaleView(
        sale.pk,
        sale.version,
        sale.store_id,
        sale.number,
        sale.channel,
        str(Channel(sale.channel).label),
        sale.customer_id,
        sale.customer.name if sale.customer else "",
        names_of(actor, [sale.seller_id]).get(sale.seller_id, "") if sale.seller_id else "",
        sale.gross,
        sale.net,
        sale.tax,
        sale.refunded,
        sale.sold_at,
        tuple(_line(one, articles[one.article_id]) for one in lines),
        tuple(SalePaymentView(one.method, one.amount, one.reference, one.reason, one.received_at) for one in payments),
    )


@query(permissions.SELL)
def counter_prices(actor: Actor, store_id: int, article_ids: list[int], channel: str, on: date) -> dict[int, Money]:
    """What one piece of each article costs in a channel, tax included.

    :raises Denied: not in this store
    """
    actor.require(permissions.SELL, store_id)
    less = value(LESS[channel], store_id, on) if channel in LESS else Decimal(0)
    return {one.id: rules.usual_price(one.price, less) for one in find_articles(actor, article_ids).values()}


def takings_of_day(store_id: int, on: date) -> tuple[dict[str, Money], int]:
    """What the counter took in by method on a business day, refunds taken off, and how many times; for the cash desk."""
    rows = SalePayment.objects.in_stores([store_id]).filter(store_id=store_id, received_on=on)
    sums = list(rows.order_by().values("method").annotate(total=Sum("amount"), times=Count("pk")))
    totals = {one["method"]: one["total"] if isinstance(one["total"], Money) else Money(one["total"]) for one in sums}
    return totals, sum(one["times"] for one in sums)


register_takings("counter_sales.sale", takings_of_day)


def _row(one: Any, url: str) -> SaleRow:
    label = str(Channel(one.channel).label)
    name = one.customer.name if one.customer else ""
    return SaleRow(one.pk, one.number, one.channel, label, name, one.gross, one.refunded, one.sold_at, url)


def _line(one: SaleLine, article: Any) -> SaleLineView:
    return SaleLineView(
        one.pk,
        one.article_id,
        article.number,
        article.name,
        article.unit,
        one.quantity,
        one.returned,
        one.list_price,
        one.unit_price,
        one.gross,
        one.quality_days,
        one.quality_km,
    )
