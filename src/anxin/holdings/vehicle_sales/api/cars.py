"""Endpoints of sold cars and their hand-over."""

import base64
import binascii
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.holdings.vehicle_sales import commands, queries
from anxin.holdings.vehicle_sales.commands import SignatureMissing
from anxin.platform.api import Body, Id, actor_of, expected_version, read, with_fields_of, write
from anxin.platform.errors import NotFound

NO_NUL = r"^[^\x00]*$"
router = Router(tags=["vehicle_sales"])


class HandoverSinceQuery(Schema):
    """A store, and from which day on what is done is listed."""

    store_id: Id
    since: date


class HandoverSpanQuery(Schema):
    """Business days of a store, both included."""

    store_id: Id
    since: date
    until: date


class HandoverDayQuery(Schema):
    """A day of a store."""

    store_id: Id
    day: date


class SoldIn(Body):
    """A new car that was sold."""

    store_id: Id
    vehicle_id: Id
    customer_id: Id
    planned_on: date


@with_fields_of(commands.KeptSoldCar)
class SoldOut(Schema):
    """A sold car."""


@with_fields_of(queries.SoldCarRow)
class SoldCarOut(Schema):
    """A sold car as listed."""


class CancelIn(Body):
    """Why the sale fell through."""

    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]


class WaiveIn(Body):
    """Why a new car goes without a passed inspection."""

    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]


class HandoverTeamIn(Body):
    """Who hands the new cars of a day's week over."""

    store_id: Id
    day: date
    sales_id: Id
    service_id: Id
    relations_id: Id


@with_fields_of(commands.KeptTeam)
class TeamKeptOut(Schema):
    """The three of a week."""


@with_fields_of(queries.TeamView)
class TeamOut(Schema):
    """The three of a week with their names."""


class HandOverIn(Body):
    """The checklist as it was signed."""

    items: dict[Annotated[str, Field(max_length=20)], bool]
    words: Annotated[str, Field(max_length=300, pattern=NO_NUL)] = ""
    signature: Annotated[str, Field(max_length=500_000)]


@with_fields_of(commands.HandedOverCar)
class HandedOverOut(Schema):
    """A new car after its hand-over."""


class HandOverOut(Schema):
    """The signed checklist."""

    items: list[tuple[str, bool]]
    sales_name: str
    service_name: str
    relations_name: str
    words: str


class ShareOut(Schema):
    """New cars handed over, and customers introduced to the service department."""

    handed_over: int
    introduced: int
    target: float
    share: float | None
    is_met: bool | None


@router.post("", response={201: SoldOut}, operation_id="register_sold_car")
def register_sold_car(request: HttpRequest, payload: SoldIn) -> HttpResponse:
    """A new car was sold (R-DL13)."""
    given = payload.model_dump()
    return write(
        request, SoldOut, lambda at: commands.register_sold_car(actor=actor_of(request), at=at, **given), status=201
    )


@router.get("", response=list[SoldCarOut], operation_id="list_sold_cars")
def list_sold_cars(request: HttpRequest, wanted: Query[HandoverSinceQuery]) -> Any:
    """Cars to be handed over, and those handed over since a day."""
    return read(request, lambda: queries.list_sold_cars(actor_of(request), wanted.store_id, wanted.since))


@router.get("/introduced", response=ShareOut, operation_id="introduced_share")
def introduced_share(request: HttpRequest, wanted: Query[HandoverSpanQuery]) -> Any:
    """How many customers of new cars were introduced to the service department (R-DL14)."""
    return read(request, lambda: queries.introduced_share(actor_of(request), wanted.store_id, wanted.since, wanted.until))


@router.get("/team", response=TeamOut, operation_id="get_delivery_team")
def get_delivery_team(request: HttpRequest, wanted: Query[HandoverDayQuery]) -> Any:
    """The three of a day's week."""

    def find() -> queries.TeamView:
        team = queries.find_team(actor_of(request), wanted.store_id, wanted.day)
        if team is None:
            raise NotFound
        return team

    return read(request, find)


@router.put("/team", response=TeamKeptOut, operation_id="set_delivery_team")
def set_delivery_team(request: HttpRequest, payload: HandoverTeamIn) -> HttpResponse:
    """Name the three of a day's week."""
    given = payload.model_dump()
    return write(request, TeamKeptOut, lambda at: commands.set_delivery_team(actor=actor_of(request), at=at, **given))


@router.get("/{sold_car_id}", response=SoldCarOut, operation_id="get_sold_car")
def get_sold_car(request: HttpRequest, sold_car_id: Id) -> Any:
    """One sold car."""
    return read(request, lambda: queries.get_sold_car(actor_of(request), sold_car_id))


@router.get("/{sold_car_id}/hand-over", response=HandOverOut, operation_id="get_hand_over")
def get_hand_over(request: HttpRequest, sold_car_id: Id) -> Any:
    """The signed checklist of a sold car."""

    def find() -> queries.HandOverView:
        found = queries.find_hand_over(actor_of(request), sold_car_id)
        if found is None:
            raise NotFound
        return found

    return read(request, find)


@router.post("/{sold_car_id}/hand-over", response=HandedOverOut, operation_id="hand_over_car")
def hand_over_car(request: HttpRequest, sold_car_id: Id, payload: HandOverIn) -> HttpResponse:
    """Give a new car to its customer; If-Match is the sold car's version."""
    return write(
        request,
        HandedOverOut,
        lambda at: commands.hand_over_car(
            actor=actor_of(request),
            sold_car_id=sold_car_id,
            items=payload.items,
            words=payload.words,
            signature=_png(payload.signature),
            version=expected_version(request),
            at=at,
        ),
    )


@router.post("/{sold_car_id}/cancel", response=SoldOut, operation_id="cancel_sold_car")
def cancel_sold_car(request: HttpRequest, sold_car_id: Id, payload: CancelIn) -> HttpResponse:
    """The sale fell through; If-Match is the sold car's version."""
    return write(
        request,
        SoldOut,
        lambda at: commands.cancel_sold_car(
            actor=actor_of(request), sold_car_id=sold_car_id, reason=payload.reason, version=expected_version(request), at=at
        ),
    )


@router.post("/{sold_car_id}/waive-inspection", response=SoldOut, operation_id="waive_new_car_inspection")
def waive_new_car_inspection(request: HttpRequest, sold_car_id: Id, payload: WaiveIn) -> HttpResponse:
    """Let a new car go without a passed inspection (M07.13); If-Match is the sold car's version."""
    return write(
        request,
        SoldOut,
        lambda at: commands.waive_new_car_inspection(
            actor=actor_of(request), sold_car_id=sold_car_id, reason=payload.reason, version=expected_version(request), at=at
        ),
    )


def _png(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded.partition("base64,")[2] or encoded, validate=True)
    except (binascii.Error, ValueError):
        raise SignatureMissing(field="signature") from None
