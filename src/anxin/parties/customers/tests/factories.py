"""Makes customers and vehicles for the tests of this and higher modules, through the commands."""

from dataclasses import replace
from datetime import datetime
from itertools import count

from anxin.parties.customers.commands import (
    CustomerData,
    VehicleData,
    give_consent,
    register_customer,
    register_vehicle,
)
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.vin import check_digit

_serial = count(1)


def make_vin(number: int | None = None) -> str:
    """A right VIN of a maker in the table; another one for every number."""
    draft = f"LSVAA2180{'N'}2{next(_serial) if number is None else number:06d}"
    return f"{draft[:8]}{check_digit(draft)}{draft[9:]}"


def make_plate(number: int | None = None) -> str:
    """A plate of Shenzhen; another one for every number."""
    return f"粤B{next(_serial) if number is None else number:05d}"


def make_phone(number: int | None = None) -> str:
    """A mobile number; another one for every number."""
    return f"138{next(_serial) if number is None else number:08d}"


def make_customer(store: Store, name: str = "张小明", *, at: datetime = AT, **data: str) -> int:
    """Id of a new customer of the store; ``data`` are fields of CustomerData."""
    filled = CustomerData(name=name, **{"phone": make_phone(), **data})
    actor = system_actor("test")
    kept = register_customer(actor=actor, store_id=store.pk, data=filled, at=at, allow_duplicate=True)
    return kept.customer_id


def make_vehicle(
    store: Store, *, owner_id: int | None = None, at: datetime = AT, data: VehicleData | None = None, **fields: object
) -> int:
    """Id of a new vehicle of the store, with an owner of its own unless one is given; ``fields`` of VehicleData."""
    filled = data or VehicleData(vin=make_vin(), plate=make_plate(), model_name="朗逸 1.5L", color="白")
    filled = replace(filled, **fields)
    owner = owner_id if owner_id is not None else make_customer(store, at=at)
    actor = system_actor("test")
    kept = register_vehicle(actor=actor, store_id=store.pk, data=filled, owner_id=owner, at=at)
    return kept.vehicle_id


def make_consent(store: Store, customer_id: int, purpose: str = "service", *, at: datetime = AT) -> int:
    """Id of a live consent."""
    kept = give_consent(
        actor=system_actor("test"),
        store_id=store.pk,
        customer_id=customer_id,
        purpose=purpose,
        channel="screen",
        at=at,
    )
    return kept.consent_id
