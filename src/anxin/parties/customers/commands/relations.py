"""How a store comes to know a vehicle and its people: at reception by exact proof, or because they do business."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers import permissions
from anxin.parties.customers.commands.access import CUSTOMER, VEHICLE, require_store
from anxin.parties.customers.commands.proofs import (
    find_by_plate,
    find_by_plate_and_phone,
    find_by_vin,
    log_wrong_proof,
    present_people,
    require_tries_left,
)
from anxin.parties.customers.events import VehicleAttached
from anxin.parties.customers.models import (
    Customer,
    CustomerStore,
    Vehicle,
    VehicleStore,
    relate_customers,
    relate_vehicle,
)
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, NotFound
from anxin.platform.events import publish
from anxin.platform.phones import normalise_phone
from anxin.platform.plates import normalise_plate
from anxin.platform.references import DocumentRef
from anxin.platform.vin import LENGTH, normalise_vin


@dataclass(frozen=True, slots=True)
class AttachedVehicle:
    """A vehicle that the store now knows; ``was_known`` if it did before."""

    vehicle_id: int
    customer_ids: tuple[int, ...]
    was_known: bool


@command(permissions.ATTACH)
def attach_vehicle(
    *, actor: Actor, store_id: int, at: datetime, vin: str = "", plate: str = "", phone: str = ""
) -> AttachedVehicle:
    """Let the store know a vehicle of the group that stands at its reception, with its present people.

    The proof is the whole VIN, or the whole plate with the phone of one of its people: the one exception to the scope
    of a store (M01.03), and logged with the proof that was given; wrong proofs are logged, too, and limited.

    :raises Invalid: no proof given
    :raises NotFound: the group knows no such vehicle, or the proof does not fit
    :raises TooManyProofs: too many wrong ones within the hour
    """
    require_store(actor, permissions.ATTACH, store_id)
    require_tries_left(actor, store_id, at)
    whole_vin, whole_plate, whole_phone = normalise_vin(vin), normalise_plate(plate), normalise_phone(phone)
    if len(whole_vin) == LENGTH:
        found, proof = find_by_vin(whole_vin), "vin"
    elif whole_plate and whole_phone:
        found, proof = find_by_plate_and_phone(whole_plate, whole_phone), "plate_and_phone"
    else:
        raise Invalid(_("请填完整的 17 位车架号，或完整的车牌和车主电话。"), field="vin")
    if found is None:
        # A plate that nobody has is a new car, of which a busy counter sees many; a phone for one that exists is a guess.
        if proof == "vin" or find_by_plate(whole_plate) is not None:
            log_wrong_proof(actor, store_id, proof, whole_vin if proof == "vin" else whole_plate + whole_phone, at)
        raise NotFound(_("集团内没有找到这辆车；请核对后再试，或按新车登记。"))
    return relate_at_reception(store_id, found.pk, proof, at=at)


@command(permissions.REGISTER)
def ensure_relation(
    *, actor: Actor, store_id: int, at: datetime, vehicle_id: int | None = None, customer_id: int | None = None
) -> None:
    """Let one of the actor's stores know a vehicle or customer that the actor sees through another (a booking, a sale).

    :raises NotFound: not seen by the actor
    """
    require_store(actor, permissions.REGISTER, store_id)
    if vehicle_id is not None:
        Vehicle.objects.visible_to(actor, permissions.REGISTER).one(pk=vehicle_id)
        relate_vehicle(store_id, vehicle_id, VehicleStore.Reason.RELATED, at=at)
        audit.note(DocumentRef(VEHICLE, vehicle_id), store_id, relation="vehicle")
    if customer_id is not None:
        Customer.objects.visible_to(actor, permissions.REGISTER).one(pk=customer_id)
        relate_customers(store_id, [customer_id], at=at)
        audit.note(DocumentRef(CUSTOMER, customer_id), store_id, relation="customer")


@command(permissions.REGISTER)
def note_visit(*, actor: Actor, store_id: int, vehicle_id: int, at: datetime) -> None:
    """Count a visit of a vehicle in a store and remember its time, for lists and fleets (M02.09)."""
    require_store(actor, permissions.REGISTER, store_id)
    mine = VehicleStore.objects.visible_to(actor, permissions.REGISTER)
    relation = mine.locked().one(vehicle_id=vehicle_id, store_id=store_id)
    relation.visits += 1
    relation.last_visit_at = max(filter(None, (relation.last_visit_at, at)))
    relation.save(update_fields=["visits", "last_visit_at"])
    people = CustomerStore.objects.visible_to(actor, permissions.REGISTER)
    people.filter(store_id=store_id, customer_id__in=present_people(vehicle_id)).filter(
        Q(last_visit_at=None) | Q(last_visit_at__lt=at)
    ).update(last_visit_at=at)
    audit.note(DocumentRef(VEHICLE, vehicle_id), store_id, visits=relation.visits)


def relate_at_reception(store_id: int, vehicle_id: int, proof: str, *, at: datetime) -> AttachedVehicle:
    """Write the relations of a store to a vehicle in front of it and to its present people; announce what is new."""
    known = VehicleStore.objects.across_stores(reason="relation of one store").filter(
        vehicle_id=vehicle_id, store_id=store_id
    )
    was_known = known.exists()
    relate_vehicle(store_id, vehicle_id, VehicleStore.Reason.ATTACHED, at=at)
    people = tuple(present_people(vehicle_id))
    relate_customers(store_id, people, at=at)
    audit.note(DocumentRef(VEHICLE, vehicle_id), store_id, proof=proof, was_known=was_known)
    if not was_known:
        publish(VehicleAttached(vehicle_id=vehicle_id, store_id=store_id, reason=proof), at=at)
    return AttachedVehicle(vehicle_id, people, was_known)
