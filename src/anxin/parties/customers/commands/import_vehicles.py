"""Bulk import of vehicle files with their owners: a batch is one transaction; the same file twice changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from anxin.parties.customers import permissions
from anxin.parties.customers.commands.access import VehicleKnownElsewhere, business_day, require_store
from anxin.parties.customers.commands.cleaning import clean_customer, clean_vehicle
from anxin.parties.customers.commands.import_customers import refused_because, take_customers
from anxin.parties.customers.commands.parties import PartyClash, set_party
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

LATER_OWNER = Finding(
    "vehicle_has_later_owner",
    _("车主没有换：档案里有从以后日期开始的车主。"),
    _("车辆资料已写入；请在车辆档案里核对车主。"),
)


@dataclass(frozen=True, slots=True)
class VehicleImport:
    """A row of the import: the vehicle, its owner if the row names one, its mileage in km."""

    vehicle: VehicleData
    owner: CustomerData | None = None
    odometer_km: int | None = None


@dataclass(slots=True)
class _Change:
    """A known vehicle of the batch: its plate before, the rows that changed it, and the columns they changed."""

    vehicle: Vehicle
    plate_before: str
    rows: list[int] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)


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
    audit.note(None, store_id, created=created, updated=updated)
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
    """The vehicles that the files may mean, locked: an edit at the counter waits, or is read here."""
    seen = Vehicle.objects.visible_to(actor, permissions.IMPORT)
    vins, plates = {one.vin for one in files} - {""}, {one.plate for one in files} - {""}
    found = {
        key for asked in (Q(vin__in=vins), Q(plate__in=plates)) for key in seen.filter(asked).values_list("pk", flat=True)
    }
    return list(seen.filter(pk__in=found).order_by("pk").locked())


def _take_vehicles(batch: _Batch, store_id: int, *, at: datetime) -> None:
    day, fresh = business_day(store_id, at), dict[int, Vehicle]()
    changes: dict[int, _Change] = {}
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
            change = changes.get(known.pk) or _Change(known, known.plate)
            columns = _fill(known, row, at)
            batch.outcomes[index] = UPDATED if columns else UNCHANGED
            if columns:
                changes[known.pk] = change
                change.rows.append(index)
                change.columns |= columns
                batch.add([known])
    _write_fresh(batch, fresh, store_id, day, at=at)
    _write_changes(batch, changes, day)
    known_here = [one for one in {**batch.by_vin, **batch.by_plate}.values() if one.pk and store_id in one.store_ids]
    _relate(store_id, {one.pk for one in known_here}, at=at)


def _write_changes(batch: _Batch, changes: dict[int, _Change], day: date) -> None:
    """Write known vehicles together; when a VIN or plate is another store's, one by one, and refuse that one."""
    try:
        with transaction.atomic():
            _update(list(changes.values()))
        written = list(changes.values())
    except IntegrityError:
        written = []
        for change in changes.values():
            try:
                with transaction.atomic():
                    _update([change])
            except IntegrityError:
                column = "plate" if change.vehicle.plate != change.plate_before else "vin"
                batch.outcomes |= dict.fromkeys(change.rows, refused(ELSEWHERE, column))
            else:
                written.append(change)
    for change in written:
        _turn_plate(change.vehicle, change.plate_before, day)


def _update(changes: list[_Change]) -> None:
    if changes:
        columns = {name.removesuffix("_id") for change in changes for name in change.columns}
        seen = Vehicle.objects.across_stores(reason="files of one store's import")
        seen.bulk_update([change.vehicle for change in changes], sorted(columns))


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


def _fill(vehicle: Vehicle, row: VehicleImport, at: datetime) -> set[str]:
    """Take the values that the row has and name their columns; no empty cell erases, no lower mileage is taken."""
    new = {name: value for name, value in _values(row.vehicle).items() if value and getattr(vehicle, name) != value}
    if row.odometer_km is not None and row.odometer_km > (vehicle.odometer_km or -1):
        new |= {"odometer_km": row.odometer_km, "odometer_at": at}
    if new:
        new["version"] = vehicle.version + 1
    for name, value in new.items():
        setattr(vehicle, name, value)
    return set(new)


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
        party = {"vehicle_id": vehicle.pk, "customer_id": customer.customer_id, "role": "owner"}
        if vehicle.pk not in owners:
            rows.append(VehicleParty(**party, valid_from=day))
        elif not _hand_over(actor, store_id, party, at):
            batch.outcomes[index] = refused(LATER_OWNER, "owner_name")
            continue
        owners[vehicle.pk] = customer.customer_id
        if batch.outcomes[index] is UNCHANGED:
            batch.outcomes[index] = UPDATED
    VehicleParty.objects.bulk_create(rows)


def _hand_over(actor: Actor, store_id: int, party: dict[str, Any], at: datetime) -> bool:
    try:
        with transaction.atomic():
            set_party(actor=actor, store_id=store_id, at=at, **party)
    except PartyClash:
        return False
    return True


def _values(data: VehicleData) -> dict[str, Any]:
    return {name: getattr(data, name) for name in VehicleData.__dataclass_fields__}
