"""Making and changing vehicle files, plates that move between vehicles, and mileage."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers import permissions
from anxin.parties.customers.commands.access import (
    VEHICLE,
    VehicleAlreadyRegistered,
    VehicleKnownElsewhere,
    business_day,
    require_store,
    store_of_vehicle,
)
from anxin.parties.customers.commands.cleaning import clean_vehicle
from anxin.parties.customers.commands.parties import add_first_owner
from anxin.parties.customers.commands.proofs import (
    find_by_plate,
    find_by_plate_and_phone,
    find_by_vin,
    log_wrong_proof,
    require_tries_left,
)
from anxin.parties.customers.commands.relations import relate_at_reception
from anxin.parties.customers.events import OdometerRecorded, VehicleChanged, VehicleRegistered
from anxin.parties.customers.models import Customer, Vehicle, VehiclePlate, VehicleStore, relate_vehicle
from anxin.parties.customers.parameters import LONGEST_DISTANCE_KM
from anxin.parties.customers.rules import VehicleData
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, Refusal, VersionConflict
from anxin.platform.events import publish
from anxin.platform.phones import normalise_phone
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version


class PlateInUse(Conflict):
    """Another vehicle of the actor's stores carries this plate; it moves only on request."""

    code = "plate_in_use"
    default_message = _("这个车牌登记在另一辆车上；确认号牌已换到这辆车后再保存。")

    def __init__(self, vehicle_id: int) -> None:
        self.vehicle_id = vehicle_id
        super().__init__()


class OdometerWentBack(Invalid):
    """The mileage is lower than the last one; it is taken only when confirmed (instrument replaced)."""

    code = "odometer_went_back"

    def __init__(self, last_km: int) -> None:
        self.last_km = last_km
        super().__init__(
            _("比上次的 %(last)d km 少；请核对，换过仪表的请确认后再保存。") % {"last": last_km}, field="odometer_km"
        )


@dataclass(frozen=True, slots=True)
class VehicleKept:
    """A vehicle file as it was written; ``was_attached`` if the group knew it already."""

    vehicle_id: int
    version: int
    was_attached: bool = False


@command(permissions.REGISTER)
def register_vehicle(
    *,
    actor: Actor,
    store_id: int,
    data: VehicleData,
    at: datetime,
    owner_id: int | None = None,
    known_phone: str = "",
    move_plate: bool = False,
) -> VehicleKept:
    """Make a vehicle file (M02.01), known to the store; a vehicle that the group knows is attached instead.

    ``known_phone`` is the phone that the customer gave: with the whole plate it proves a vehicle of another store.

    :raises InvalidFields: fields to mend
    :raises NotFound: the actor does not see the owner
    :raises VehicleAlreadyRegistered: the actor sees this vehicle already
    :raises VehicleKnownElsewhere: the proof does not suffice
    :raises TooManyProofs: too many wrong ones within the hour
    :raises PlateInUse: the plate is on another vehicle that the actor sees, and ``move_plate`` is not set
    """
    require_store(actor, permissions.REGISTER, store_id)
    cleaned, phone = clean_vehicle(data), normalise_phone(known_phone)
    if owner_id is not None:
        # Before the group is searched: a refusal afterwards would undo that a VIN was tried.
        Customer.objects.visible_to(actor, permissions.REGISTER).one(pk=owner_id)
    known = _known_vehicle(actor, store_id, cleaned, phone, at)
    if known is not None:
        relate_at_reception(store_id, known.pk, "vin" if cleaned.vin else "plate_and_phone", at=at)
        return VehicleKept(known.pk, known.version, was_attached=True)
    with _counting_unknown_vin(actor, store_id, cleaned.vin, at):
        vehicle = _make_vehicle(actor, store_id, cleaned, phone, move_plate=move_plate, at=at)
        if owner_id is not None:
            add_first_owner(store_id, vehicle.pk, owner_id, at)
    return VehicleKept(vehicle.pk, vehicle.version)


@command(permissions.CHANGE)
def change_vehicle(
    *,
    actor: Actor,
    vehicle_id: int,
    data: VehicleData,
    version: int | None,
    at: datetime,
    known_phone: str = "",
    move_plate: bool = False,
) -> VehicleKept:
    """Replace what a vehicle file says; a new plate closes the old one in the plate history.

    :raises VersionConflict: somebody else changed it since ``version``
    :raises InvalidFields: fields to mend
    :raises VehicleKnownElsewhere: VIN or plate are on a vehicle that the actor does not see
    :raises TooManyProofs: too many wrong VINs or phones within the hour
    """
    vehicle: Vehicle = Vehicle.objects.visible_to(actor, permissions.CHANGE).locked().one(pk=vehicle_id)
    cleaned = clean_vehicle(data)
    changed = [name for name, value in asdict(cleaned).items() if getattr(vehicle, name) != value]
    if version is not None and version != vehicle.version:
        differences = {name: (getattr(vehicle, name), getattr(cleaned, name)) for name in changed}
        raise VersionConflict(differences, now=vehicle.version)
    if not changed:
        return VehicleKept(vehicle_id, vehicle.version)
    store_id = store_of_vehicle(actor, permissions.CHANGE, vehicle_id)
    require_version(vehicle, version)
    if "vin" in changed:
        require_tries_left(actor, store_id, at)
    with _neutral_races(actor, store_id, cleaned.vin, at):
        if "plate" in changed:
            phone = normalise_phone(known_phone)
            _free_plate(actor, store_id, cleaned, phone, move_plate=move_plate, at=at)
            _turn_plate(vehicle_id, cleaned.plate, business_day(store_id, at))
        for name in changed:
            setattr(vehicle, name, getattr(cleaned, name))
        vehicle.save(update_fields=[*changed, "version"])
    publish(VehicleChanged(vehicle_id=vehicle_id, store_id=store_id, fields=changed), at=at)
    return VehicleKept(vehicle_id, vehicle.version)


@command(permissions.REGISTER)
def record_odometer(
    *, actor: Actor, vehicle_id: int, odometer_km: int, at: datetime, is_confirmed: bool = False
) -> VehicleKept:
    """Keep a mileage in km. A lower one than the last is kept only when confirmed.

    :raises OdometerWentBack: lower than the last, not confirmed
    """
    if not 0 <= odometer_km <= LONGEST_DISTANCE_KM:
        raise Invalid(_("里程应在 0 到 3,000,000 km 之间。"), field="odometer_km")
    vehicle: Vehicle = Vehicle.objects.visible_to(actor, permissions.REGISTER).locked().one(pk=vehicle_id)
    last = vehicle.odometer_km
    went_back = last is not None and odometer_km < last
    if last is not None and went_back and not is_confirmed:
        raise OdometerWentBack(last)
    vehicle.odometer_km, vehicle.odometer_at = odometer_km, at
    vehicle.save(update_fields=["odometer_km", "odometer_at"])
    store_id = store_of_vehicle(actor, permissions.REGISTER, vehicle_id)
    publish(OdometerRecorded(vehicle_id=vehicle_id, store_id=store_id, odometer_km=odometer_km, went_back=went_back), at=at)
    return VehicleKept(vehicle_id, vehicle.version)


def _known_vehicle(actor: Actor, store_id: int, data: VehicleData, phone: str, at: datetime) -> Vehicle | None:
    """A vehicle of the group that this file means and that the proof lets the store attach."""
    found = None
    if data.vin:
        require_tries_left(actor, store_id, at)
        found = find_by_vin(data.vin)
    elif data.plate:
        found = find_by_plate(data.plate)
        if found is not None and not _sees(actor, found):
            _require_phone(actor, store_id, data.plate, phone, at)
    if found is None:
        return None
    if _sees(actor, found):
        raise VehicleAlreadyRegistered(found.pk)
    if not actor.may(permissions.ATTACH, store_id):
        log_wrong_proof(actor, store_id, "vin" if data.vin else "plate_and_phone", data.vin or data.plate + phone, at)
        raise VehicleKnownElsewhere
    return found


def _make_vehicle(
    actor: Actor, store_id: int, cleaned: VehicleData, phone: str, *, move_plate: bool, at: datetime
) -> Vehicle:
    with _neutral_races(actor, store_id, cleaned.vin, at):
        _free_plate(actor, store_id, cleaned, phone, move_plate=move_plate, at=at)
        vehicle: Vehicle = Vehicle.objects.create(created_at=at, store_ids=[store_id], **asdict(cleaned))
    vehicle_id = int(vehicle.pk)
    relate_vehicle(store_id, vehicle_id, VehicleStore.Reason.REGISTERED, at=at, is_listed=True)
    if cleaned.plate:
        VehiclePlate.objects.create(vehicle_id=vehicle_id, plate=cleaned.plate, valid_from=business_day(store_id, at))
    publish(VehicleRegistered(vehicle_id=vehicle_id, store_id=store_id, is_own_sold=cleaned.is_own_sold), at=at)
    return vehicle


def _free_plate(actor: Actor, store_id: int, data: VehicleData, phone: str, *, move_plate: bool, at: datetime) -> None:
    """Take the plate off the vehicle that carried it until now."""
    holder = find_by_plate(data.plate) if data.plate else None
    if holder is None:
        return
    if not _sees(actor, holder):
        _require_phone(actor, store_id, data.plate, phone if actor.may(permissions.ATTACH, store_id) else "", at)
        relate_at_reception(store_id, holder.pk, "plate_and_phone", at=at)
    elif not move_plate:
        raise PlateInUse(holder.pk)
    if not holder.vin:
        # A vehicle known by its plate alone would lose its only name.
        raise VehicleAlreadyRegistered(holder.pk)
    _turn_plate(holder.pk, "", business_day(store_id, at))
    holder.plate = ""
    holder.version += 1
    holder.save(update_fields=["plate", "version"])
    audit.note(DocumentRef(VEHICLE, holder.pk), store_id, plate="moved")


def _require_phone(actor: Actor, store_id: int, plate: str, phone: str, at: datetime) -> None:
    require_tries_left(actor, store_id, at)
    if find_by_plate_and_phone(plate, phone) is None:
        log_wrong_proof(actor, store_id, "plate_and_phone", plate + phone, at)
        raise VehicleKnownElsewhere


def _turn_plate(vehicle_id: int, plate: str, day: date) -> None:
    plates = VehiclePlate.objects.across_stores(reason="plates of one visible vehicle").filter(vehicle_id=vehicle_id)
    plates.filter(valid_to=None).update(valid_to=day)
    if plate:
        VehiclePlate.objects.create(vehicle_id=vehicle_id, plate=plate, valid_from=day)


def _sees(actor: Actor, vehicle: Vehicle) -> bool:
    return bool(Vehicle.objects.visible_to(actor, permissions.SEE).filter(pk=vehicle.pk).exists())


@contextmanager
def _counting_unknown_vin(actor: Actor, store_id: int, vin: str, at: datetime) -> Iterator[None]:
    """A file that is refused although the group has not its VIN was a try; one that is made is a new car."""
    try:
        yield
    except VehicleKnownElsewhere:
        # Counted where it arose.
        raise
    except Refusal:
        if vin:
            log_wrong_proof(actor, store_id, "vin", vin, at)
        raise


@contextmanager
def _neutral_races(actor: Actor, store_id: int, vin: str, at: datetime) -> Iterator[None]:
    """Whoever loses a race for a VIN or a plate is told to look again; the database's own words would name it."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as lost:
        if "vehicle_vin_once" in str(lost):
            log_wrong_proof(actor, store_id, "vin", vin, at)
            raise VehicleKnownElsewhere from None
        if "vehicle_plate_once" in str(lost):
            raise VehicleKnownElsewhere from None
        raise
