"""Where each article of a store stands: read in a few statements, however many it keeps."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from anxin.holdings.parts.parameters import SLOW_DAYS
from anxin.holdings.parts.queries import WatchedArticle, needs_in, watched_articles
from anxin.holdings.purchasing.queries import (
    ComingStock,
    LastPurchase,
    SupplierRow,
    last_purchases,
    list_coming,
    list_suppliers,
)
from anxin.holdings.replenishment import parameters
from anxin.holdings.replenishment.rules import Cover, Levels, Standing, suggested
from anxin.holdings.transfers.queries import coming_by_article
from anxin.platform.actor import Actor
from anxin.platform.money import ZERO, Money
from anxin.platform.parameters import value

NOTHING = Decimal(0)
NOT_COMING = ComingStock(NOTHING, NOTHING)


@dataclass(frozen=True, slots=True)
class Stand:
    """An article with what is coming and wanted of it, who would bring it, and whether it moves."""

    article: WatchedArticle
    coming: Decimal
    wanted: Decimal
    supplier: SupplierRow | None
    lead_days: int
    unit_price: Money
    is_moving: bool

    @property
    def position(self) -> Decimal:
        """On hand and coming, less what documents want."""
        return self.article.on_hand + self.coming - self.wanted

    @property
    def levels(self) -> Levels:
        """As they were set."""
        return Levels(self.article.minimum, self.article.standard, self.article.maximum)

    def standing(self, levels: Levels, cover: Cover) -> Standing:
        """As the rules see it, kept between these levels."""
        one = self.article
        daily = cover.daily(one.demand)
        return Standing(one.article_id, self.position, levels, one.purchase_factor, self.unit_price, daily)

    def by_demand(self, cover: Cover) -> Levels:
        """Levels that follow from demand; those that were set where nothing was asked for."""
        return suggested(self.article.demand, cover, self.lead_days) if self.article.demand else self.levels


def usual_cover(store_id: int, today: date) -> Cover:
    """How long stock is to last by the store's parameters."""
    names = (parameters.DEMAND_DAYS, parameters.REVIEW_DAYS, parameters.SAFETY_DAYS, parameters.COVER_DAYS)
    return Cover(*(value(name, store_id, today) for name in names))


def coming_in(actor: Actor, store_id: int, article_ids: Collection[int] | None = None) -> dict[int, Decimal]:
    """Article → what is ordered, on a draft or on its way from another store."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    for article_id, one in list_coming(actor, store_id, article_ids).items():
        found[article_id] += one.ordered + one.drafted
    for article_id, quantity in coming_by_article(actor, store_id, article_ids).items():
        found[article_id] += quantity
    return found


def stands_of(actor: Actor, store_id: int, today: date, *, tried: Cover | None) -> list[Stand]:
    """Articles below the minimum that was set, or (with ``tried``) below one that would follow from demand."""
    coming = coming_in(actor, store_id)
    wanted: dict[int, Decimal] = defaultdict(Decimal)
    for need in needs_in(actor, store_id):
        if need.is_firm:
            wanted[need.article_id] += need.quantity
    expected = {one: coming.get(one, NOTHING) - wanted.get(one, NOTHING) for one in coming.keys() | wanted.keys()}
    suppliers = {one.id: one for one in list_suppliers(actor, store_id)}
    usual = value(parameters.LEAD_DAYS, store_id, today)
    longest = max([usual, *(one.lead_days or 0 for one in suppliers.values())])
    days = value(parameters.DEMAND_DAYS, store_id, today)
    reach = tried.reach(longest) if tried else NOTHING
    found = watched_articles(actor, store_id, expected, today - timedelta(days=days), today, reach)
    last = last_purchases(actor, store_id, [one.article_id for one in found])
    still_since = today - timedelta(days=value(SLOW_DAYS, store_id, today))
    return [
        _stand(one, coming, wanted, _supplier(one, last.get(one.article_id), suppliers), last, usual, still_since)
        for one in found
    ]


def _stand(
    one: WatchedArticle,
    coming: dict[int, Decimal],
    wanted: dict[int, Decimal],
    supplier: SupplierRow | None,
    last: dict[int, LastPurchase],
    usual: int,
    still_since: date,
) -> Stand:
    moved_lately = one.issued_on is not None and one.issued_on > still_since
    known = last.get(one.article_id)
    return Stand(
        one,
        coming.get(one.article_id, NOTHING),
        wanted.get(one.article_id, NOTHING),
        supplier,
        usual if supplier is None or supplier.lead_days is None else supplier.lead_days,
        known.unit_price if known else _average(one),
        one.demand > 0 or moved_lately or not one.has_moved,
    )


def _supplier(one: WatchedArticle, last: LastPurchase | None, suppliers: dict[int, SupplierRow]) -> SupplierRow | None:
    """Who brought it last, while he gets orders and, for a genuine part, deals in them (R-PT01)."""
    found = suppliers.get(last.supplier_id) if last else None
    return None if found is None or (one.is_genuine and not found.deals_genuine) else found


def _average(one: WatchedArticle) -> Money:
    """What a unit on hand cost, where nobody brought it by an order."""
    return one.value.per(one.on_hand) if one.on_hand > 0 else ZERO
