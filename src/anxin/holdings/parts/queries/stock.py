"""What is on hand, what it is worth, and whether the books agree."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import permissions, rules
from anxin.holdings.parts.models import ArticleBin, StockBalance
from anxin.holdings.parts.queries.entries import as_money
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.text import compact
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window
from anxin.resources.catalog.queries import PartOrigin, find_article_ids, get_article

MOST_FOUND = 20_000
ANY_ORDER, FIRST_PAGE = Order(), Window()
SORTS = {
    "name": "article__name_key",
    "number": "article__number",
    "on_hand": "on_hand",
    "value": "value",
    "moved": "moved_at",
    "bin": "card__main_bin",
    "oldest": "card__oldest_on",
}
ON_HAND = {
    "some": Q(on_hand__gt=0),
    "none": Q(on_hand=0),
    "negative": Q(on_hand__lt=0),
    "below": Q(on_hand__lt=F("card__minimum")),
    "under": Q(on_hand__lt=F("card__standard")),
}


@dataclass(frozen=True)
class StockFilter:
    """Filter of the stock list, shared by page and API. Age is as of last night."""

    text: str = filter_field(_("编号、名称、拼音首字母"), default="")
    on_hand: str = filter_field(
        _("库存"),
        default="",
        choices=[
            ("some", _("有库存")),
            ("none", _("无库存")),
            ("negative", _("负库存")),
            ("below", _("低于最低")),
            ("under", _("低于标准")),
        ],
    )
    age: str = filter_field(_("库龄"), default="", choices=[("slow", _("滞销")), ("overdue", _("超期"))])
    bin: str = filter_field(_("库位"), default="")
    part_class: str = filter_field(_("分类"), default="")
    is_accessory: bool | None = filter_field(_("精品"), default=None)
    is_genuine: bool | None = filter_field(_("原厂件"), default=None)
    unmoved_since: date | None = filter_field(_("哪天起没有变动"))


@dataclass(frozen=True, slots=True)
class StockRow:
    """An article on hand; ``value`` and ``unit_cost`` (moving average) are without tax, ``price`` is with tax.

    ``oldest_on`` is the day of the oldest layer, that and the flags are as of last night.
    """

    article_id: int
    number: str
    name: str
    unit: str
    on_hand: Decimal
    value: Money
    unit_cost: Money
    price: Money
    moved_at: datetime | None
    main_bin: str = ""
    minimum: Decimal | None = None
    oldest_on: date | None = None
    is_slow: bool = False
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class StockDifference:
    """A balance that is not the sum of its entries."""

    store_id: int
    article_id: int
    on_hand: Decimal
    entries_quantity: Decimal
    value: Money
    entries_cost: Money


@query(permissions.SEE)
def stock_of(actor: Actor, store_id: int, article_ids: Sequence[int]) -> dict[int, Decimal]:
    """How much of each article a store has on hand; zero for what it never had."""
    rows = _balances(actor, store_id).filter(article_id__in=article_ids).values_list("article_id", "on_hand")
    return dict.fromkeys(article_ids, Decimal(0)) | dict(rows)


@query(permissions.SEE)
def stock_on_hand(actor: Actor, store_id: int, article_ids: Collection[int] | None = None) -> dict[int, Decimal]:
    """How much a store has of each article of which it has any; of these articles, or of all."""
    rows = _balances(actor, store_id).filter(on_hand__gt=0)
    if article_ids is not None:
        rows = rows.filter(article_id__in=list(article_ids))
    return dict(rows.values_list("article_id", "on_hand"))


@query(permissions.SEE)
def unit_costs(actor: Actor, store_id: int, article_ids: Sequence[int]) -> dict[int, Money]:
    """Moving-average cost of one unit, tax excluded, of each article that a store has on hand; others are left out."""
    rows = _balances(actor, store_id).filter(article_id__in=article_ids, on_hand__gt=0)
    return {row.article_id: rules.Holding(row.on_hand, row.value).unit_cost for row in rows}


@query(permissions.SEE)
def list_stock(
    actor: Actor,
    store_id: int,
    wanted: StockFilter,
    order: Order = ANY_ORDER,
    window: Window = FIRST_PAGE,
) -> RowPage[StockRow]:
    """A store's stock by filter, with the value of all; sorts: name, number, on_hand, value, moved, bin, oldest."""
    rows = _filtered(actor, store_id, wanted)
    # Keys first: a page far back would carry every column of all before it through the sort.
    by = order.as_order_by(SORTS)
    keys = rows.order_by(*by).values("pk")[window.offset : window.offset + window.limit]
    shown = _balances(actor, store_id).filter(pk__in=keys).select_related("article", "card").order_by(*by)
    sums = rows.aggregate(worth=Sum("value"), total=Count("pk"))
    return RowPage([_stock_row(row) for row in shown], sums["total"], {"value": as_money(sums["worth"])})


def _filtered(actor: Actor, store_id: int, wanted: StockFilter) -> "QuerySet[StockBalance]":
    rows = _balances(actor, store_id)
    if wanted.text.strip():
        rows = rows.filter(article_id__any=find_article_ids(actor, wanted.text, limit=MOST_FOUND))
    if wanted.on_hand:
        rows = rows.filter(ON_HAND[wanted.on_hand])
    if wanted.age:
        rows = rows.filter(on_hand__gt=0, **{{"slow": "card__is_slow", "overdue": "card__is_overdue"}[wanted.age]: True})
    if wanted.bin.strip():
        bins = ArticleBin.objects.visible_to(actor, permissions.SEE)
        placed = bins.filter(store_id=store_id, code__startswith=compact(wanted.bin))
        rows = rows.filter(article_id__in=placed.values("article_id"))
    if wanted.part_class.strip():
        rows = rows.filter(article__part_class=wanted.part_class.strip())
    if wanted.is_accessory is not None:
        rows = rows.filter(article__is_accessory=wanted.is_accessory)
    if wanted.is_genuine is not None:
        genuine = Q(article__origin=PartOrigin.GENUINE)
        rows = rows.filter(genuine if wanted.is_genuine else ~genuine)
    if wanted.unmoved_since:
        since = store_info(store_id).clock.bounds(wanted.unmoved_since)[0]
        rows = rows.filter(Q(moved_at__lt=since) | Q(moved_at=None), on_hand__gt=0)
    return rows


@query(permissions.SEE)
def get_stock(actor: Actor, store_id: int, article_id: int) -> StockRow:
    """One article's stock; an article that was never in stock has none on hand.

    :raises NotFound: unknown article
    """
    row = _balances(actor, store_id).select_related("article", "card").filter(article_id=article_id).first()
    if row is not None:
        return _stock_row(row)
    article = get_article(actor, article_id)
    nothing = Money(0)
    return StockRow(
        article.id, article.number, article.name, article.unit, Decimal(0), nothing, nothing, article.price, None
    )


RECONCILE = """
SELECT coalesce(b.store_id, e.store_id), coalesce(b.article_id, e.article_id), coalesce(b.on_hand, 0),
       coalesce(e.quantity, 0), coalesce(b.value, 0), coalesce(e.cost, 0)
FROM parts_stockbalance b
FULL JOIN (SELECT store_id, article_id, sum(quantity) AS quantity, sum(cost) AS cost
           FROM parts_stockentry GROUP BY store_id, article_id) e
  ON e.store_id = b.store_id AND e.article_id = b.article_id
WHERE coalesce(b.on_hand, 0) <> coalesce(e.quantity, 0) OR coalesce(b.value, 0) <> coalesce(e.cost, 0)
ORDER BY 1, 2
"""


@query(permissions.SEE)
def find_differences(actor: Actor) -> list[StockDifference]:
    """Balances in the actor's stores that are not the sum of their entries; row security narrows the statement."""
    with connection.cursor() as cursor:
        cursor.execute(RECONCILE)
        rows = cursor.fetchall()
    return [
        StockDifference(store_id, article_id, on_hand, quantity, Money(int(value)), Money(int(cost)))
        for store_id, article_id, on_hand, quantity, value, cost in rows
    ]


def _balances(actor: Actor, store_id: int) -> "QuerySet[StockBalance]":
    rows: QuerySet[StockBalance] = StockBalance.objects.visible_to(actor, permissions.SEE)
    return rows.filter(store_id=store_id)


def _stock_row(row: StockBalance) -> StockRow:
    article, card = row.article, getattr(row, "card", None)
    kept = (card.main_bin, card.minimum, card.oldest_on, card.is_slow, card.is_overdue) if card else ()
    unit_cost = rules.Holding(row.on_hand, row.value).unit_cost
    said = (article.pk, article.number, article.name, article.unit, row.on_hand, row.value, unit_cost, article.price)
    return StockRow(*said, row.moved_at, *kept)
