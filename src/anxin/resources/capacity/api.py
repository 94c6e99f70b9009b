"""Endpoints of capacity."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from pydantic import AwareDatetime

from anxin.platform.api import Id, actor_of, read, write
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import commands, queries

router = Router(tags=["capacity"])

StoreId = Annotated[int, Field(ge=1, le=2_147_483_647)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))]
Kind = Literal["bay", "technician"]


class ReservedForIn(Schema):
    """The document that the time is for: ``module.model`` and primary key."""

    kind: Annotated[str, Field(max_length=60, pattern=r"^[a-z_]+\.[a-z_]+$")]
    id: Id

    def reference(self) -> DocumentRef:
        """The command's form of it."""
        return DocumentRef(self.kind, self.id)


class ReserveIn(Schema):
    """A bay or technician and the time that it is taken for."""

    store_id: StoreId
    resource_kind: Kind
    resource_id: Id
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    document: ReservedForIn


class MoveReservationIn(Schema):
    """Another time, and another resource of the same kind if one is named."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    resource_id: Id | None = None


class ReleaseIn(Schema):
    """Give back what a document holds, or only one kind of it."""

    store_id: StoreId
    document: ReservedForIn
    resource_kind: Kind | None = None


class ReservedOut(Schema):
    """A reservation that holds."""

    id: int
    resource_kind: str
    resource_id: int
    starts_at: datetime
    ends_at: datetime


class ReleasedOut(Schema):
    """How many were given back."""

    count: int


class ReservedForOut(Schema):
    """The document that the time is for."""

    kind: str
    id: int


class ReservationOut(ReservedOut):
    """A reservation in a list."""

    resource_name: str
    document: ReservedForOut


class FreeBayOut(Schema):
    """A bay in use."""

    id: int
    code: str
    kind: str
    is_high_voltage: bool


@router.get("/reservations", response=list[ReservationOut])
def list_reservations(request: HttpRequest, store_id: StoreId, day: Day) -> Any:
    """What is taken at some time of a store's business day."""
    return read(request, lambda: queries.list_reservations(actor_of(request), store_id, day))


@router.get("/free-bays", response=list[FreeBayOut])
def free_bays(request: HttpRequest, store_id: StoreId, starts_at: AwareDatetime, ends_at: AwareDatetime) -> Any:
    """Bays that nothing holds at any time of the span."""
    return read(request, lambda: queries.free_bays(actor_of(request), store_id, starts_at, ends_at))


@router.post("/reservations", response={201: ReservedOut})
def reserve(request: HttpRequest, payload: ReserveIn) -> HttpResponse:
    """Take a bay or technician; 409 says from when it is free."""
    said: dict[str, Any] = {
        "actor": actor_of(request),
        "store_id": payload.store_id,
        "resource_kind": payload.resource_kind,
        "resource_id": payload.resource_id,
        "starts_at": payload.starts_at,
        "ends_at": payload.ends_at,
        "document": payload.document.reference(),
    }
    return write(request, ReservedOut, lambda at: commands.reserve(**said, at=at), status=201)


@router.post("/reservations/{reservation_id}/move", response={200: ReservedOut})
def move_reservation(request: HttpRequest, reservation_id: Id, payload: MoveReservationIn) -> HttpResponse:
    """Give a reservation another time or resource."""
    said: dict[str, Any] = {"actor": actor_of(request), "reservation_id": reservation_id, **payload.dict()}
    return write(request, ReservedOut, lambda at: commands.move_reservation(**said, at=at))


@router.post("/release", response={200: ReleasedOut})
def release(request: HttpRequest, payload: ReleaseIn) -> HttpResponse:
    """Give back what a document holds."""
    said: dict[str, Any] = {
        "actor": actor_of(request),
        "store_id": payload.store_id,
        "document": payload.document.reference(),
        "resource_kind": payload.resource_kind,
    }
    return write(request, ReleasedOut, lambda at: commands.release(**said, at=at))
