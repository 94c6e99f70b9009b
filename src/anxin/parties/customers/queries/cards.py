"""One vehicle or one customer as a page shows it; phones are masked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from anxin.parties.customers import permissions
from anxin.parties.customers.models import (
    Customer,
    CustomerStore,
    Vehicle,
    VehicleParty,
    VehiclePlate,
    VehicleStore,
)
from anxin.parties.customers.rules import CustomerData, VehicleData, mask_of
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.phones import mask_phone
from anxin.platform.plates import normalise_plate
from anxin.platform.queries import query
from anxin.platform.vin import normalise_vin


@dataclass(frozen=True, slots=True)
class PartyRow:
    """Who owns, drives or pays for a vehicle; ``name`` is empty when the actor's stores do not know the person."""

    id: int
    customer_id: int
    name: str
    masked_phone: str
    kind: str
    role: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class PlateRow:
    """A plate that the vehicle carried on days [valid_from, valid_to)."""

    plate: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class VehicleCard:
    """A vehicle with its people. ``visits`` and ``last_visit_at`` are those in the actor's stores."""

    id: int
    version: int
    data: VehicleData
    is_new_energy: bool
    brand_name: str
    odometer_km: int | None
    odometer_at: datetime | None
    owner_id: int | None
    owner_name: str
    owner_masked_phone: str
    owner_kind: str
    last_visit_at: datetime | None
    visits: int
    store_ids: tuple[int, ...]
    parties: tuple[PartyRow, ...]
    plates: tuple[PlateRow, ...]

    @property
    def plate(self) -> str:
        """The present plate, without dot; empty when there is none."""
        return self.data.plate

    @property
    def vin(self) -> str:
        """The VIN; empty when it is not known."""
        return self.data.vin

    @property
    def model_name(self) -> str:
        """The model as people say it."""
        return self.data.model_name

    @property
    def present_parties(self) -> tuple[PartyRow, ...]:
        """Who owns, drives and pays now."""
        return tuple(one for one in self.parties if one.valid_to is None)


@dataclass(frozen=True, slots=True)
class VehicleOfCustomer:
    """A vehicle in which a customer has or had a role."""

    party_id: int
    vehicle_id: int
    plate: str
    vin: str
    brand_name: str
    model_name: str
    role: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """A customer with vehicles. In ``data`` phones and tax number are masked; ``advisors`` by store id.

    ``addressed`` is the name with its salutation.
    """

    id: int
    version: int
    data: CustomerData
    addressed: str
    created_on: date
    is_erased: bool
    last_visit_at: datetime | None
    store_ids: tuple[int, ...]
    advisors: dict[int, int]
    vehicles: tuple[VehicleOfCustomer, ...]

    @property
    def name(self) -> str:
        """The name of the person or the company."""
        return self.data.name

    @property
    def kind(self) -> str:
        """Private, fleet or internal."""
        return self.data.kind

    @property
    def masked_phone(self) -> str:
        """The mask of the phone; empty for none."""
        return self.data.phone


@query(permissions.SEE)
def get_vehicle(actor: Actor, vehicle_id: int) -> VehicleCard:
    """A vehicle by its id.

    :raises NotFound: unknown, or in none of the actor's stores
    """
    return _cards(actor, [vehicle_id])[vehicle_id]


@query(permissions.SEE)
def find_vehicle(actor: Actor, *, vin: str = "", plate: str = "") -> VehicleCard | None:
    """The vehicle with exactly this VIN, else this present plate, if one of the actor's stores knows it."""
    seen = Vehicle.objects.visible_to(actor, permissions.SEE)
    whole_vin, whole_plate = normalise_vin(vin), normalise_plate(plate)
    row = seen.filter(vin=whole_vin).first() if whole_vin else None
    if row is None and whole_plate:
        row = seen.filter(plate=whole_plate).first()
    return _cards(actor, [row.pk])[row.pk] if row else None


@query(permissions.SEE)
def list_vehicle_cards(actor: Actor, vehicle_ids: Iterable[int]) -> dict[int, VehicleCard]:
    """Cards of the given vehicles that the actor sees, by id; a fixed number of queries."""
    wanted = list(vehicle_ids)
    return _cards(actor, wanted, must_exist=False) if wanted else {}


@query(permissions.SEE)
def get_customer(actor: Actor, customer_id: int) -> CustomerCard:
    """A customer by its id.

    :raises NotFound: unknown, or in none of the actor's stores
    """
    row: Customer = Customer.objects.visible_to(actor, permissions.SEE).one(pk=customer_id)
    relations = list(CustomerStore.objects.visible_to(actor, permissions.SEE).filter(customer_id=customer_id))
    return CustomerCard(
        id=row.pk,
        version=row.version,
        data=_masked_data(row),
        addressed=_addressed(row),
        created_on=row.created_on,
        is_erased=row.erased_at is not None,
        last_visit_at=max((one.last_visit_at for one in relations if one.last_visit_at), default=None),
        store_ids=tuple(sorted(one.store_id for one in relations)),
        advisors={one.store_id: one.advisor_id for one in relations if one.advisor_id},
        vehicles=_vehicles_of(actor, customer_id),
    )


@query(permissions.CHANGE)
def get_customer_data(actor: Actor, customer_id: int) -> tuple[CustomerData, int]:
    """What the form of a customer file shows, with its version; phones and tax number masked.

    ``change_customer`` takes a mask for "as it was".

    :raises NotFound: unknown, or not in a store where the actor may change it
    """
    row: Customer = Customer.objects.visible_to(actor, permissions.CHANGE).one(pk=customer_id)
    return _masked_data(row), row.version


def _masked_data(row: Customer) -> CustomerData:
    return CustomerData(**{name: mask_of(name, getattr(row, name)) for name in CustomerData.__dataclass_fields__})


def _addressed(row: Customer) -> str:
    """The name with its salutation, as one says it."""
    patterns = {"mr": _("%(name)s先生"), "ms": _("%(name)s女士")}
    return patterns.get(row.salutation, "%(name)s") % {"name": row.name}


def masked(phone: str) -> str:
    """The mask of a phone, empty for none."""
    return mask_phone(phone) if phone else ""


def _cards(actor: Actor, ids: list[int], *, must_exist: bool = True) -> dict[int, VehicleCard]:
    rows = Vehicle.objects.visible_to(actor, permissions.SEE).select_related("brand").in_bulk(ids)
    if must_exist and len(rows) < len(set(ids)):
        raise NotFound
    parties: dict[int, list[VehicleParty]] = {key: [] for key in rows}
    for party in _parties(actor, list(rows)):
        parties[party.vehicle_id].append(party)
    people = Customer.objects.visible_to(actor, permissions.SEE).in_bulk(
        {one.customer_id for each in parties.values() for one in each}
    )
    plates: dict[int, list[PlateRow]] = {key: [] for key in rows}
    seen = VehiclePlate.objects.visible_to(actor, permissions.SEE).filter(vehicle_id__in=list(rows))
    for plate in seen.order_by("-valid_from", "-pk"):
        plates[plate.vehicle_id].append(PlateRow(plate.plate, plate.valid_from, plate.valid_to))
    relations: dict[int, list[VehicleStore]] = {key: [] for key in rows}
    for relation in VehicleStore.objects.visible_to(actor, permissions.SEE).filter(vehicle_id__in=list(rows)):
        relations[relation.vehicle_id].append(relation)
    return {
        key: _card(row, [_party_row(one, people) for one in parties[key]], plates[key], relations[key])
        for key, row in rows.items()
    }


def _card(row: Vehicle, parties: list[PartyRow], plates: list[PlateRow], relations: list[VehicleStore]) -> VehicleCard:
    owner = next((one for one in parties if one.role == VehicleParty.Role.OWNER and one.valid_to is None), None)
    return VehicleCard(
        id=row.pk,
        version=row.version,
        data=VehicleData(**{name: getattr(row, name) for name in VehicleData.__dataclass_fields__}),
        is_new_energy=row.is_new_energy,
        brand_name=row.brand.name if row.brand else row.brand_name,
        odometer_km=row.odometer_km,
        odometer_at=row.odometer_at,
        owner_id=owner.customer_id if owner else None,
        owner_name=owner.name if owner else "",
        owner_masked_phone=owner.masked_phone if owner else "",
        owner_kind=owner.kind if owner else "",
        last_visit_at=max((one.last_visit_at for one in relations if one.last_visit_at), default=None),
        visits=sum(one.visits for one in relations),
        store_ids=tuple(sorted(one.store_id for one in relations)),
        parties=tuple(parties),
        plates=tuple(plates),
    )


def _party_row(party: VehicleParty, people: dict[int, Customer]) -> PartyRow:
    person = people.get(party.customer_id)
    return PartyRow(
        party.pk,
        party.customer_id,
        person.name if person else "",
        masked(person.phone) if person else "",
        person.kind if person else "",
        party.role,
        party.valid_from,
        party.valid_to,
    )


def _parties(actor: Actor, vehicle_ids: list[int]) -> Iterable[VehicleParty]:
    seen = VehicleParty.objects.visible_to(actor, permissions.SEE).filter(vehicle_id__in=vehicle_ids)
    found: Iterable[VehicleParty] = seen.order_by("valid_to", "-valid_from", "pk")
    return sorted(found, key=lambda one: (one.valid_to is not None, -one.valid_from.toordinal(), one.pk))


def _vehicles_of(actor: Actor, customer_id: int) -> tuple[VehicleOfCustomer, ...]:
    parties = VehicleParty.objects.visible_to(actor, permissions.SEE).filter(customer_id=customer_id)
    rows = parties.select_related("vehicle", "vehicle__brand").order_by("-valid_from", "-pk")[:200]
    return tuple(
        VehicleOfCustomer(
            one.pk,
            one.vehicle_id,
            one.vehicle.plate,
            one.vehicle.vin,
            one.vehicle.brand.name if one.vehicle.brand else one.vehicle.brand_name,
            one.vehicle.model_name,
            one.role,
            one.valid_from,
            one.valid_to,
        )
        for one in rows
    )
