"""The maintenance schedule: its rows, and what it asks of a car with today's prices (R-DL02, R-RO15, M08.05)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.platform.ui.lists import Order, RowPage, Window
from anxin.resources.catalog import rules
from anxin.resources.catalog.models import MaintenanceItem, Package
from anxin.resources.catalog.queries.lists import ANY_ORDER, FIRST_PAGE, SORTS, RowFilter, cut, filtered
from anxin.resources.catalog.queries.packages import missing_classes, priced_package, with_lines
from anxin.resources.catalog.queries.prices import for_store, rates_of


@dataclass(frozen=True, slots=True)
class MaintenanceRow:
    """A row of the schedule in a list or form; 0 is no limit of that kind."""

    id: int
    code: str
    name: str
    brand_id: int | None
    package_code: str
    model_pattern: str
    every_km: int
    every_months: int
    first_km: int
    first_months: int
    is_active: bool
    version: int


@dataclass(frozen=True, slots=True)
class PlannedService:
    """What the schedule asks of a model: a package, how often, its price and hours in a store on a day.

    ``price`` is None where the package cannot be priced or is no longer in use; ``is_scheduled`` is False for a care
    product that stands in no schedule. A car had it that had all its operations (or all its articles, if it has none).
    """

    code: str
    name: str
    price: Money | None
    hours: Decimal
    every: rules.Interval
    is_care: bool
    is_scheduled: bool
    operation_ids: frozenset[int]
    article_ids: frozenset[int]

    def next_due(self, had: rules.Had | None, in_use_since: date | None, seen: rules.Had | None = None) -> rules.Due:
        """When a car is next due for it: after the last time, else from its first day on, or since it was ``seen``."""
        return rules.next_due(self.every, had, in_use_since, seen)


@query(None)
def list_maintenance_items(
    actor: Actor, wanted: RowFilter, order: Order = ANY_ORDER, window: Window = FIRST_PAGE
) -> RowPage[MaintenanceRow]:
    """Rows of the schedule by filter; sorts: name, changed, code, every_km."""
    rows = filtered(MaintenanceItem.objects.select_related("package"), wanted, "code")
    ordered = rows.order_by(*order.as_order_by(SORTS | {"code": "code", "every_km": "every_km"}))
    return RowPage([maintenance_row(row) for row in cut(ordered, window)], rows.count())


@query(None)
def get_maintenance_item(actor: Actor, maintenance_item_id: int) -> MaintenanceRow:
    """:raises NotFound: unknown id"""
    row = MaintenanceItem.objects.select_related("package").filter(pk=maintenance_item_id).first()
    if row is None:
        raise NotFound
    return maintenance_row(row)


@query(None)
def maintenance_plan(actor: Actor, store_id: int, model_name: str, on: date) -> list[PlannedService]:
    """All that the schedule of a store's brand asks of a model, and the care products for it; by name.

    A model without a name is none of a pattern. A package in two rows keeps both intervals; one that stands in the
    schedule goes by it, whatever interval it has as a care product.
    """
    items = _scheduled(store_id, model_name)
    care = Q(care_every_km__gt=0) | Q(care_every_months__gt=0)
    wanted = Q(pk__in=[one.package_id for one in items]) | (for_store(store_id) & care & Q(is_active=True))
    rows: QuerySet[Package] = Package.objects.filter(wanted).order_by(F("brand_id").asc(nulls_first=True))
    packages = {row.pk: row for row in rows.prefetch_related(with_lines())}
    rates = rates_of(store_id, on) if packages else {}
    plan = [_planned(packages[one.package_id], _interval(one), rates, on, name=one.name, is_scheduled=True) for one in items]
    scheduled = {one.package_id for one in items}
    own = {row.code: row for row in packages.values() if row.care_every_km or row.care_every_months}
    plan += [
        _planned(row, rules.Interval(row.care_every_km, row.care_every_months), rates, on)
        for row in own.values()
        if row.pk not in scheduled and row.is_active and rules.fits_model(row.model_pattern, model_name)
    ]
    return sorted(plan, key=lambda one: (not one.is_scheduled, one.name, one.code))


def maintenance_row(row: MaintenanceItem) -> MaintenanceRow:
    """The public form of a row that was fetched with its package."""
    return MaintenanceRow(
        row.pk,
        row.code,
        row.name,
        row.brand_id,
        row.package.code,
        row.model_pattern,
        row.every_km,
        row.every_months,
        row.first_km,
        row.first_months,
        row.is_active,
        row.version,
    )


def _scheduled(store_id: int, model_name: str) -> list[MaintenanceItem]:
    """Rows in force for a model; a brand's own goes before that of every brand with the same code."""
    rows: Iterable[MaintenanceItem] = MaintenanceItem.objects.filter(for_store(store_id), is_active=True).order_by(
        F("brand_id").asc(nulls_first=True), "code"
    )
    chosen = {row.code: row for row in rows}
    return [row for row in chosen.values() if rules.fits_model(row.model_pattern, model_name)]


def _interval(row: MaintenanceItem) -> rules.Interval:
    return rules.Interval(row.every_km, row.every_months, row.first_km, row.first_months)


def _planned(
    row: Package,
    every: rules.Interval,
    rates: Mapping[str, rules.RateEntry],
    on: date,
    *,
    name: str = "",
    is_scheduled: bool = False,
) -> PlannedService:
    lines = list(row.lines.all())
    is_priced = row.is_active and not missing_classes(row, rates)
    return PlannedService(
        row.code,
        name or row.name,
        priced_package(row, rates, on).price if is_priced else None,
        sum((line.operation.hours * line.quantity for line in lines if line.operation), Decimal(0)),
        every,
        bool(row.care_every_km or row.care_every_months),
        is_scheduled,
        frozenset(line.operation_id for line in lines if line.operation_id is not None),
        frozenset(line.article_id for line in lines if line.article_id is not None),
    )
