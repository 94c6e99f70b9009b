"""Lists of operations, articles, packages and rates, one row each, and the history of their prices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window
from anxin.resources.catalog.models import (
    CatalogueRow,
    LabourClass,
    LabourOperation,
    LabourRate,
    MaintenanceItem,
    Package,
    PartArticle,
)
from anxin.resources.catalog.queries.search import matches

M = TypeVar("M", bound=CatalogueRow)


ANY_ORDER, FIRST_PAGE = Order(), Window()


@dataclass(frozen=True)
class RowFilter:
    """Filter of what every list of the catalogue can be cut by, shared by pages and API."""

    text: str = filter_field(_("编码、名称、拼音首字母"), default="")
    is_active: bool | None = filter_field(_("在用"), default=None)


@dataclass(frozen=True)
class CatalogueFilter(RowFilter):
    """Filter of the lists whose rows can stand on the price board."""

    is_on_board: bool | None = filter_field(_("上价格看板"), default=None)


@dataclass(frozen=True)
class OperationFilter(CatalogueFilter):
    """Filter of the list of operations."""

    labour_class: str = filter_field(_("工时类别"), default="", choices=LabourClass.choices)


@dataclass(frozen=True, slots=True)
class OperationRow:
    """A labour operation in a list or form."""

    id: int
    code: str
    name: str
    brand_id: int | None
    hours: Decimal
    labour_class: str
    skill: str
    is_high_voltage: bool
    is_active: bool
    is_on_board: bool
    needs_position: bool
    is_care: bool
    version: int


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """A part article in a list or form; ``price`` includes tax."""

    id: int
    number: str
    name: str
    brand_id: int | None
    unit: str
    price: Money
    next_price: Money | None
    next_price_on: date | None
    quality_days: int
    quality_km: int
    origin: str
    is_active: bool
    is_on_board: bool
    needs_position: bool
    is_care: bool
    is_accessory: bool
    part_class: str
    display_place: str
    purchase_unit: str
    purchase_factor: Decimal
    other_numbers: Sequence[str]
    version: int


@dataclass(frozen=True, slots=True)
class PackageRow:
    """A package in a list; no ``price`` means the sum of its lines."""

    id: int
    code: str
    name: str
    brand_id: int | None
    model_pattern: str
    price: Money | None
    is_active: bool
    is_on_board: bool
    care_every_km: int
    care_every_months: int
    version: int


@dataclass(frozen=True, slots=True)
class RateRow:
    """An hourly rate of a scope from a day on, tax included."""

    id: int
    labour_class: str
    rate: Money
    valid_from: date
    brand_id: int | None
    store_id: int | None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What a row said from an instant on, and who made it so (empty: the program)."""

    at: datetime
    by: str
    values: dict[str, Any]


SORTS = {"name": "name_key", "changed": "changed_at"}


@query(None)
def list_operations(
    actor: Actor,
    wanted: OperationFilter,
    order: Order = ANY_ORDER,
    window: Window = FIRST_PAGE,
) -> RowPage[OperationRow]:
    """Operations by filter; sorts: name, changed, code, hours."""
    rows = filtered(LabourOperation.objects.all(), wanted, "code")
    if wanted.labour_class:
        rows = rows.filter(labour_class=wanted.labour_class)
    ordered = rows.order_by(*order.as_order_by(SORTS | {"code": "code", "hours": "hours"}))
    return RowPage([operation_row(row) for row in cut(ordered, window)], rows.count())


@query(None)
def list_articles(
    actor: Actor,
    wanted: CatalogueFilter,
    order: Order = ANY_ORDER,
    window: Window = FIRST_PAGE,
) -> RowPage[ArticleRow]:
    """Articles by filter; sorts: name, changed, number, price."""
    rows = filtered(PartArticle.objects.all(), wanted, "number")
    ordered = rows.order_by(*order.as_order_by(SORTS | {"number": "number", "price": "price"}))
    return RowPage([article_row(row) for row in cut(ordered, window)], rows.count())


@query(None)
def list_package_rows(
    actor: Actor,
    wanted: CatalogueFilter,
    order: Order = ANY_ORDER,
    window: Window = FIRST_PAGE,
) -> RowPage[PackageRow]:
    """Packages by filter; sorts: name, changed, code, price."""
    rows = filtered(Package.objects.all(), wanted, "code")
    ordered = rows.order_by(*order.as_order_by(SORTS | {"code": "code", "price": "price"}))
    return RowPage([package_row(row) for row in cut(ordered, window)], rows.count())


@query(None)
def get_operation(actor: Actor, operation_id: int) -> OperationRow:
    """:raises NotFound: unknown id"""
    return operation_row(_one(LabourOperation.objects.all(), operation_id))


@query(None)
def get_article(actor: Actor, article_id: int) -> ArticleRow:
    """:raises NotFound: unknown id"""
    return article_row(_one(PartArticle.objects.all(), article_id))


@query(None)
def find_articles(actor: Actor, article_ids: Iterable[int]) -> dict[int, ArticleRow]:
    """The articles that exist, by id, in use or not."""
    return {row.pk: article_row(row) for row in PartArticle.objects.filter(pk__in=list(article_ids))}


@query(None)
def list_rates(actor: Actor, store_id: int) -> list[RateRow]:
    """Every rate that holds or held in a store, newest first: its own, its brand's, the group's.

    :raises NotFound: unknown store
    """
    reach = Q(store_id=store_id) | Q(brand_id=store_info(store_id).brand_id) | Q(store=None, brand=None)
    rows = LabourRate.objects.filter(reach).order_by("labour_class", "-valid_from", "-pk")
    return [RateRow(row.pk, row.labour_class, row.rate, row.valid_from, row.brand_id, row.store_id) for row in rows]


@query(None)
def list_history(actor: Actor, kind: str, row_id: int) -> list[HistoryLine]:
    """The price history of an ``operation``, ``article``, ``package`` or ``maintenance_item``, newest first.

    :raises NotFound: unknown kind
    """
    if kind not in _HISTORY:
        raise NotFound
    model, shown = _HISTORY[kind]
    events = model.pgh_event_model.objects.filter(pgh_obj_id=row_id)  # type: ignore[attr-defined]
    newest = events.select_related(*(["package"] if "package_code" in shown else []), "changed_by").order_by("-pgh_id")[:200]
    return [
        HistoryLine(
            each.changed_at,
            each.changed_by.display_name if each.changed_by else "",
            {name: _said(each, name) for name in shown},
        )
        for each in newest
    ]


_HISTORY: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "operation": (LabourOperation, ("code", "name", "hours", "labour_class", "is_active")),
    "article": (PartArticle, ("number", "name", "price", "next_price", "next_price_on", "is_active")),
    "package": (Package, ("code", "name", "price", "is_active")),
    "maintenance_item": (
        MaintenanceItem,
        (
            "code", "name", "package_code", "model_pattern", "every_km", "every_months", "first_km", "first_months",
            "is_active",
        ),
    ),
}  # fmt: skip


def _said(event: Any, name: str) -> Any:
    return event.package.code if name == "package_code" else getattr(event, name)


def operation_row(row: LabourOperation) -> OperationRow:
    """The public form of a row."""
    return OperationRow(**_values(OperationRow, row))


def article_row(row: PartArticle) -> ArticleRow:
    """The public form of a row."""
    return ArticleRow(**_values(ArticleRow, row))


def package_row(row: Package) -> PackageRow:
    """The public form of a row."""
    return PackageRow(**_values(PackageRow, row))


def _values(form: Any, row: CatalogueRow) -> dict[str, Any]:
    return {each.name: getattr(row, each.name) for each in fields(form)}


def filtered(rows: QuerySet[M], wanted: RowFilter, code_field: str) -> QuerySet[M]:
    """The rows that a filter lets through."""
    if wanted.text.strip():
        rows = rows.filter(matches(wanted.text, code_field))
    if wanted.is_active is not None:
        rows = rows.filter(is_active=wanted.is_active)
    if isinstance(wanted, CatalogueFilter) and wanted.is_on_board is not None:
        rows = rows.filter(is_on_board=wanted.is_on_board)
    return rows


def cut(rows: QuerySet[M], window: Window) -> QuerySet[M]:
    """The rows of a page."""
    return rows[window.offset : window.offset + window.limit]


def _one(rows: QuerySet[M], row_id: int) -> M:
    row = rows.filter(pk=row_id).first()
    if row is None:
        raise NotFound
    return row
