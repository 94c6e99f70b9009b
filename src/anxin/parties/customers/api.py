"""Endpoints of customers, vehicles and their search."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.parties.customers import commands, queries
from anxin.parties.customers.rules import CustomerData, VehicleData
from anxin.platform.api import Id, Page, actor_of, expected_version, read, write
from anxin.platform.ui.lists import Order, Window

router = Router(tags=["customers"])

NO_NUL = r"^[^\x00]*$"
Short = Annotated[str, Field(max_length=80, pattern=NO_NUL)]
Long = Annotated[str, Field(max_length=300, pattern=NO_NUL)]
Kilometres = Annotated[int, Field(ge=0, le=3_000_000)]


class CustomerIn(Schema):
    """A customer file as it is sent."""

    name: Short
    kind: Short = "private"
    salutation: Short = ""
    phone: Short = ""
    second_phone: Short = ""
    contact_person: Short = ""
    address: Long = ""
    tax_number: Short = ""
    trade: Short = ""
    source: Short = ""
    wishes: Long = ""


class VehicleIn(Schema):
    """A vehicle file as it is sent; VIN or plate is needed."""

    vin: Short = ""
    plate: Short = ""
    brand_id: Annotated[int, Field(ge=1, le=2_147_483_647)] | None = None
    brand_name: Short = ""
    model_name: Short = ""
    model_year: Annotated[int, Field(ge=1950, le=2100)] | None = None
    body_type: Short = ""
    engine_type: Short = ""
    engine_number: Short = ""
    color: Short = ""
    is_own_sold: bool = False
    sold_store_id: Annotated[int, Field(ge=1, le=2_147_483_647)] | None = None
    sold_on: date | None = None
    first_registered_on: date | None = None
    first_service_on: date | None = None
    service_interval_km: Kilometres | None = None
    service_interval_months: Annotated[int, Field(ge=1, le=120)] | None = None
    next_service_on: date | None = None
    next_service_km: Kilometres | None = None


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


class AttachVehicleIn(Schema):
    """The proof at reception: the whole VIN, or the whole plate and the phone."""

    store_id: Annotated[int, Field(ge=1, le=2_147_483_647)]
    vin: Short = ""
    plate: Short = ""
    phone: Short = ""


class PartyIn(Schema):
    """Who takes over a role."""

    store_id: Annotated[int, Field(ge=1, le=2_147_483_647)]
    customer_id: Id
    role: Short
    valid_from: date | None = None


class ConsentIn(Schema):
    """A consent, or the purpose that is withdrawn."""

    store_id: Annotated[int, Field(ge=1, le=2_147_483_647)]
    purpose: Short
    channel: Short = "online"
    evidence: Annotated[str, Field(max_length=120, pattern=NO_NUL)] = ""


class OdometerIn(Schema):
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


class PartyKept(Schema):
    party_id: int
    vehicle_id: int
    customer_id: int
    role: str


class ConsentKept(Schema):
    consent_id: int
    customer_id: int
    purpose: str


class PartyOut(Schema):
    id: int
    customer_id: int
    name: str
    masked_phone: str
    role: str
    valid_from: date
    valid_to: date | None


class VehicleOut(Schema):
    """A vehicle with its people; phones masked."""

    id: int
    version: int
    vin: str
    plate: str
    brand_name: str
    model_name: str
    is_new_energy: bool
    odometer_km: int | None
    last_visit_at: datetime | None
    visits: int
    owner_id: int | None
    parties: list[PartyOut]


class CustomerOut(Schema):
    """A customer; phones masked."""

    id: int
    version: int
    kind: str
    name: str
    masked_phone: str
    address: str
    trade: str
    source: str
    created_on: date
    is_erased: bool
    last_visit_at: datetime | None


class CustomerRow(Schema):
    id: int
    name: str
    kind: str
    masked_phone: str
    trade: str
    created_on: date
    vehicle_count: int
    last_visit_at: datetime | None


class VehicleRow(Schema):
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


class VehicleHit(Schema):
    id: int
    plate: str
    vin: str
    brand_name: str
    model_name: str
    owner_name: str


class CustomerHit(Schema):
    id: int
    name: str
    kind: str
    masked_phone: str


class SearchOut(Schema):
    vehicles: list[VehicleHit]
    customers: list[CustomerHit]


class ListQuery(Schema):
    """Filters shared by both lists; ``offset`` is the ``next`` of the page before."""

    text: Annotated[str, Field(max_length=60, pattern=NO_NUL)] = ""
    store_id: Annotated[int, Field(ge=1, le=2_147_483_647)] | None = None
    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("/customers", response={200: Page[CustomerRow]})
def list_customers(request: HttpRequest, wanted: Query[ListQuery]) -> Any:
    """Customers of the token's stores by name."""
    filters = queries.CustomerFilter(text=wanted.text, store_id=wanted.store_id)
    window = Window(wanted.offset, wanted.limit)
    found = read(request, lambda: queries.list_customers(actor_of(request), filters, Order("name"), window))
    return _page(found, window)


@router.post("/customers", response={201: CustomerKept})
def register_customer(request: HttpRequest, payload: RegisterCustomerIn) -> HttpResponse:
    """Make a customer file."""
    sent = payload.dict()
    rest = {name: sent.pop(name) for name in ("store_id", "allow_duplicate")}
    return write(
        request,
        CustomerKept,
        lambda at: commands.register_customer(actor=actor_of(request), data=CustomerData(**sent), at=at, **rest),
        status=201,
    )


@router.get("/customers/{customer_id}", response={200: CustomerOut})
def get_customer(request: HttpRequest, customer_id: Id) -> Any:
    """A customer."""
    return read(request, lambda: queries.get_customer(actor_of(request), customer_id))


@router.put("/customers/{customer_id}", response={200: CustomerKept})
def change_customer(request: HttpRequest, customer_id: Id, payload: CustomerIn) -> HttpResponse:
    """Replace a customer file; send the version in If-Match."""
    return write(
        request,
        CustomerKept,
        lambda at: commands.change_customer(
            actor=actor_of(request),
            customer_id=customer_id,
            data=CustomerData(**payload.dict()),
            version=expected_version(request),
            at=at,
        ),
    )


@router.post("/customers/{customer_id}/consents", response={201: ConsentKept})
def give_consent(request: HttpRequest, customer_id: Id, payload: ConsentIn) -> HttpResponse:
    """Keep a consent for one purpose."""
    return write(
        request,
        ConsentKept,
        lambda at: commands.give_consent(actor=actor_of(request), customer_id=customer_id, at=at, **payload.dict()),
        status=201,
    )


@router.post("/customers/{customer_id}/consents/withdraw", response={200: ConsentKept})
def withdraw_consent(request: HttpRequest, customer_id: Id, payload: ConsentIn) -> HttpResponse:
    """End a consent for one purpose at once."""
    return write(
        request,
        ConsentKept,
        lambda at: commands.withdraw_consent(
            actor=actor_of(request),
            customer_id=customer_id,
            store_id=payload.store_id,
            purpose=payload.purpose,
            at=at,
        ),
    )


@router.get("/vehicles", response={200: Page[VehicleRow]})
def list_vehicles(request: HttpRequest, wanted: Query[ListQuery]) -> Any:
    """Vehicles of the token's stores by plate."""
    filters = queries.VehicleFilter(text=wanted.text, store_id=wanted.store_id)
    window = Window(wanted.offset, wanted.limit)
    found = read(request, lambda: queries.list_vehicles(actor_of(request), filters, Order("plate"), window))
    return _page(found, window)


@router.post("/vehicles", response={201: VehicleKept})
def register_vehicle(request: HttpRequest, payload: RegisterVehicleIn) -> HttpResponse:
    """Make a vehicle file, or attach the vehicle that the group knows."""
    sent = payload.dict()
    rest = {name: sent.pop(name) for name in ("store_id", "owner_id", "known_phone", "move_plate")}
    return write(
        request,
        VehicleKept,
        lambda at: commands.register_vehicle(actor=actor_of(request), data=VehicleData(**sent), at=at, **rest),
        status=201,
    )


@router.post("/vehicles/attach", response={200: AttachedVehicle})
def attach_vehicle(request: HttpRequest, payload: AttachVehicleIn) -> HttpResponse:
    """Let a store know a vehicle of the group, by proof."""
    return write(
        request,
        AttachedVehicle,
        lambda at: commands.attach_vehicle(actor=actor_of(request), at=at, **payload.dict()),
    )


@router.get("/vehicles/{vehicle_id}", response={200: VehicleOut})
def get_vehicle(request: HttpRequest, vehicle_id: Id) -> Any:
    """A vehicle."""
    return read(request, lambda: queries.get_vehicle(actor_of(request), vehicle_id))


@router.put("/vehicles/{vehicle_id}", response={200: VehicleKept})
def change_vehicle(request: HttpRequest, vehicle_id: Id, payload: VehicleIn) -> HttpResponse:
    """Replace a vehicle file; send the version in If-Match."""
    return write(
        request,
        VehicleKept,
        lambda at: commands.change_vehicle(
            actor=actor_of(request),
            vehicle_id=vehicle_id,
            data=VehicleData(**payload.dict()),
            version=expected_version(request),
            at=at,
        ),
    )


@router.post("/vehicles/{vehicle_id}/odometer", response={200: VehicleKept})
def record_odometer(request: HttpRequest, vehicle_id: Id, payload: OdometerIn) -> HttpResponse:
    """Keep a mileage in km."""
    return write(
        request,
        VehicleKept,
        lambda at: commands.record_odometer(
            actor=actor_of(request), vehicle_id=vehicle_id, at=at, **payload.dict()
        ),
    )


@router.post("/vehicles/{vehicle_id}/parties", response={201: PartyKept})
def set_party(request: HttpRequest, vehicle_id: Id, payload: PartyIn) -> HttpResponse:
    """Let a customer own, drive or pay for a vehicle."""
    return write(
        request,
        PartyKept,
        lambda at: commands.set_party(actor=actor_of(request), vehicle_id=vehicle_id, at=at, **payload.dict()),
        status=201,
    )


@router.get("/search", response={200: SearchOut})
def search(request: HttpRequest, q: Annotated[str, Field(min_length=2, max_length=60, pattern=NO_NUL)]) -> Any:
    """Vehicles and customers by plate tail, VIN tail, phone tail, initials or part of a name; 20 of each."""
    actor = actor_of(request)
    return read(
        request,
        lambda: SearchOut(
            vehicles=[VehicleHit(**asdict(one)) for one in queries.search_vehicles(actor, q)],
            customers=[CustomerHit(**asdict(one)) for one in queries.search_customers(actor, q)],
        ),
    )


def _page(found: Any, window: Window) -> dict[str, Any]:
    following = window.offset + window.limit
    return {"items": list(found.rows), "next": str(following) if following < found.total else None}
