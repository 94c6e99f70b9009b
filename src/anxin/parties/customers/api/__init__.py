"""Endpoints of customers, vehicles and their search."""

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from anxin.parties.customers import commands, queries
from anxin.parties.customers.api.personal import page_of
from anxin.parties.customers.api.personal import router as personal
from anxin.parties.customers.api.schemas import (
    NO_NUL,
    AttachedVehicle,
    AttachVehicleIn,
    ConsentAnswerIn,
    ConsentAnswerOut,
    ConsentIn,
    ConsentKept,
    CustomerHit,
    CustomerIn,
    CustomerKept,
    CustomerListQuery,
    CustomerOut,
    CustomerRow,
    OdometerIn,
    PartyIn,
    PartyKept,
    RegisterCustomerIn,
    RegisterVehicleIn,
    SearchOut,
    VehicleHit,
    VehicleIn,
    VehicleKept,
    VehicleOut,
    VehicleRow,
)
from anxin.parties.customers.rules import CustomerData, VehicleData
from anxin.platform.api import Id, Page, actor_of, expected_version, read, write
from anxin.platform.ui.lists import Order, Window

router = Router(tags=["customers"])
router.add_router("", personal)


@router.get("/customers", response={200: Page[CustomerRow]})
def list_customers(request: HttpRequest, wanted: Query[CustomerListQuery]) -> Any:
    """Customers of the token's stores by name."""
    filters = queries.CustomerFilter(text=wanted.text, store_id=wanted.store_id)
    window = Window(wanted.offset, wanted.limit)
    found = read(request, lambda: queries.list_customers(actor_of(request), filters, Order("name"), window))
    return page_of(found, window)


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
    card = read(request, lambda: queries.get_customer(actor_of(request), customer_id))
    return {**asdict(card), **asdict(card.data)}


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


@router.post("/customers/{customer_id}/consents/answer", response={200: ConsentAnswerOut})
def record_consent_answer(request: HttpRequest, customer_id: Id, payload: ConsentAnswerIn) -> HttpResponse:
    """Keep what a customer answered to the question for consent."""
    given = {"actor": actor_of(request), "customer_id": customer_id, **payload.dict()}
    return write(request, ConsentAnswerOut, lambda at: commands.record_consent_answer(at=at, **given))


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
def list_vehicles(request: HttpRequest, wanted: Query[CustomerListQuery]) -> Any:
    """Vehicles of the token's stores by plate."""
    filters = queries.VehicleFilter(text=wanted.text, store_id=wanted.store_id)
    window = Window(wanted.offset, wanted.limit)
    found = read(request, lambda: queries.list_vehicles(actor_of(request), filters, Order("plate"), window))
    return page_of(found, window)


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
    card = read(request, lambda: queries.get_vehicle(actor_of(request), vehicle_id))
    return {**asdict(card), **asdict(card.data), "brand": card.brand_name}


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
        lambda at: commands.record_odometer(actor=actor_of(request), vehicle_id=vehicle_id, at=at, **payload.dict()),
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
