"""Endpoints of capacity: what is taken and what is free. Time is taken by the modules that own the documents."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from anxin.platform.api import actor_of, read, with_fields_of
from anxin.resources.capacity import commands, queries

router = Router(tags=["capacity"])

StoreId = Annotated[int, Field(ge=1, le=2_147_483_647)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))]


@with_fields_of(commands.Reserved)
class ReservedOut(Schema):
    """A reservation that holds."""


class ReservedForOut(Schema):
    """The document that the time is for."""

    kind: str
    id: int


class ReservationOut(ReservedOut):
    """A reservation in a list."""

    resource_name: str
    document: ReservedForOut


@with_fields_of(queries.BayRow)
class FreeBayOut(Schema):
    """A bay in use."""


class LoadOut(Schema):
    """How full a half hour is, in percent of what may be promised."""

    starts_at: datetime
    load_percent: int
    is_off_peak: bool


class OvercommittedOut(Schema):
    """Units of a half hour that a document holds and that are not there any more."""

    document: ReservedForOut
    pool: str
    starts_at: datetime
    units: int


class SinceQuery(Schema):
    """A store, from an instant on."""

    store_id: StoreId
    since: AwareDatetime


@router.get("/loads", response=list[LoadOut])
def list_loads(request: HttpRequest, wanted: Query[SinceQuery], days: Annotated[int, Field(ge=1, le=15)] = 1) -> Any:
    """How full the open half hours are from an instant on."""
    return read(request, lambda: queries.list_loads(actor_of(request), wanted.store_id, wanted.since, days))


@router.get("/overcommitted", response=list[OvercommittedOut])
def list_overcommitted(request: HttpRequest, wanted: Query[SinceQuery]) -> Any:
    """Bookings of the next two weeks that cannot be kept any more."""
    return read(request, lambda: queries.list_overcommitted(actor_of(request), wanted.store_id, wanted.since))


@router.get("/reservations", response=list[ReservationOut])
def list_reservations(request: HttpRequest, store_id: StoreId, day: Day) -> Any:
    """What is taken at some time of a store's business day."""
    return read(request, lambda: queries.list_reservations(actor_of(request), store_id, day))


@router.get("/free-bays", response=list[FreeBayOut])
def free_bays(request: HttpRequest, store_id: StoreId, starts_at: AwareDatetime, ends_at: AwareDatetime) -> Any:
    """Bays that nothing holds at any time of the span."""
    return read(request, lambda: queries.free_bays(actor_of(request), store_id, starts_at, ends_at))
