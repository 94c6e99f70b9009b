"""What the endpoints of customers and vehicles take and give."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema

from anxin.parties.customers import commands, queries
from anxin.parties.customers.commands.cleaning import LIMITS
from anxin.parties.customers.parameters import LONGEST_DISTANCE_KM
from anxin.parties.customers.rules import CustomerData, VehicleData
from anxin.platform.api import Body, Id, with_fields_of

NO_NUL = r"^[^\x00]*$"
Short = Annotated[str, Field(max_length=80, pattern=NO_NUL)]
Long = Annotated[str, Field(max_length=300, pattern=NO_NUL)]
StoreId = Annotated[int, Field(ge=1, le=2_147_483_647)]
Kilometres = Annotated[int, Field(ge=0, le=LONGEST_DISTANCE_KM)]


TYPES: dict[str, Any] = {
    "str": Long,
    "int": StoreId,
    **{name: Annotated[int, Field(ge=lowest, le=highest)] for name, (lowest, highest) in LIMITS.items()},
}
"""How the fields of a file are bounded: by their type, or by name. The command says how long a text may be."""


@with_fields_of(CustomerData, TYPES)
class CustomerIn(Body):
    """A customer file as it is sent."""


@with_fields_of(VehicleData, TYPES)
class VehicleIn(Body):
    """A vehicle file as it is sent; VIN or plate is needed."""


class RegisterCustomerIn(CustomerIn):
    """A new customer of a store."""

    store_id: Annotated[int, Field(ge=1, le=2_147_483_647)]
    allow_duplicate: bool = False


class RegisterVehicleIn(VehicleIn):
    """A new vehicle of a store; ``known_phone`` proves a vehicle of another store, with the whole plate."""

    store_id: Annotated[int, Field(ge=1, le=2_147_483_647)]
    owner_id: Id | None = None
    known_phone: Short = ""
    move_plate: bool = False


class AttachVehicleIn(Body):
    """The proof at reception: the whole VIN, or the whole plate and the phone."""

    store_id: Annotated[int, Field(ge=1, le=2_147_483_647)]
    vin: Short = ""
    plate: Short = ""
    phone: Short = ""


class PartyIn(Body):
    """Who takes over a role."""

    store_id: Annotated[int, Field(ge=1, le=2_147_483_647)]
    customer_id: Id
    role: Short
    valid_from: date | None = None


class ConsentIn(Body):
    """A consent, or the purpose that is withdrawn."""

    store_id: Annotated[int, Field(ge=1, le=2_147_483_647)]
    purpose: Short
    channel: Short = "online"
    evidence: Annotated[str, Field(max_length=120, pattern=NO_NUL)] = ""


class ConsentAnswerIn(Body):
    """What a customer answered to the question for consent."""

    store_id: Annotated[int, Field(ge=1, le=2_147_483_647)]
    purpose: Short
    answer: Literal["given", "refused"]
    channel: Short = "online"
    evidence: Annotated[str, Field(max_length=120, pattern=NO_NUL)] = ""


class OdometerIn(Body):
    """A mileage; a lower one than the last needs ``is_confirmed``."""

    odometer_km: Kilometres
    is_confirmed: bool = False


class CustomerKept(Schema):
    customer_id: int
    version: int


class VehicleKept(Schema):
    vehicle_id: int
    version: int
    was_attached: bool


class AttachedVehicle(Schema):
    vehicle_id: int
    customer_ids: list[int]
    was_known: bool


@with_fields_of(commands.PartyKept)
class PartyKept(Schema):
    """A party of a vehicle as it was written."""


class ConsentKept(Schema):
    consent_id: int
    customer_id: int
    purpose: str


@with_fields_of(commands.ConsentAnswer)
class ConsentAnswerOut(Schema):
    """What the customer says to one purpose now."""


class PartyOut(Schema):
    id: int
    customer_id: int
    name: str
    masked_phone: str
    role: str
    valid_from: date
    valid_to: date | None


@with_fields_of(VehicleData)
class VehicleOut(Schema):
    """A vehicle with every field that a PUT replaces, and its people; phones masked. ``brand`` is the brand as shown."""

    id: int
    version: int
    brand: str
    is_new_energy: bool
    odometer_km: int | None
    last_visit_at: datetime | None
    visits: int
    owner_id: int | None
    parties: list[PartyOut]


@with_fields_of(CustomerData)
class CustomerOut(Schema):
    """A customer with every field that a PUT replaces; phones and tax number as the mask, which a PUT takes for "as is"."""

    id: int
    version: int
    created_on: date
    is_erased: bool
    last_visit_at: datetime | None


@with_fields_of(queries.CustomerRow)
class CustomerRow(Schema):
    """A line of the customers list."""


@with_fields_of(queries.VehicleRow)
class VehicleRow(Schema):
    """A line of the vehicles list."""


@with_fields_of(queries.VehicleHit)
class VehicleHit(Schema):
    """A vehicle that was found, by itself or through its owner."""


@with_fields_of(queries.CustomerHit)
class CustomerHit(Schema):
    """A customer who was found."""


class SearchOut(Schema):
    vehicles: list[VehicleHit]
    customers: list[CustomerHit]


class CustomerListQuery(Schema):
    """Filters shared by both lists; ``offset`` is the ``next`` of the page before."""

    text: Annotated[str, Field(max_length=60, pattern=NO_NUL)] = ""
    store_id: Annotated[int, Field(ge=1, le=2_147_483_647)] | None = None
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=200)] = 50
