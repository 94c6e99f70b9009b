"""The accessories that a store's house displays: by class, with the sets that hold them (FORM-58, R-PT12)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.ui.lists import RowPage, Window
from anxin.resources.catalog.models import Package, PackageLine, PartArticle, Supersession
from anxin.resources.catalog.queries.packages import missing_classes, priced_package, with_lines
from anxin.resources.catalog.queries.prices import for_store, rates_of
from anxin.resources.catalog.queries.search import matches

FIRST_PAGE = Window()
WITHOUT_CLASS_LAST = Case(When(part_class="", then=Value(1)), default=Value(0))


@dataclass(frozen=True, slots=True)
class AccessoryWish:
    """Which accessories: ``there`` are the articles of which a store has something, with ``only_there`` no others."""

    text: str = ""
    part_class: str = ""
    there: Collection[int] = ()
    only_there: bool = False


@dataclass(frozen=True, slots=True)
class Accessory:
    """An accessory in use; ``price`` is that of the day, tax included; ``display_place`` is where it is shown."""

    article_id: int
    number: str
    name: str
    unit: str
    price: Money
    part_class: str
    display_place: str


@dataclass(frozen=True, slots=True)
class AccessorySet:
    """A package that holds accessories, under the class of the first of them; ``price`` includes tax and labour."""

    package_id: int
    code: str
    name: str
    price: Money
    part_class: str
    contents: tuple[str, ...]


@query(None)
def list_accessories(
    actor: Actor, store_id: int, wanted: AccessoryWish, on: date, window: Window = FIRST_PAGE
) -> RowPage[Accessory]:
    """Accessories in use that serve a store, by class (without one: last) and name.

    What another article has replaced by ``on`` is left out unless it is ``there``.
    """
    rows = _accessories(store_id, wanted, on)
    ordered = rows.order_by(WITHOUT_CLASS_LAST, "part_class", "name_key", "pk")
    shown = ordered[window.offset : window.offset + window.limit]
    return RowPage([_accessory(row, on) for row in shown], rows.count())


@query(None)
def count_accessory_classes(actor: Actor, store_id: int, wanted: AccessoryWish, on: date) -> list[tuple[str, int]]:
    """Each class of a store's accessories with how many are in it; an empty class comes last."""
    rows = _accessories(store_id, wanted, on).order_by(WITHOUT_CLASS_LAST, "part_class")
    return list(rows.values_list("part_class").annotate(articles=Count("pk")))


@query(None)
def list_accessory_sets(actor: Actor, store_id: int, on: date) -> list[AccessorySet]:
    """Packages of a store that hold accessories, by name; one whose labour has no rate is left out."""
    holding = PackageLine.objects.filter(package_id=OuterRef("pk"), article__is_accessory=True, article__is_active=True)
    rows: QuerySet[Package] = Package.objects.filter(for_store(store_id), Exists(holding), is_active=True)
    # The brand's own package comes last and stands.
    rows = rows.order_by(F("brand_id").asc(nulls_first=True)).prefetch_related(with_lines())
    chosen = sorted({row.code: row for row in rows}.values(), key=lambda row: (row.name_key, row.pk))
    rates = rates_of(store_id, on) if chosen else {}
    return [_accessory_set(row, rates, on) for row in chosen if not missing_classes(row, rates)]


def _accessories(store_id: int, wanted: AccessoryWish, on: date) -> "QuerySet[PartArticle]":
    there = Q(pk__any=list(wanted.there))
    replaced = Exists(Supersession.objects.filter(article_id=OuterRef("pk"), from_on__lte=on))
    rows = PartArticle.objects.filter(for_store(store_id), is_accessory=True, is_active=True)
    rows = rows.filter(there) if wanted.only_there else rows.filter(there | ~replaced)
    if wanted.part_class.strip():
        rows = rows.filter(part_class=wanted.part_class.strip())
    if wanted.text.strip():
        rows = rows.filter(matches(wanted.text, "number"))
    return rows


def _accessory(row: PartArticle, on: date) -> Accessory:
    return Accessory(row.pk, row.number, row.name, row.unit, row.price_on(on), row.part_class, row.display_place)


def _accessory_set(row: Package, rates: Any, on: date) -> AccessorySet:
    first = next(line.article for line in row.lines.all() if line.article is not None and line.article.is_accessory)
    contents = tuple(one.name for one in (line.article or line.operation for line in row.lines.all()) if one is not None)
    return AccessorySet(row.pk, row.code, row.name, priced_package(row, rates, on).price, first.part_class, contents)
