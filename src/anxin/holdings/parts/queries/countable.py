"""Which articles of a store there are to count, and how long ago they were."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q

from anxin.holdings.parts import permissions
from anxin.holdings.parts.models import ArticleBin, StockBalance
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.text import compact

KEPT = ~Q(on_hand=0) | Q(card__main_bin__gt="") | Q(card__standard__isnull=False) | Q(card__minimum__isnull=False)


@dataclass(frozen=True, slots=True)
class Countable:
    """Which articles: those that the store has, or keeps a place or levels for; narrowed by whatever is said.

    Bins as their codes sort, both ends included (``B-06`` to ``B-06`` is all that begins so). ``least_value`` is without
    tax. ``not_since``: counted before that day or never; ``in_stock``: only what is on hand.
    """

    first_bin: str = ""
    last_bin: str = ""
    part_class: str = ""
    is_accessory: bool | None = None
    least_value: Money | None = None
    is_old: bool = False
    not_since: date | None = None
    in_stock: bool = False
    article_ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class ToCount:
    """An article to count, its main bin (empty: none), and the day on which it was counted last."""

    article_id: int
    bin: str
    counted_on: date | None


@dataclass(frozen=True, slots=True)
class CountingAge:
    """Articles on hand, and those of them that were not counted for so long."""

    articles: int
    overdue: int


@query(permissions.SEE)
def list_countable(
    actor: Actor, store_id: int, wanted: Countable, *, leave_out: Any = None, most: int | None = None
) -> list[ToCount]:
    """What there is to count, the longest not counted first; not those in ``leave_out`` (a select of article ids).

    ``most``: no more than so many.
    """
    rows = _countable(actor, store_id, wanted)
    if leave_out is not None:
        rows = rows.exclude(article_id__in=leave_out)
    ordered = rows.order_by(F("card__counted_on").asc(nulls_first=True), "card__main_bin", "article_id")
    found = ordered.values_list("article_id", "card__main_bin", "card__counted_on")[:most]
    return [ToCount(article_id, bin_code or "", counted_on) for article_id, bin_code, counted_on in found]


@query(permissions.SEE)
def counting_age(actor: Actor, store_id: int, on: date, every_days: int) -> CountingAge:
    """How many articles on hand there are, and how many of them were not counted in the last so many days."""
    since = on - timedelta(days=every_days)
    rows = _countable(actor, store_id, Countable(in_stock=True))
    sums = rows.aggregate(
        articles=Count("pk"), overdue=Count("pk", filter=Q(card__counted_on__lt=since) | Q(card__counted_on=None))
    )
    return CountingAge(sums["articles"], sums["overdue"])


def _countable(actor: Actor, store_id: int, wanted: Countable) -> Any:
    rows = StockBalance.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    rows = rows.filter(~Q(on_hand=0) if wanted.in_stock else KEPT)
    first, last = compact(wanted.first_bin), compact(wanted.last_bin)
    if first or last:
        rows = rows.filter(article_id__in=_placed(actor, store_id, first, last))
    if wanted.part_class:
        rows = rows.filter(article__part_class=wanted.part_class)
    if wanted.is_accessory is not None:
        rows = rows.filter(article__is_accessory=wanted.is_accessory)
    if wanted.least_value is not None:
        rows = rows.filter(value__gte=wanted.least_value)
    if wanted.is_old:
        rows = rows.filter(Q(card__is_slow=True) | Q(card__is_overdue=True))
    if wanted.not_since is not None:
        rows = rows.filter(Q(card__counted_on__lt=wanted.not_since) | Q(card__counted_on=None))
    if wanted.article_ids is not None:
        rows = rows.filter(article_id__in=wanted.article_ids)
    return rows


def _placed(actor: Actor, store_id: int, first: str, last: str) -> Any:
    bins = ArticleBin.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    last = last or first
    within = Q(code__lte=last) | Q(code__startswith=last)
    return bins.filter(within, code__gte=first).values("article_id")
