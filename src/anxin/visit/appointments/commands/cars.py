"""Which car and customer somebody at the phone or the counter means: known, attached by proof, or registered anew."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.customers import commands as customers
from anxin.parties.customers import queries as customer_files
from anxin.parties.customers.commands import CustomerData, VehicleData
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid, InvalidFields, NotFound, Refusal


class CarUnknown(Invalid):
    """No store of the actor knows the car, and too little was said to register it; the message says what was tried."""

    code = "car_unknown"
    default_rule = "M04.01"
    default_message = _("没有这辆车的档案：请填客户姓名和电话，按新车登记。")

    def __init__(self, tried: Refusal | None) -> None:
        words = _("%(tried)s也可填客户姓名和电话，按新车登记。") % {"tried": tried.message} if tried else None
        super().__init__(words, field="plate")


@dataclass(frozen=True, slots=True)
class CarWish:
    """What was said about a car: an id, or VIN or plate; name and phone register a new one.

    ``phone`` with the whole plate, or the whole VIN, is the proof for a car of another store.
    """

    vehicle_id: int | None = None
    plate: str = ""
    vin: str = ""
    customer_id: int | None = None
    customer_name: str = ""
    phone: str = ""
    model_name: str = ""


@dataclass(frozen=True, slots=True)
class IdentifiedCar:
    """The car and the customer who brings it; ``is_new`` when the store did not know the car before."""

    vehicle_id: int
    customer_id: int
    is_new: bool
    is_own_sold: bool = False
    is_internal: bool = False


def identify_car(actor: Actor, store_id: int, wish: CarWish, *, at: datetime) -> IdentifiedCar:
    """Find, attach or register the car that is meant, with its customer; for use inside a command.

    :raises NotFound: an id that no store of the actor knows
    :raises CarUnknown: name and phone are needed to register it
    :raises InvalidFields: VIN, plate or phone to mend
    """
    card = _known(actor, wish)
    if card is not None:
        customer_id = wish.customer_id or _customer_of(card)
        if customer_id is None:
            customer_id = _register_customer(actor, store_id, wish, None, at=at)
            _own(actor, store_id, card.id, customer_id, at=at)
        # Whoever acts in several stores may see an owner whom this store does not know yet.
        if store_id not in card.store_ids or wish.customer_id is not None or len(actor.store_ids) > 1:
            customers.ensure_relation(actor=actor, store_id=store_id, vehicle_id=card.id, customer_id=customer_id, at=at)
        return IdentifiedCar(
            card.id,
            customer_id,
            store_id not in card.store_ids,
            card.data.is_own_sold,
            card.owner_kind == "internal",
        )
    attached, tried = _attached(actor, store_id, wish, at=at)
    if attached is not None and attached.customer_ids and wish.customer_id is None:
        return IdentifiedCar(attached.vehicle_id, attached.customer_ids[0], not attached.was_known)
    if wish.customer_id is not None:
        customers.ensure_relation(actor=actor, store_id=store_id, customer_id=wish.customer_id, at=at)
    customer_id = wish.customer_id or _register_customer(actor, store_id, wish, tried, at=at)
    if attached is not None and attached.customer_ids:
        return IdentifiedCar(attached.vehicle_id, customer_id, not attached.was_known)
    if attached is not None:
        _own(actor, store_id, attached.vehicle_id, customer_id, at=at)
        return IdentifiedCar(attached.vehicle_id, customer_id, not attached.was_known)
    file = VehicleData(vin=wish.vin, plate=wish.plate, model_name=wish.model_name)
    kept = customers.register_vehicle(
        actor=actor, store_id=store_id, data=file, owner_id=customer_id, known_phone=wish.phone, at=at
    )
    return IdentifiedCar(kept.vehicle_id, customer_id, True)


def _known(actor: Actor, wish: CarWish) -> customer_files.VehicleCard | None:
    if wish.vehicle_id is not None:
        return customer_files.get_vehicle(actor, wish.vehicle_id)
    if not wish.vin.strip() and not wish.plate.strip():
        raise Invalid(_("请填车牌或车架号。"), field="plate")
    return customer_files.find_vehicle(actor, vin=wish.vin, plate=wish.plate)


def _customer_of(card: customer_files.VehicleCard) -> int | None:
    present = card.present_parties
    return card.owner_id or next((party.customer_id for party in present), None)


def _attached(
    actor: Actor, store_id: int, wish: CarWish, *, at: datetime
) -> tuple[customers.AttachedVehicle | None, Refusal | None]:
    """The group's car by its proof; else why not: no whole proof was given, or the group knows no such car."""
    proof = {"vin": wish.vin, "plate": wish.plate, "phone": wish.phone}
    try:
        return customers.attach_vehicle(actor=actor, store_id=store_id, at=at, **proof), None
    except (NotFound, Invalid) as refusal:
        return None, refusal


def _register_customer(actor: Actor, store_id: int, wish: CarWish, tried: Refusal | None, *, at: datetime) -> int:
    missing = {name: _("请填写，以便登记新客户。") for name in ("customer_name", "phone") if not getattr(wish, name).strip()}
    if len(missing) == 2:
        raise CarUnknown(tried)
    if missing:
        raise InvalidFields(missing)
    try:
        kept = customers.register_customer(
            actor=actor,
            store_id=store_id,
            data=CustomerData(name=wish.customer_name, phone=wish.phone, source="visit"),
            at=at,
        )
    except customers.CustomerAlreadyRegistered as known:
        if known.customer_id is None:
            raise
        return known.customer_id
    except InvalidFields as unfit:
        raise InvalidFields(
            {"customer_name" if name == "name" else name: text for name, text in unfit.errors.items()}
        ) from None
    return kept.customer_id


def _own(actor: Actor, store_id: int, vehicle_id: int, customer_id: int, *, at: datetime) -> None:
    customers.set_party(actor=actor, store_id=store_id, vehicle_id=vehicle_id, customer_id=customer_id, role="owner", at=at)
