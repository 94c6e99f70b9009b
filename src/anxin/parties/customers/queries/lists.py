"""Lists of customers and vehicles of the actor's stores: filters that page, export and API share."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers import permissions
from anxin.parties.customers.models import Customer, CustomerStore, Vehicle, VehicleParty, VehicleStore
from anxin.parties.customers.queries.cards import masked
from anxin.parties.customers.queries.search import matching_customers, matching_vehicles
from anxin.parties.org.queries import all_stores, store_info
from anxin.platform.actor import Actor
from anxin.platform.clock import FIRST_YEAR, GROUP_CLOCK, LAST_YEAR
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window

FEW_STORES = 5
YES_NO = (("yes", _("是")), ("no", _("否")))


def store_choices() -> list[tuple[int, str]]:
    """Stores as choices of a filter."""
    return [(store.id, store.name) for store in all_stores().values()]


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Which customers to list."""

    text: str = filter_field(_("姓名 / 拼音 / 电话尾号"), default="")
    kind: tuple[str, ...] = filter_field(_("性质"), choices=Customer.Kind.choices, default=())
    trade: str = filter_field(_("行业"), default="")
    created_from: date | None = filter_field(_("建档从"), default=None)
    created_to: date | None = filter_field(_("建档到"), default=None)
    store_id: int | None = filter_field(_("门店"), choices=store_choices)


@dataclass(frozen=True, slots=True)
class VehicleFilter:
    """Which vehicles to list."""

    text: str = filter_field(_("车牌 / 车架号尾号"), default="")
    model: str = filter_field(_("车型"), default="")
    own_sold: str = filter_field(_("本店销售"), choices=YES_NO, default="")
    engine_type: tuple[str, ...] = filter_field(_("动力"), choices=Vehicle.EngineType.choices, default=())
    visited_from: date | None = filter_field(_("到店从"), default=None)
    not_visited_since: date | None = filter_field(_("此后未到店"), default=None)
    service_due_to: date | None = filter_field(_("下次保养到"), default=None)
    store_id: int | None = filter_field(_("门店"), choices=store_choices)


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A line of the customers list."""

    id: int
    name: str
    kind: str
    masked_phone: str
    trade: str
    created_on: date
    vehicle_count: int
    last_visit_at: datetime | None


@dataclass(frozen=True, slots=True)
class VehicleRow:
    """A line of the vehicles list."""

    id: int
    plate: str
    vin: str
    brand_name: str
    model_name: str
    is_new_energy: bool
    is_own_sold: bool
    owner_name: str
    odometer_km: int | None
    next_service_on: date | None
    last_visit_at: datetime | None


CUSTOMER_ORDER = {"name": "name_key", "created_on": "created_on", "last_visit_at": "last_visit_at"}
VEHICLE_ORDER = {
    "plate": "plate",
    "model_name": "model_name",
    "odometer_km": "odometer_km",
    "next_service_on": "next_service_on",
    "last_visit_at": "last_visit_at",
}


@query(permissions.SEE)
def list_customers(actor: Actor, wanted: CustomerFilter, order: Order, window: Window) -> RowPage[CustomerRow]:
    """Customers of the actor's stores, filtered and sorted."""
    relations = CustomerStore.objects.visible_to(actor, permissions.SEE)
    if wanted.store_id is not None:
        relations = relations.filter(store_id=wanted.store_id)
    rows = Customer.objects.visible_to(actor, permissions.SEE)
    is_narrow = _is_narrow(actor, wanted)
    if is_narrow:
        rows = rows.filter(pk__in=relations.values("customer_id"))
    if wanted.text:
        rows = rows.filter(pk__in=matching_customers(actor, wanted.text, limit=2000))
    if wanted.kind:
        rows = rows.filter(kind__in=wanted.kind)
    if wanted.trade:
        rows = rows.filter(trade=wanted.trade)
    if wanted.created_from:
        rows = rows.filter(created_on__gte=wanted.created_from)
    if wanted.created_to:
        rows = rows.filter(created_on__lte=wanted.created_to)
    page = _page(rows, relations, "customer_id", order.as_order_by(CUSTOMER_ORDER), window)
    visits = _last_visits(relations, "customer_id", page)
    counts = _vehicle_counts(actor, [one.pk for one in page])
    return RowPage(
        [
            CustomerRow(
                one.pk,
                one.name,
                one.kind,
                masked(one.phone),
                one.trade,
                one.created_on,
                counts.get(one.pk, 0),
                visits.get(one.pk),
            )
            for one in page
        ],
        _total(rows, relations, "customer_id", is_filtered=_is_filtered(wanted), is_narrow=is_narrow),
    )


@query(permissions.SEE)
def list_vehicles(actor: Actor, wanted: VehicleFilter, order: Order, window: Window) -> RowPage[VehicleRow]:
    """Vehicles of the actor's stores, filtered and sorted."""
    relations = VehicleStore.objects.visible_to(actor, permissions.SEE)
    if wanted.store_id is not None:
        relations = relations.filter(store_id=wanted.store_id)
    rows = _filtered_vehicles(actor, wanted, relations)
    shown = rows.select_related("brand")
    page = _page(shown, relations, "vehicle_id", order.as_order_by(VEHICLE_ORDER), window)
    visits = _last_visits(relations, "vehicle_id", page)
    owners = _owner_names(actor, [one.pk for one in page])
    is_narrow = _is_narrow(actor, wanted)
    total = _total(rows, relations, "vehicle_id", is_filtered=_is_filtered(wanted), is_narrow=is_narrow)
    return RowPage([_vehicle_row(one, owners.get(one.pk, ""), visits.get(one.pk)) for one in page], total)


@query(permissions.SEE)
def count_fleet_vehicles(actor: Actor, customer_id: int, since: datetime) -> tuple[int, int]:
    """Vehicles that a fleet owns or pays for now, and how many of them visited the actor's stores since (M02.09)."""
    parties = VehicleParty.objects.visible_to(actor, permissions.SEE)
    mine = parties.filter(customer_id=customer_id, valid_to=None, role__in=("owner", "payer"))
    vehicles = set(mine.values_list("vehicle_id", flat=True))
    relations = VehicleStore.objects.visible_to(actor, permissions.SEE).filter(vehicle_id__in=vehicles)
    visited = set(relations.filter(last_visit_at__gte=since).values_list("vehicle_id", flat=True))
    return len(vehicles), len(visited)


def _filtered_vehicles(actor: Actor, wanted: VehicleFilter, relations: Any) -> Any:
    rows = Vehicle.objects.visible_to(actor, permissions.SEE)
    if _is_narrow(actor, wanted):
        rows = rows.filter(pk__in=relations.values("vehicle_id"))
    here = relations.filter(vehicle_id=OuterRef("pk"))
    if wanted.text:
        rows = rows.filter(pk__in=matching_vehicles(actor, wanted.text, limit=2000))
    if wanted.model:
        rows = rows.filter(model_name__icontains=wanted.model)
    if wanted.own_sold:
        rows = rows.filter(is_own_sold=wanted.own_sold == "yes")
    if wanted.engine_type:
        rows = rows.filter(engine_type__in=wanted.engine_type)
    if wanted.visited_from:
        rows = rows.filter(Exists(here.filter(last_visit_at__gte=_begin(wanted, wanted.visited_from))))
    if wanted.not_visited_since:
        rows = rows.exclude(Exists(here.filter(last_visit_at__gte=_begin(wanted, wanted.not_visited_since))))
    if wanted.service_due_to:
        rows = rows.filter(next_service_on__lte=wanted.service_due_to)
    return rows


def _begin(wanted: VehicleFilter, day: date) -> datetime:
    """First instant of a business day, of the store that is asked for or of the group."""
    store_clock = GROUP_CLOCK if wanted.store_id is None else store_info(wanted.store_id).clock
    # Far days have no instant; no visit lies there.
    return store_clock.bounds(min(max(day, date(FIRST_YEAR, 1, 1)), date(LAST_YEAR, 12, 31)))[0]


def _is_narrow(actor: Actor, wanted: CustomerFilter | VehicleFilter) -> bool:
    """Whether the relations of few stores narrow the list by their index; the array in ``visible_to`` cannot."""
    return wanted.store_id is not None or len(actor.stores_for(permissions.SEE)) <= FEW_STORES


def _is_filtered(wanted: CustomerFilter | VehicleFilter) -> bool:
    return replace(wanted, store_id=None) != type(wanted)()


def _total(rows: Any, relations: Any, column: str, *, is_filtered: bool, is_narrow: bool) -> int:
    """How many rows; without a filter a few stores' relations alone say it, in a tenth of the time."""
    if is_filtered or not is_narrow:
        return int(rows.count())
    is_one = relations.values("store_id").distinct()[:2].count() <= 1
    return int(relations.count() if is_one else relations.values(column).distinct().count())


def _page(rows: Any, relations: Any, column: str, order: list[str], window: Window) -> list[Any]:
    """The rows of a window. The last visit is a column of the relation: its order is that of the relations."""
    part = slice(window.offset, window.offset + window.limit)
    if order[0].removeprefix("-") != "last_visit_at":
        return list(rows.order_by(*order)[part])
    if order[0].startswith("-"):
        return _latest_first(rows, relations, column, part)
    moment = F("last_visit_at")
    latest = relations.filter(**{column: OuterRef("pk")}).order_by(moment.desc(nulls_last=True))
    shown = rows.annotate(last_visit_at=Subquery(latest.values("last_visit_at")[:1]))
    return list(shown.order_by(moment.asc(nulls_first=True), "pk")[part])


def _latest_first(rows: Any, relations: Any, column: str, part: slice) -> list[Any]:
    """Read relations from the latest visit on until the window is full; a row counts where it is met first."""
    ordered = relations.order_by(F("last_visit_at").desc(nulls_last=True), f"-{column}").values_list(column, flat=True)
    met: dict[int, Any] = {}
    start, step = 0, 2 * part.stop
    while len(met) < part.stop:
        batch = list(ordered[start : start + step])
        fresh = [one for one in dict.fromkeys(batch) if one not in met]
        kept = rows.in_bulk(fresh)
        met.update((one, kept[one]) for one in fresh if one in kept)
        if len(batch) < step:
            break
        start, step = start + step, min(step * 2, 20_000)
    return list(met.values())[part]


def _last_visits(relations: Any, column: str, page: list[Any]) -> dict[int, datetime]:
    visited = relations.filter(**{f"{column}__in": [one.pk for one in page]}).exclude(last_visit_at=None)
    latest: dict[int, datetime] = {}
    for key, at in visited.values_list(column, "last_visit_at"):
        latest[key] = max(at, latest.get(key, at))
    return latest


def _vehicle_row(row: Any, owner_name: str, last_visit_at: datetime | None) -> VehicleRow:
    return VehicleRow(
        row.pk,
        row.plate,
        row.vin,
        row.brand.name if row.brand else row.brand_name,
        row.model_name,
        row.is_new_energy,
        row.is_own_sold,
        owner_name,
        row.odometer_km,
        row.next_service_on,
        last_visit_at,
    )


def _vehicle_counts(actor: Actor, customer_ids: list[int]) -> dict[int, int]:
    parties = VehicleParty.objects.visible_to(actor, permissions.SEE)
    mine = parties.filter(customer_id__in=customer_ids, valid_to=None, role="owner")
    counts: dict[int, int] = {}
    for customer_id in mine.values_list("customer_id", flat=True):
        counts[customer_id] = counts.get(customer_id, 0) + 1
    return counts


def _owner_names(actor: Actor, vehicle_ids: list[int]) -> dict[int, str]:
    parties = VehicleParty.objects.visible_to(actor, permissions.SEE)
    owners = dict(
        parties.filter(vehicle_id__in=vehicle_ids, valid_to=None, role="owner").values_list("vehicle_id", "customer_id")
    )
    people = Customer.objects.visible_to(actor, permissions.SEE).in_bulk(set(owners.values()))
    return {vehicle: people[person].name for vehicle, person in owners.items() if person in people}
