"""The directory of stores, kept in memory for two seconds: names, brand, tier, clock, calendar of every store.

Stores are readable by all and change rarely; a page would otherwise ask for them again and again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from time import monotonic
from zoneinfo import ZoneInfo

from django.db.models import Q

from anxin.parties.org.models import Brand, Holiday, Store, StoreHours
from anxin.platform.calendar.public_holidays import PublicDay, PublicDayKind, PublicHolidays
from anxin.platform.calendar.rules import CLOSED, DayOverride, WorkingCalendar
from anxin.platform.clock import StoreClock
from anxin.platform.errors import NotFound

LAG_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """A store as everybody may see it."""

    id: int
    code: str
    name: str
    company: str
    brand_id: int
    brand_name: str
    tier: str
    region_id: int | None
    address: str
    phone: str
    tax_number: str
    plate_prefix: str
    is_active: bool
    clock: StoreClock
    opened_on: date | None


@dataclass(frozen=True, slots=True)
class _Directory:
    """What was read at one moment; calendars are added as they are asked for."""

    taken_at: float
    stores: Mapping[int, StoreInfo]
    mark: frozenset[tuple[int, int, int | None]]
    calendars: dict[int, WorkingCalendar] = field(default_factory=dict)


_memory: list[_Directory] = []


def forget() -> None:
    """Drop the memory: after a change in this process, and between tests."""
    _memory.clear()


def all_stores() -> Mapping[int, StoreInfo]:
    """Every store by id."""
    return _directory().stores


def directory_mark() -> frozenset[tuple[int, int, int | None]]:
    """Changes whenever a store is added or moved: remembered actors are only good for the same mark."""
    return _directory().mark


def store_info(store_id: int) -> StoreInfo:
    """One store.

    :raises NotFound: unknown id
    """
    try:
        return all_stores()[store_id]
    except KeyError:
        raise NotFound from None


def is_brand(brand_id: int) -> bool:
    """Whether the group has a brand of this id."""
    return Brand.objects.filter(pk=brand_id).exists()


def calendar_of(store_id: int) -> WorkingCalendar:
    """Working calendar of a store: its weekly hours, the law's days and its own exceptions (M01.07)."""
    return calendars_of([store_id])[store_id]


def calendars_of(store_ids: Collection[int]) -> dict[int, WorkingCalendar]:
    """Working calendars of stores by id, in the order given.

    :raises NotFound: unknown id
    """
    calendars = _directory().calendars
    missing = [store_info(store) for store in store_ids if store not in calendars]
    if missing:
        calendars |= _calendars(missing)
    return {store: calendars[store] for store in store_ids}


def _directory() -> _Directory:
    # One reference is read and replaced, so that threads never see a half-filled memory.
    known = next(iter(_memory), None)
    if known is not None and monotonic() - known.taken_at <= LAG_SECONDS:
        return known
    found = {row.pk: _info(row) for row in Store.objects.select_related("brand").order_by("code")}
    made = _Directory(monotonic(), found, frozenset((each.id, each.brand_id, each.region_id) for each in found.values()))
    _memory[:] = [made]
    return made


def _info(row: Store) -> StoreInfo:
    brand: Brand = row.brand
    return StoreInfo(
        row.pk,
        row.code,
        row.name,
        row.company,
        brand.pk,
        brand.name,
        brand.tier,
        row.region_id,
        row.address,
        row.phone,
        row.tax_number,
        row.plate_prefix,
        row.is_active,
        StoreClock(ZoneInfo(row.time_zone), row.day_starts_at),
        row.opened_on,
    )


def _calendars(stores: Collection[StoreInfo]) -> dict[int, WorkingCalendar]:
    ids = [store.id for store in stores]
    hours: dict[int, list[StoreHours]] = {}
    rows = StoreHours.objects.across_stores(reason="opening hours are public").filter(store_id__in=ids)
    for row in rows.order_by("opens_at"):
        hours.setdefault(row.store_id, []).append(row)
    special = [*Holiday.objects.filter(Q(store_id=None) | Q(store_id__in=ids))]
    return {
        store.id: _calendar(store, hours.get(store.id, []), [day for day in special if day.store_id in (None, store.id)])
        for store in stores
    }


def _calendar(store: StoreInfo, hours: Iterable[StoreHours], special: Iterable[Holiday]) -> WorkingCalendar:
    weekly: list[list[tuple[time, time]]] = [[] for _ in range(7)]
    for row in hours:
        weekly[row.weekday].append((row.opens_at, row.closes_at))
    usual = tuple(tuple(day) for day in weekly)
    public: dict[date, PublicDay] = {}
    exceptions: dict[date, DayOverride] = {}
    for day in special:
        if day.kind in (Holiday.Kind.HOLIDAY, Holiday.Kind.MAKEUP):
            public[day.day] = PublicDay(day.day, PublicDayKind(day.kind), day.name, day.name)
        elif day.kind == Holiday.Kind.CLOSED:
            exceptions[day.day] = CLOSED
        elif day.kind == Holiday.Kind.OPEN:
            exceptions[day.day] = DayOverride(usual[day.day.weekday()] or max(usual, key=len))
    holidays = PublicHolidays(public.values(), {day.year for day in public})
    return WorkingCalendar(store.clock.zone, usual, exceptions, holidays)
