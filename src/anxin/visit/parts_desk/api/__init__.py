"""Endpoints of the parts counter: requests by promise, issue by scan, laying ready, the answer to a shortage."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from pydantic import AwareDatetime

from anxin.platform import clock
from anxin.platform.api import Body, Id, Yuan, actor_of, read, with_fields_of, write
from anxin.platform.money import ZERO
from anxin.visit.parts_desk import commands, queries
from anxin.visit.repair_orders.api.supply import OrderToSupplyOut, PartToIssueOut

router = Router(tags=["parts"])
NO_NUL = r"^[^\x00]*$"
Number = Annotated[str, Field(max_length=40, pattern=NO_NUL)]


class ScanIn(Body):
    """What was scanned: a part's number."""

    code: Annotated[str, Field(min_length=1, max_length=80, pattern=NO_NUL)]


class ReadyPlaceIn(Body):
    """Where the parts lie ready."""

    place: Annotated[str, Field(max_length=20, pattern=NO_NUL)] = ""


class ShortageIn(Body):
    """How what is missing is got, from which store or supplier (price without tax), or that it is lost, and why.

    ``seen`` is the answer that stood when it was decided.
    """

    how: Literal["transfer", "emergency", "order", "substitute", "lost", "shelf"]
    expected_at: AwareDatetime | None = None
    words: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""
    from_store_id: Id | None = None
    supplier_id: Id | None = None
    unit_price: Yuan = ZERO
    seen: Id | None = None


@with_fields_of(commands.ScannedPart)
class ScannedPartOut(Schema):
    """What went out."""


@with_fields_of(commands.LaidReady)
class LaidReadyOut(Schema):
    """The order's parts as they lie ready."""


@with_fields_of(commands.SolvedShortage)
class SolvedShortageOut(Schema):
    """The answer to what is missing of a line."""


@with_fields_of(commands.AskedRebooking)
class AskedRebookingOut(Schema):
    """The task of whoever is to agree on another time."""


class WorkshopRequestOut(Schema):
    """An order that waits for parts, and what of it is there."""

    order: OrderToSupplyOut
    technicians: str
    bay: str
    waiting_since: datetime | None
    wanted: int
    there: int
    is_picked: bool
    expected_at: datetime | None


class RequestLineOut(Schema):
    """A part line of an order at the counter."""

    part: PartToIssueOut
    free: Decimal
    missing: Decimal
    is_picked: bool
    answer_id: int | None


class OpenRequestOut(Schema):
    """One order at the counter."""

    order: OrderToSupplyOut
    lines: list[RequestLineOut]


@router.get("/stores/{store_id}/requests", response=list[WorkshopRequestOut], operation_id="list_requests")
def list_requests(request: HttpRequest, store_id: Id) -> Any:
    """Orders that wait for parts, by promise."""
    return read(request, lambda: queries.list_requests(actor_of(request), store_id, clock.now()))


@router.get("/orders/{number}", response=OpenRequestOut, operation_id="get_request")
def get_request(request: HttpRequest, number: Number) -> Any:
    """One order at the counter with all its part lines."""
    return read(request, lambda: queries.get_request(actor_of(request), number, clock.now()))


@router.post("/orders/{number}/scan", response={201: ScannedPartOut}, operation_id="scan_part")
def scan_part(request: HttpRequest, number: Number, payload: ScanIn) -> HttpResponse:
    """Issue the line of an order that waits for the scanned part."""
    said: dict[str, Any] = {"actor": actor_of(request), "number": number, "code": payload.code}
    return write(request, ScannedPartOut, lambda at: commands.scan_part(**said, at=at), status=201)


@router.post("/orders/{number}/lay-ready", response={201: LaidReadyOut}, operation_id="lay_order_ready")
def lay_order_ready(request: HttpRequest, number: Number, payload: ReadyPlaceIn) -> HttpResponse:
    """All that is there of an order's signed parts lies ready."""
    said: dict[str, Any] = {"actor": actor_of(request), "number": number, "place": payload.place}
    return write(request, LaidReadyOut, lambda at: commands.lay_order_ready(**said, at=at), status=201)


@router.post("/orders/{number}/put-back", response={201: LaidReadyOut}, operation_id="put_back")
def put_back(request: HttpRequest, number: Number) -> HttpResponse:
    """What lay ready for an order went back to the shelf."""
    return write(
        request, LaidReadyOut, lambda at: commands.put_back(actor=actor_of(request), number=number, at=at), status=201
    )


@router.post("/orders/{number}/lines/{item_id}/answer", response={201: SolvedShortageOut}, operation_id="answer_shortage")
def answer_shortage(request: HttpRequest, number: Number, item_id: Id, payload: ShortageIn) -> HttpResponse:
    """Say how what is missing of a line is got, or that it is lost."""
    way = commands.Way(payload.from_store_id, payload.supplier_id, payload.unit_price)
    said: dict[str, Any] = {"actor": actor_of(request), "number": number, "item_id": item_id, "way": way}
    said |= {"how": payload.how, "expected_at": payload.expected_at, "words": payload.words, "seen": payload.seen}
    return write(request, SolvedShortageOut, lambda at: commands.answer_shortage(**said, at=at), status=201)


@router.post("/bookings/{number}/ask-rebooking", response={201: AskedRebookingOut}, operation_id="ask_rebooking")
def ask_rebooking(request: HttpRequest, number: Number) -> HttpResponse:
    """Ask the advisor of a booking to agree on another time, for a part is missing."""
    said: dict[str, Any] = {"actor": actor_of(request), "number": number}
    return write(request, AskedRebookingOut, lambda at: commands.ask_rebooking(**said, at=at), status=201)
