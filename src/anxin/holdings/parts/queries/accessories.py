"""The accessories catalogue of a store with what is free of each, and how its stock stands to standard (R-PT12, R-PT02)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import permissions
from anxin.holdings.parts.models import ShelfCard, StockBalance
from anxin.holdings.parts.parameters import ACCESSORY_STOCK_TARGET
from anxin.holdings.parts.queries.entries import as_money
from anxin.holdings.parts.queries.needs import needs_in
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import RowPage, Window
from anxin.resources.catalog.queries import AccessoryWish, count_accessory_classes, list_accessories

FIRST_PAGE = Window()


@dataclass(frozen=True)
class AccessoryFilter:
    """Filter of the accessories catalogue, shared by page, paper and API."""

    text: str = filter_field(_("编号、名称、拼音首字母"), default="")
    part_class: str = filter_field(_("分类"), default="")
    in_stock: bool | None = filter_field(_("只看有货"), default=None)


@dataclass(frozen=True, slots=True)
class AccessoryRow:
    """An accessory of the catalogue; ``price`` is of the day, tax included. Of what is not ``free`` some can be ordered."""

    article_id: int
    number: str
    name: str
    unit: str
    price: Money
    part_class: str
    display_place: str
    free: Decimal


@dataclass(frozen=True, slots=True)
class AccessoryPage:
    """Rows by class and name; ``classes`` are all that the filter's text leaves, each with its number of articles."""

    rows: RowPage[AccessoryRow]
    classes: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class StockStanding:
    """Accessories on hand at cost without tax beside what the store wants of them; and of ``leveled`` articles (those with a
    standard level, accessories or not) how many ``reached`` it."""

    accessories: Money
    accessories_target: Money
    leveled: int
    reached: int

    @property
    def reached_share(self) -> Decimal | None:
        """Part of the articles with a standard level of which at least that much is on hand; None: no level is set."""
        return Decimal(self.reached) / self.leveled if self.leveled else None

    @property
    def target_share(self) -> Decimal | None:
        """Value of the accessories as a part of the target; None: the store wants none."""
        return Decimal(self.accessories.fen) / self.accessories_target.fen if self.accessories_target else None


@query(permissions.SEE)
def accessory_catalogue(
    actor: Actor, store_id: int, wanted: AccessoryFilter, on: date, window: Window = FIRST_PAGE
) -> AccessoryPage:
    """A store's accessories by class, priced for a day, with what is free: on hand less what customers signed for (R-PT12).

    :raises Denied: the actor may not see this store's stock
    """
    actor.require(permissions.SEE, store_id)
    free = _free_accessories(actor, store_id)
    only = bool(wanted.in_stock)
    wish = AccessoryWish(wanted.text, wanted.part_class, free, only)
    found = list_accessories(actor, store_id, wish, on, window)
    rows = [
        AccessoryRow(
            row.article_id,
            row.number,
            row.name,
            row.unit,
            row.price,
            row.part_class,
            row.display_place,
            free.get(row.article_id, Decimal(0)),
        )
        for row in found.rows
    ]
    classes = count_accessory_classes(actor, store_id, AccessoryWish(wanted.text, "", free, only), on)
    return AccessoryPage(RowPage(rows, found.total), classes)


@query(permissions.SEE)
def stock_standing(actor: Actor, store_id: int, on: date) -> StockStanding:
    """How a store's accessories stand to their target, and its articles to their standard level (R-PT02, K-B17)."""
    actor.require(permissions.SEE, store_id)
    balances: QuerySet[StockBalance] = StockBalance.objects.visible_to(actor, permissions.SEE)
    worth = balances.filter(store_id=store_id, article__is_accessory=True).aggregate(worth=Sum("value"))["worth"]
    cards: QuerySet[ShelfCard] = ShelfCard.objects.visible_to(actor, permissions.SEE)
    counted = cards.filter(store_id=store_id, standard__isnull=False).aggregate(
        leveled=Count("pk"), reached=Count("pk", filter=Q(balance__on_hand__gte=F("standard")))
    )
    return StockStanding(as_money(worth), Money.yuan(value(ACCESSORY_STOCK_TARGET, store_id, on)), **counted)


def _free_accessories(actor: Actor, store_id: int) -> dict[int, Decimal]:
    """Accessories of which the store has more than customers signed for."""
    balances: QuerySet[StockBalance] = StockBalance.objects.visible_to(actor, permissions.SEE)
    rows = balances.filter(store_id=store_id, article__is_accessory=True, on_hand__gt=0)
    free: dict[int, Decimal] = dict(rows.values_list("article_id", "on_hand"))
    for need in needs_in(actor, store_id, list(free)) if free else ():
        if need.is_firm and need.article_id in free:
            free[need.article_id] -= need.quantity
    return {article_id: quantity for article_id, quantity in free.items() if quantity > 0}
