"""Endpoints of visitors, and of where a customer waits."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from anxin.platform import clock
from anxin.platform.api import Body, Id, actor_of, read, with_fields_of, write
from anxin.platform.ui.lists import EXPORT_LIMIT, Order, Window
from anxin.visit.reception import commands, queries
from anxin.visit.reception.api.schemas import NO_NUL, ReceptionOut
from anxin.visit.repair_orders.api.schemas import Number

router = Router(tags=["reception"])


class VisitorIn(Body):
    """Somebody at the counter; only why must be known."""

    store_id: Id
    purpose: Literal["question", "parts", "car", "collect", "accompany", "other"]
    name: Annotated[str, Field(max_length=40, pattern=NO_NUL)] = ""
    phone: Annotated[str, Field(max_length=24, pattern=NO_NUL)] = ""
    host_id: Id | None = None


@with_fields_of(commands.KeptVisitor)
class KeptVisitorOut(Schema):
    """A visitor after a step."""


class VisitorOut(Schema):
    """A line of the register; ``position`` and ``next_id`` while nobody receives the visitor."""

    id: int
    purpose: str
    name: str
    masked_phone: str
    host_id: int | None
    came_at: datetime
    greeted_at: datetime | None
    left_at: datetime | None
    position: int | None
    next_id: int | None


class VisitorQuery(Schema):
    """A store's day, today without."""

    store_id: Id
    day: date | None = None
    text: Annotated[str, Field(max_length=40, pattern=NO_NUL)] = ""


class SightingIn(Body):
    """A plate, when and how it was seen; ``key`` is the device's own number of it."""

    store_id: Id
    key: Annotated[str, Field(min_length=1, max_length=80, pattern=NO_NUL)]
    plate: Annotated[str, Field(min_length=1, max_length=12, pattern=NO_NUL)]
    kind: Literal["arrived", "greeted", "in_bay"]
    seen_at: AwareDatetime


@with_fields_of(commands.KeptSighting)
class KeptSightingOut(Schema):
    """What became of it: without ``reception_number`` it is kept until the car is received."""


class WaitsIn(Body):
    """Where the customer waits."""

    waits: Literal["lounge", "returns", "leaves"]


@router.post("/visitors/register", response={201: KeptVisitorOut}, operation_id="register_visitor")
def register_visitor(request: HttpRequest, payload: VisitorIn) -> HttpResponse:
    """Somebody is at the counter (M05.12)."""
    given = payload.model_dump()
    return write(
        request,
        KeptVisitorOut,
        lambda at: commands.register_visitor(actor=actor_of(request), at=at, **given),
        status=201,
    )


@router.get("/visitors/here", response=list[VisitorOut], operation_id="list_visitors_here")
def list_visitors_here(request: HttpRequest, store_id: Id) -> Any:
    """Who is here, in which place, and who is to receive them (R-RC03)."""
    return read(request, lambda: queries.list_visitors_here(actor_of(request), store_id, clock.now()))


@router.get("/visitors/day", response=list[VisitorOut], operation_id="page_visitors")
def page_visitors(request: HttpRequest, asked: Query[VisitorQuery]) -> Any:
    """The register of a day."""
    wanted, whole = queries.VisitorFilter(text=asked.text, day=asked.day), Window(0, EXPORT_LIMIT)
    return read(
        request,
        lambda: queries.page_visitors(actor_of(request), asked.store_id, wanted, Order("came_at"), whole, clock.now()).rows,
    )


@router.post("/visitors/{visitor_id}/greet", response=KeptVisitorOut, operation_id="greet_visitor")
def greet_visitor(request: HttpRequest, visitor_id: Id) -> HttpResponse:
    """The caller receives the visitor."""
    return write(
        request,
        KeptVisitorOut,
        lambda at: commands.greet_visitor(actor=actor_of(request), visitor_id=visitor_id, at=at),
    )


@router.post("/visitors/{visitor_id}/leave", response=KeptVisitorOut, operation_id="end_visit")
def end_visit(request: HttpRequest, visitor_id: Id) -> HttpResponse:
    """The visitor left."""
    return write(
        request, KeptVisitorOut, lambda at: commands.end_visit(actor=actor_of(request), visitor_id=visitor_id, at=at)
    )


@router.post("/plates/seen", response={201: KeptSightingOut}, operation_id="report_plate")
def report_plate(request: HttpRequest, payload: SightingIn) -> HttpResponse:
    """A gate or camera saw a plate; the same key again is answered with what it was (R-RC04, R-RC05)."""
    given = payload.model_dump()
    return write(
        request,
        KeptSightingOut,
        lambda at: commands.report_plate(actor=actor_of(request), at=at, **given),
        status=201,
    )


@router.post("/{number}/waiting", response=ReceptionOut, operation_id="choose_waiting")
def choose_waiting(request: HttpRequest, number: Number, payload: WaitsIn) -> HttpResponse:
    """Where the customer is until the car is ready (R-RC19)."""
    return write(
        request,
        ReceptionOut,
        lambda at: commands.choose_waiting(actor=actor_of(request), number=number, waits=payload.waits, at=at),
    )
