"""Reads of group, regions, brands, stores and their places. Stores and brands are known to every signed-in person."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db.models import Count, QuerySet

from anxin.parties.org.models import Bay, Brand, Department, Group, ParkingPlace, Region, Store, Team
from anxin.parties.org.permissions import MANAGE_UNITS, OPEN_SETTINGS
from anxin.parties.org.stores import all_stores
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared
from anxin.platform.errors import NotFound
from anxin.platform.numbering.models import NumberSeries
from anxin.platform.queries import query, remembered
from anxin.platform.text import natural_key


@dataclass(frozen=True, slots=True)
class NamedRow:
    """The group: name and version."""

    id: int
    name: str
    version: int


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region with its number of stores."""

    id: int
    name: str
    store_count: int
    version: int


@dataclass(frozen=True, slots=True)
class BrandRow:
    """A brand with its number of stores; ``tier`` is mid or high."""

    id: int
    code: str
    name: str
    name_en: str
    tier: str
    tier_label: str
    store_count: int
    version: int


@dataclass(frozen=True, slots=True)
class StoreCard:
    """A store with everything that people enter about it."""

    id: int
    code: str
    name: str
    company: str
    brand_id: int
    brand_name: str
    tier: str
    region_id: int | None
    region_name: str
    opened_on: date | None
    address: str
    phone: str
    tax_number: str
    plate_prefix: str
    time_zone: str
    day_starts_at: time
    is_active: bool
    version: int


@dataclass(frozen=True, slots=True)
class BayRow:
    """A bay; ``kind`` is a code of ``Bay.Kind``."""

    id: int
    store_id: int
    code: str
    kind: str
    kind_label: str
    is_high_voltage: bool
    is_active: bool


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A parking place, department or team; ``parent`` is a team's department."""

    id: int
    name: str
    is_active: bool
    parent: str = ""


@dataclass(frozen=True, slots=True)
class StorePlaces:
    """All places of a store, retired ones last."""

    bays: list[BayRow]
    parking_places: list[PlaceRow]
    departments: list[PlaceRow]
    teams: list[PlaceRow]


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """The last number of a series: letter, business year, running number."""

    store_code: str
    store_name: str
    series: str
    year: int
    last: int
    last_number: str


@query(None)
def get_group(actor: Actor) -> NamedRow:
    """The group.

    :raises NotFound: not installed yet
    """
    group = Group.objects.first()
    if group is None:
        raise NotFound
    return NamedRow(group.pk, group.name, group.version)


@query(None)
def list_regions(actor: Actor) -> list[RegionRow]:
    """All regions by name."""
    rows = Region.objects.annotate(store_count=Count("stores")).order_by("name")
    return [RegionRow(row.pk, row.name, row.store_count, row.version) for row in rows]


@query(None)
def list_brands(actor: Actor) -> list[BrandRow]:
    """All brands by code."""
    rows = Brand.objects.annotate(store_count=Count("stores")).order_by("code")
    return [
        BrandRow(
            row.pk, row.code, row.name, row.name_en, row.tier, str(row.get_tier_display()), row.store_count, row.version
        )
        for row in rows
    ]


@query(None)
def list_stores(actor: Actor) -> list[StoreCard]:
    """All stores of the group by code: which stores there are is no secret, what happens in them is."""
    return [_card(row) for row in Store.objects.select_related("brand", "region").order_by("code")]


@query(None)
def get_store(actor: Actor, store_id: int) -> StoreCard:
    """One store.

    :raises NotFound: unknown id
    """
    row = Store.objects.select_related("brand", "region").filter(pk=store_id).first()
    if row is None:
        raise NotFound
    return _card(row)


@remembered
def _bay_rows(store_id: int) -> list[Bay]:
    return _bays(store_id)


@query(None)
def list_bays(actor: Actor, store_id: int, *, with_retired: bool = False) -> list[BayRow]:
    """Bays of one of the actor's stores, by code, those in use or all; nothing for another store."""
    found = [row for row in _bay_rows(store_id) if with_retired or row.is_active]
    return [_bay(row) for row in sorted(found, key=lambda row: natural_key(row.code))]


@query(None)
def list_teams(actor: Actor, store_id: int) -> list[PlaceRow]:
    """Teams in use of one of the actor's stores, by name; nothing for another store."""
    found = Team.objects.in_stores(sorted(actor.store_ids)).filter(store_id=store_id, is_active=True).order_by("name")
    return [PlaceRow(row.pk, row.name, row.is_active) for row in found]


@prepared
def _bays(store_id: int) -> QuerySet[Bay]:
    rows: QuerySet[Bay] = Bay.objects.across_stores(
        reason="bays are known to everybody in the store; row security keeps others out"
    )
    return rows.filter(store_id=store_id)


@query(MANAGE_UNITS)
def get_store_places(actor: Actor, store_id: int) -> StorePlaces:
    """Bays, parking places, departments and teams of a store, retired ones included.

    :raises NotFound: unknown, or the actor may not manage it
    """
    if store_id not in actor.stores_for(MANAGE_UNITS):
        raise NotFound

    def rows(model: Any, *order: str) -> Any:
        return model.objects.visible_to(actor, MANAGE_UNITS).filter(store_id=store_id).order_by("-is_active", *order)

    def by_code(model: Any) -> Any:
        return sorted(rows(model), key=lambda row: (not row.is_active, natural_key(row.code)))

    departments = {row.pk: row for row in rows(Department, "name")}
    return StorePlaces(
        [_bay(row) for row in by_code(Bay)],
        [PlaceRow(row.pk, row.code, row.is_active) for row in by_code(ParkingPlace)],
        [PlaceRow(row.pk, row.name, row.is_active) for row in departments.values()],
        [
            PlaceRow(row.pk, row.name, row.is_active, departments[row.department_id].name if row.department_id else "")
            for row in rows(Team, "name")
        ],
    )


@query(OPEN_SETTINGS)
def list_number_series(actor: Actor) -> list[SeriesRow]:
    """The series of the actor's stores, the newest year first."""
    stores = all_stores()
    rows = NumberSeries.objects.filter(store_id__in=actor.stores_for(OPEN_SETTINGS)).order_by("store_id", "-year", "series")
    return [
        SeriesRow(
            stores[row.store_id].code,
            stores[row.store_id].name,
            row.series,
            row.year,
            row.last,
            f"{stores[row.store_id].code}-{row.series}{row.year % 100:02}-{row.last:06}",
        )
        for row in rows
    ]


def _card(row: Store) -> StoreCard:
    return StoreCard(
        row.pk,
        row.code,
        row.name,
        row.company,
        row.brand_id,
        row.brand.name,
        row.brand.tier,
        row.region_id,
        row.region.name if row.region else "",
        row.opened_on,
        row.address,
        row.phone,
        row.tax_number,
        row.plate_prefix,
        row.time_zone,
        row.day_starts_at,
        row.is_active,
        row.version,
    )


def _bay(row: Bay) -> BayRow:
    return BayRow(row.pk, row.store_id, row.code, row.kind, str(row.get_kind_display()), row.is_high_voltage, row.is_active)
