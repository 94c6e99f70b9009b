"""What customers wait for: the list, and one with its orders."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.holdings.purchasing import permissions
from anxin.holdings.purchasing.lifecycle import SPECIAL, WAITING
from anxin.holdings.purchasing.models import PurchaseLine, SpecialOrder
from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import names_of
from anxin.platform.actor import Actor
from anxin.platform.phones import mask_phone
from anxin.platform.queries import query
from anxin.platform.text import clean_text, compact
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window

KIND = "purchasing.specialorder"
SORTS = {"number": "number", "promised_on": "promised_on"}


@dataclass(frozen=True, slots=True)
class SpecialFilter:
    """Which special orders; the text is looked for in numbers, parts and customers' names."""

    text: str = filter_field(_("单号 / 配件 / 客户"), default="")
    state: tuple[str, ...] = filter_field(_("状态"), default=(), choices=tuple(SPECIAL.labels.items()))
    promised_to: date | None = filter_field(_("答应到货日期到"))


@dataclass(frozen=True, slots=True)
class SpecialRow:
    """A part that a customer waits for; phones are masked. ``orders`` are the orders to suppliers for it, by id and number.

    ``is_overdue``: it is not here, and its day has passed.
    """

    id: int
    version: int
    store_id: int
    number: str
    customer_id: int
    customer: str
    phone: str
    second_phone: str
    advisor_id: int
    advisor: str
    article_id: int | None
    article_number: str
    words: str
    quantity: Decimal
    deposit_words: str
    state: str
    state_label: str
    first_promised_on: date
    promised_on: date
    delay_reason: str
    taken_at: datetime
    arrived_on: date | None
    cancel_reason: str
    is_overdue: bool
    orders: tuple[tuple[int, str], ...]
    url: str = ""


@query(permissions.SEE_SPECIAL)
def page_special_orders(
    actor: Actor,
    store_id: int,
    asked: SpecialFilter,
    order: Order,
    window: Window,
    at: datetime,
    *,
    url: Callable[[int], str] = lambda _id: "",
) -> RowPage[SpecialRow]:
    """What customers of a store wait for: what is not here first by its day; ``at`` says what is overdue."""
    actor.require(permissions.SEE_SPECIAL, store_id)
    rows = _rows(actor).filter(store_id=store_id)
    for term in clean_text(asked.text).split():
        named = Q(number__contains=compact(term)) | Q(words__icontains=term) | Q(customer__name__icontains=term)
        rows = rows.filter(named | Q(article__number__contains=compact(term)))
    if asked.state:
        rows = rows.filter(state__in=asked.state)
    if asked.promised_to:
        rows = rows.filter(promised_on__lte=asked.promised_to)
    by = order.as_order_by(SORTS) if order.name in SORTS else ["-pk"]
    found = rows.select_related("customer", "article").order_by(*by)[window.offset : window.offset + window.limit]
    return RowPage(_shown(actor, store_id, list(found), at, url), rows.count())


@query(permissions.SEE_SPECIAL)
def get_special_order(actor: Actor, special_id: int, at: datetime) -> SpecialRow:
    """One special order; ``at`` says whether it is overdue.

    :raises NotFound: unknown or out of scope
    """
    one: SpecialOrder = _rows(actor).select_related("customer", "article").one(pk=special_id)
    return _shown(actor, one.store_id, [one], at, lambda _id: "")[0]


def _rows(actor: Actor) -> Any:
    return SpecialOrder.objects.visible_to(actor, permissions.SEE_SPECIAL)


def _shown(
    actor: Actor, store_id: int, found: list[SpecialOrder], at: datetime, url: Callable[[int], str]
) -> list[SpecialRow]:
    today, advisors = store_info(store_id).clock.day(at), names_of(actor, [one.advisor_id for one in found])
    orders = _orders(actor, [one.pk for one in found])
    return [
        SpecialRow(
            one.pk,
            one.version,
            one.store_id,
            one.number,
            one.customer_id,
            one.customer.name,
            mask_phone(one.customer.phone) if one.customer.phone else "",
            mask_phone(one.customer.second_phone) if one.customer.second_phone else "",
            one.advisor_id,
            advisors.get(one.advisor_id, ""),
            one.article_id,
            one.article.number if one.article else "",
            one.words,
            one.quantity,
            one.deposit_words,
            one.state,
            str(SPECIAL.labels[one.state]),
            one.first_promised_on,
            one.promised_on,
            one.delay_reason,
            one.taken_at,
            one.arrived_on,
            one.cancel_reason,
            one.state == WAITING and one.promised_on < today,
            tuple(orders.get(one.pk, ())),
            url(one.pk),
        )
        for one in found
    ]


def _orders(actor: Actor, special_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    lines = PurchaseLine.objects.visible_to(actor, permissions.SEE_SPECIAL)
    lines = lines.filter(for_kind=KIND, for_id__in=list(special_ids)).select_related("order").order_by("pk")
    orders: dict[int, list[tuple[int, str]]] = {}
    for line in lines:
        orders.setdefault(line.for_id or 0, []).append((line.order_id, line.order.number))
    return orders
