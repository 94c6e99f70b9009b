"""How a store keeps its articles: bins and levels, for desks, replenishment and counts."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anxin.holdings.parts import permissions
from anxin.holdings.parts.models import ArticleBin, ShelfCard
from anxin.platform.actor import Actor
from anxin.platform.queries import query


@dataclass(frozen=True, slots=True)
class StockLevels:
    """How a store keeps an article; a level of None is not watched. Quantities in the unit of the article.

    ``is_high_demand``: as a person said (``high_demand_said``), else as the issues of the last days say.
    """

    article_id: int
    minimum: Decimal | None
    standard: Decimal | None
    maximum: Decimal | None
    is_high_demand: bool
    high_demand_said: bool | None
    counted_on: date | None
    version: int


@query(permissions.ASK)
def bins_of(actor: Actor, store_id: int, article_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """In which bins a store keeps each article, the main one first; those without a bin are left out. One statement."""
    rows = ArticleBin.objects.visible_to(actor, permissions.ASK).filter(store_id=store_id, article_id__in=article_ids)
    found: dict[int, list[str]] = defaultdict(list)
    for article_id, code in rows.order_by("-is_main", "code").values_list("article_id", "code"):
        found[article_id].append(code)
    return {article_id: tuple(codes) for article_id, codes in found.items()}


@query(permissions.SEE)
def levels_of(actor: Actor, store_id: int, article_ids: Collection[int] | None = None) -> dict[int, StockLevels]:
    """How a store keeps articles; those that it never kept are left out. One statement.

    Without ``article_ids`` all for which a level was set.
    """
    rows = ShelfCard.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    if article_ids is None:
        rows = rows.exclude(minimum=None, standard=None, maximum=None)
    else:
        rows = rows.filter(article_id__in=article_ids)
    return {row.article_id: _levels(row) for row in rows}


def _levels(row: ShelfCard) -> StockLevels:
    levels = (row.minimum, row.standard, row.maximum)
    return StockLevels(row.article_id, *levels, row.is_high_demand, row.high_demand_said, row.counted_on, row.version)
