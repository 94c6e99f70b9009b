"""Bulk import of vehicle files with their owners: a batch is one transaction; the same file twice changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from anxin.parties.customers import permissions
from anxin.parties.customers.commands.access import VEHICLE, VehicleKnownElsewhere, business_day, require_store
from anxin.parties.customers.commands.cleaning import clean_customer, clean_vehicle
from anxin.parties.customers.commands.import_customers import refused_because, take_customers
from anxin.parties.customers.commands.parties import set_party
from anxin.parties.customers.events import VehiclesImported
from anxin.parties.customers.models import Vehicle, VehicleParty, VehiclePlate, VehicleStore
from anxin.parties.customers.models.bulk import insert_rows
from anxin.parties.customers.rules import CustomerData, VehicleData
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import InvalidFields
from anxin.platform.events import publish
from anxin.platform.findings import Finding
from anxin.platform.findings import gettext_noop as _
from anxin.platform.references import DocumentRef
from anxin.platform.workbook import CREATED, UNCHANGED, UPDATED, RowOutcome, refused

ELSEWHERE = Finding(
    VehicleKnownElsewhere.code,
    _("这辆车不能这样登记。"),
    _("车到店时在接车页按完整车架号，或完整车牌和车主电话调入。"),
)
TWO_CARS = Finding(
    "vehicle_is_two",
    _("车架号和车牌属于档案里的两辆车。"),
    _("请核对；号牌换到了另一辆车时，先在原车档案里改车牌。"),
)
TWICE = Finding("vehicle_twice", _("前面已有一行是这辆车。"), _("请只保留一行。"))


@dataclass(frozen=True, slots=True)
class VehicleImport:
    """A row of the import: the vehicle, its owner if the row names one, its mileage in km."""

    vehicle: VehicleData
    owner: CustomerData | None = None
    odometer_km: int | None = None


@dataclass(slots=True)
class _Batch:
    """What is known while a batch is worked on."""

    rows: dict[int, VehicleImport] = field(default_factory=dict)
    outcomes: dict[int, RowOutcome] = field(default_factory=dict)
    by_vin: dict[str, Vehicle] = field(default_factory=dict)
    by_plate: dict[str, Vehicle] = field(default_factory=dict)

    def find(self, data: VehicleData) -> Vehicle | None:
        """The known vehicle that a file means: by VIN, or by plate when either VIN is unknown."""
        found = self.by_vin.get(data.vin) if data.vin else None
        carrier = self.by_plate.get(data.plate) if data.plate else None
        if found is None and carrier is not None and (not data.vin or not carrier.vin):
            return carrier
        return found

    def add(self, vehicles: Iterable[Vehicle]) -> None:
        """Remember vehicles by VIN and plate."""
        for one in vehicles:
            self.by_vin |= {one.vin: one} if one.vin else {}
            self.by_plate |= {one.plate: one} if one.plate else {}


@command(permissions.IMPORT)
def import_vehicles(*, actor: Actor, store_id: int, rows: Sequence[VehicleImport], at: datetime) -> list[RowOutcome]:
    """Take up to a thousand vehicle files, with owners, into a store (M02.01).

    A vehicle is the same when the VIN is, or the plate where a VIN is unknown. Values that a row leaves empty stay as
    they are. A vehicle that only other stores know is refused: it is attached at reception, with proof.
    """
    require_store(actor, permissions.IMPORT, store_id)
    batch = _cleaned(rows)
    batch.add(_seen(actor, [row.vehicle for row in batch.rows.values()]))
    _take_vehicles(batch, store_id, at=at)
    _take_owners(actor, batch, store_id, at=at)
    outcomes = [batch.outcomes[index] for index in range(len(rows))]
    created, updated = outcomes.count(CREATED), outcomes.count(UPDATED)
    audit.note(DocumentRef(VEHICLE, store_id), store_id, created=created, updated=updated)
    publish(VehiclesImported(store_id=store_id, created=created, updated=updated), at=at)
    return outcomes


def _cleaned(rows: Sequence[VehicleImport]) -> _Batch:
    batch = _Batch()
    for index, row in enumerate(rows):
        try:
            vehicle = clean_vehicle(row.vehicle)
            owner = clean_customer(row.owner) if row.owner and row.owner.name else None
        except InvalidFields as invalid:
            batch.outcomes[index] = refused_because(invalid)
        else:
            batch.rows[index] = VehicleImport(vehicle, owner, row.odometer_km)
    return batch


def _seen(actor: Actor, files: list[VehicleData]) -> list[Vehicle]:
    seen = Vehicle.objects.visible_to(actor, permissions.IMPORT)
    vins, plates = {one.vin for one in files} - {""}, {one.plate for one in files} - {""}
    return [*seen.filter(vin__in=vins), *seen.filter(plate__in=plates)]


def _take_vehicles(batch: _Batch, store_id: int, *, at: datetime) -> None:
    day, fresh = business_day(store_id, at), dict[int, Vehicle]()
    changed: dict[int, Vehicle] = {}
    for index, row in batch.rows.items():
        known, carrier = batch.find(row.vehicle), batch.by_plate.get(row.vehicle.plate)
        if carrier is not None and carrier is not known:
            batch.outcomes[index] = refused(TWO_CARS, "plate")
        elif known is None:
            fresh[index] = _new(row, store_id, at)
            batch.add([fresh[index]])
        elif known.pk is None:
            batch.outcomes[index] = refused(TWICE, "vin" if row.vehicle.vin and row.vehicle.vin == known.vin else "plate")
        else:
            plate = known.plate
            is_changed = _fill(known, row, at)
            if is_changed:
                changed[known.pk] = known
                _turn_plate(known, plate, day)
            batch.outcomes[index] = UPDATED if is_changed else UNCHANGED
    _write_fresh(batch, fresh, store_id, day, at=at)
    if changed:
        columns = [*VehicleData.__dataclass_fields__, "odometer_km", "odometer_at", "version"]
        names = [name.replace("_id", "") if name in ("brand_id", "sold_store_id") else name for name in columns]
        Vehicle.objects.across_stores(reason="files of one store's import").bulk_update(changed.values(), names)
    known_here = [one for one in {**batch.by_vin, **batch.by_plate}.values() if one.pk and store_id in one.store_ids]
    _relate(store_id, {one.pk for one in known_here}, at=at)


def _new(row: VehicleImport, store_id: int, at: datetime) -> Vehicle:
    seen_at = at if row.odometer_km is not None else None
    return Vehicle(
        created_at=at, store_ids=[store_id], odometer_km=row.odometer_km, odometer_at=seen_at, **_values(row.vehicle)
    )


def _write_fresh(batch: _Batch, fresh: dict[int, Vehicle], store_id: int, day: date, *, at: datetime) -> None:
    """Insert new vehicles; those that another store has are left out by the unique keys, without being named."""
    if not fresh:
        return
    written = insert_rows(list(fresh.values()), ("vin", "plate", "id"), ignore_conflicts=True)
    ids = {(vin, plate): key for vin, plate, key in written}
    rows = []
    for index, vehicle in fresh.items():
        vehicle.pk = ids.get((vehicle.vin, vehicle.plate))
        batch.outcomes[index] = CREATED if vehicle.pk else refused(ELSEWHERE, "vin" if vehicle.vin else "plate")
        if vehicle.pk and vehicle.plate:
            rows.append(VehiclePlate(vehicle_id=vehicle.pk, plate=vehicle.plate, valid_from=day))
    VehiclePlate.objects.bulk_create(rows)


def _fill(vehicle: Vehicle, row: VehicleImport, at: datetime) -> bool:
    """Take the values that the row has; an empty cell never erases, a lower mileage is not taken."""
    is_changed = False
    for name, value in _values(row.vehicle).items():
        if value and getattr(vehicle, name) != value:
            setattr(vehicle, name, value)
            is_changed = True
    if row.odometer_km is not None and row.odometer_km > (vehicle.odometer_km or -1):
        vehicle.odometer_km, vehicle.odometer_at, is_changed = row.odometer_km, at, True
    vehicle.version += is_changed
    return is_changed


def _turn_plate(vehicle: Vehicle, before: str, day: date) -> None:
    if vehicle.plate == before:
        return
    plates = VehiclePlate.objects.across_stores(reason="plates of one visible vehicle").filter(vehicle_id=vehicle.pk)
    plates.filter(valid_to=None).update(valid_to=day)
    VehiclePlate.objects.create(vehicle_id=vehicle.pk, plate=vehicle.plate, valid_from=day)


def _relate(store_id: int, vehicle_ids: set[int], *, at: datetime) -> None:
    VehicleStore.objects.bulk_create(
        (
            VehicleStore(vehicle_id=one, store_id=store_id, since_at=at, reason=VehicleStore.Reason.IMPORTED)
            for one in sorted(vehicle_ids)
        ),
        ignore_conflicts=True,
    )


def _take_owners(actor: Actor, batch: _Batch, store_id: int, *, at: datetime) -> None:
    """Owners of the rows that were taken; a vehicle with another owner changes hands today."""
    named: dict[int, CustomerData] = {}
    for index, row in batch.rows.items():
        if row.owner is not None and batch.outcomes[index].finding is None:
            named[index] = row.owner
    taken = dict(zip(named, take_customers(store_id, list(named.values()), at=at), strict=True))
    vehicles = {index: batch.find(batch.rows[index].vehicle) for index in named}
    present = VehicleParty.objects.across_stores(reason="parties of visible vehicles").filter(
        vehicle_id__in=[one.pk for one in vehicles.values() if one], role="owner", valid_to=None
    )
    owners = dict(present.values_list("vehicle_id", "customer_id"))
    day, rows = business_day(store_id, at), []
    for index, customer in taken.items():
        vehicle = vehicles[index]
        if vehicle is None or owners.get(vehicle.pk) == customer.customer_id:
            continue
        if vehicle.pk in owners:
            set_party(
                actor=actor,
                store_id=store_id,
                vehicle_id=vehicle.pk,
                customer_id=customer.customer_id,
                role="owner",
                at=at,
            )
        else:
            rows.append(VehicleParty(vehicle_id=vehicle.pk, customer_id=customer.customer_id, role="owner", valid_from=day))
        owners[vehicle.pk] = customer.customer_id
        if batch.outcomes[index] is UNCHANGED:
            batch.outcomes[index] = UPDATED
    VehicleParty.objects.bulk_create(rows)


def _values(data: VehicleData) -> dict[str, Any]:
    return {name: getattr(data, name) for name in VehicleData.__dataclass_fields__}
