"""Orders to suppliers: the list, one with its lines, and how much of an article is on its way."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import Greatest, Round
from django.utils.translation import gettext_lazy as _

from anxin.holdings.purchasing import permissions
from anxin.holdings.purchasing.lifecycle import ON_THE_WAY, ORDERED, PURCHASE
from anxin.holdings.purchasing.models import OrderKind, PurchaseLine, PurchaseOrder
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text, compact
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window
from anxin.resources.catalog.queries import find_article_ids

AMOUNT = Round(
    ExpressionWrapper(F("unit_price") * (F("quantity") - F("cancelled")), output_field=DecimalField()),
    output_field=DecimalField(),
)
"""What a line amounts to in fen, rounded as ``Money.times`` rounds."""

MOST_FOUND = 20_000
SORTS = {"number": "number", "ordered_on": "ordered_on", "supplier": "supplier__name"}


@dataclass(frozen=True, slots=True)
class PurchaseFilter:
    """Which orders; the text is looked for in numbers, suppliers, articles and words."""

    text: str = filter_field(_("单号 / 供应商 / 配件"), default="")
    state: tuple[str, ...] = filter_field(_("状态"), default=(), choices=tuple(PURCHASE.labels.items()))
    kind: str = filter_field(_("订货类型"), default="", choices=OrderKind.choices)
    ordered_from: date | None = filter_field(_("订货日期从"))
    ordered_to: date | None = filter_field(_("订货日期到"))


@dataclass(frozen=True, slots=True)
class PurchaseRow:
    """An order; ``amount`` is what was agreed, without tax, of all that was not cancelled.

    ``answer_due_at`` is set while an emergency order waits for its answer, ``is_late`` once that time has passed.
    ``promised_on`` is the last day that the supplier told, where something is expected still.
    """

    id: int
    version: int
    store_id: int
    number: str
    supplier_id: int
    supplier: str
    kind: str
    kind_label: str
    state: str
    state_label: str
    amount: Money
    line_count: int
    ordered_on: date | None
    promised_on: date | None
    answer_due_at: datetime | None
    answered_at: datetime | None
    is_late: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class UnansweredOrder:
    """An emergency order whose supplier has until ``answer_due_at`` to answer; ``is_late`` once that has passed."""

    id: int
    number: str
    supplier: str
    answer_due_at: datetime
    is_late: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """A line of an order; the unit price agreed is without tax. ``open`` is what is expected still, never below zero."""

    id: int
    position: int
    article_id: int | None
    number: str
    name: str
    unit: str
    words: str
    quantity: Decimal
    unit_price: Money
    wanted_on: date | None
    first_promised_on: date | None
    promised_on: date | None
    received: Decimal
    cancelled: Decimal
    open: Decimal
    document: DocumentRef | None
    document_line: int | None
    demand_id: int | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class PurchaseView:
    """An order with its lines."""

    head: PurchaseRow
    note: str
    end_reason: str
    lines: tuple[OrderedLine, ...]


@query(permissions.SEE)
def page_orders(
    actor: Actor,
    store_id: int,
    asked: PurchaseFilter,
    order: Order,
    window: Window,
    at: datetime,
    *,
    url: Callable[[int], str] = lambda _id: "",
) -> RowPage[PurchaseRow]:
    """Orders of a store, the newest first, with the amount of all that is asked for; ``at`` says what is late."""
    actor.require(permissions.SEE, store_id)
    rows = _asked(actor, _rows(actor).filter(store_id=store_id), asked)
    by = order.as_order_by(SORTS) if order.name in SORTS else ["-pk"]
    found = list(rows.select_related("supplier").order_by(*by)[window.offset : window.offset + window.limit])
    sums = _sums(actor, [one.pk for one in found])
    own = PurchaseLine.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    if asked != PurchaseFilter():
        own = own.filter(order__in=rows.order_by().values("pk"))
    total = own.aggregate(amount=Sum(AMOUNT))["amount"] or 0
    return RowPage([_row(one, sums, at, url(one.pk)) for one in found], rows.count(), {"amount": Money(int(total))})


@query(permissions.SEE)
def list_unanswered(
    actor: Actor, store_id: int, at: datetime, *, url: Callable[[int], str] = lambda _id: ""
) -> list[UnansweredOrder]:
    """Emergency orders of a store that wait for the supplier's answer, the most urgent first (R-PT11)."""
    actor.require(permissions.SEE, store_id)
    rows = _rows(actor).filter(store_id=store_id, state=ORDERED, answered_at=None, answer_due_at__isnull=False)
    return [
        UnansweredOrder(one.pk, one.number, one.supplier.name, one.answer_due_at, one.answer_due_at < at, url(one.pk))
        for one in rows.select_related("supplier").order_by("answer_due_at", "pk")
    ]


@query(permissions.SEE)
def get_order(actor: Actor, order_id: int, at: datetime) -> PurchaseView:
    """One order with its lines; ``at`` says what is late.

    :raises NotFound: unknown or out of scope
    """
    one: PurchaseOrder = _rows(actor).select_related("supplier").one(pk=order_id)
    lines = PurchaseLine.objects.visible_to(actor, permissions.SEE).filter(order_id=one.pk).select_related("article")
    ordered = list(lines.order_by("position"))
    row = _row(one, {one.pk: _sum(ordered)}, at)
    today = store_info(one.store_id).clock.day(at)
    return PurchaseView(row, one.note, one.end_reason, tuple(_line(line, one, today) for line in ordered))


@query(permissions.SEE)
def list_on_order(actor: Actor, store_id: int, article_ids: Collection[int] | None = None) -> dict[int, Decimal]:
    """Article → how much of it is expected from suppliers (None: of every article); what is not expected is left out."""
    actor.require(permissions.SEE, store_id)
    lines = PurchaseLine.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, order__state__in=ON_THE_WAY, article__isnull=False
    )
    if article_ids is not None:
        lines = lines.filter(article_id__in=list(article_ids))
    expected = lines.values("article_id").annotate(
        expected=Sum(Greatest(F("quantity") - F("received") - F("cancelled"), Decimal(0)))
    )
    return {one["article_id"]: one["expected"] for one in expected.order_by() if one["expected"]}


def _rows(actor: Actor) -> Any:
    return PurchaseOrder.objects.visible_to(actor, permissions.SEE)


def _asked(actor: Actor, rows: Any, asked: PurchaseFilter) -> Any:
    for term in clean_text(asked.text).split():
        lines = PurchaseLine.objects.visible_to(actor, permissions.SEE).order_by()
        named = lines.filter(article_id__any=find_article_ids(actor, term, limit=MOST_FOUND)).values("order")
        worded = lines.exclude(words="").filter(words__icontains=term).values("order")
        own = Q(number__contains=compact(term)) | Q(supplier__name__icontains=term)
        rows = rows.filter(own | Q(pk__in=named) | Q(pk__in=worded))
    if asked.state:
        rows = rows.filter(state__in=asked.state)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    days = {"ordered_on__gte": asked.ordered_from, "ordered_on__lte": asked.ordered_to}
    return rows.filter(**{name: day for name, day in days.items() if day is not None})


@dataclass(frozen=True, slots=True)
class _Sum:
    amount: Money
    count: int
    promised_on: date | None


def _sums(actor: Actor, order_ids: Collection[int]) -> dict[int, _Sum]:
    by_order: dict[int, list[PurchaseLine]] = defaultdict(list)
    for line in PurchaseLine.objects.visible_to(actor, permissions.SEE).filter(order_id__in=list(order_ids)):
        by_order[line.order_id].append(line)
    return {order_id: _sum(lines) for order_id, lines in by_order.items()}


def _sum(lines: Collection[PurchaseLine]) -> _Sum:
    promised = [line.promised_on for line in lines if line.promised_on and _open(line)]
    return _Sum(Money.sum(_amount(line) for line in lines), len(lines), max(promised, default=None))


def _amount(line: PurchaseLine) -> Money:
    amount: Money = line.unit_price.times(line.quantity - line.cancelled)
    return amount


def _open(line: PurchaseLine) -> Decimal:
    return max(line.quantity - line.received - line.cancelled, Decimal(0))


def _row(one: PurchaseOrder, sums: dict[int, _Sum], at: datetime, url: str = "") -> PurchaseRow:
    told = sums.get(one.pk, _Sum(Money(0), 0, None))
    due = one.answer_due_at if one.state == ORDERED and one.answered_at is None else None
    return PurchaseRow(
        one.pk,
        one.version,
        one.store_id,
        one.number,
        one.supplier_id,
        one.supplier.name,
        one.kind,
        str(OrderKind(one.kind).label),
        one.state,
        str(PURCHASE.labels[one.state]),
        told.amount,
        told.count,
        one.ordered_on,
        told.promised_on,
        due,
        one.answered_at,
        due is not None and due < at,
        url,
    )


def _line(line: PurchaseLine, one: PurchaseOrder, today: date) -> OrderedLine:
    article, open_still = line.article, _open(line) if one.state in ON_THE_WAY else Decimal(0)
    return OrderedLine(
        line.pk,
        line.position,
        line.article_id,
        article.number if article else "",
        article.name if article else "",
        article.unit if article else "",
        line.words,
        line.quantity,
        line.unit_price,
        line.wanted_on,
        line.first_promised_on,
        line.promised_on,
        line.received,
        line.cancelled,
        open_still,
        DocumentRef(line.for_kind, line.for_id) if line.for_id is not None else None,
        line.for_line,
        line.demand_id,
        bool(open_still and line.promised_on and line.promised_on < today),
    )
