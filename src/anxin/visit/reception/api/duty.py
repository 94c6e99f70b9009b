"""Endpoints of the front desk's day."""

from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.api import Body, Id, actor_of, expected_version, read, with_fields_of, write
from anxin.visit.appointments.api.schemas import SpanQuery
from anxin.visit.reception import commands, queries
from anxin.visit.reception.api.schemas import ReceptionOut
from anxin.visit.repair_orders.api.schemas import Number

router = Router(tags=["reception"])


class AdvisorOut(Schema):
    """An advisor's day."""

    employee_id: int
    name: str
    starts_at: time | None
    ends_at: time | None
    partner_ids: list[int]
    is_ready: bool | None
    missing: list[str]
    waiting: int
    cars: int


class HalfHourOut(Schema):
    """Expected cars against advisors."""

    starts_at: time
    expected: int
    advisors: int
    room: int
    is_short: bool


class FrontDutyOut(Schema):
    """The front desk on a day."""

    day: date
    advisors: list[AdvisorOut]
    least: int
    is_short: bool
    next_id: int | None
    half_hours: list[HalfHourOut]


class DutyQuery(Schema):
    """A store's day, today without."""

    store_id: Id
    day: date | None = None


class ReadinessIn(Body):
    """What is missing; nothing is ready."""

    store_id: Id
    day: date | None = None
    missing: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=30)] = []


class PairIn(Body):
    """Two who cover each other."""

    store_id: Id
    first_id: Id
    second_id: Id
    day: date | None = None


class InteractiveShareOut(Schema):
    """Cars of customers with an order, those signed for at the car, and whether that is more than the target."""

    receptions: int
    interactive: int
    share: Decimal | None
    target: Decimal
    is_reached: bool | None


@with_fields_of(commands.KeptReadiness)
class KeptReadinessOut(Schema):
    """An advisor's check."""


@with_fields_of(commands.KeptPair)
class KeptPairOut(Schema):
    """Two who cover each other."""


@router.get("/duty/day", response=FrontDutyOut, operation_id="get_duty")
def get_duty(request: HttpRequest, asked: Query[DutyQuery]) -> Any:
    """Who is on duty, ready, with whom, who is next, and where the peak is (R-RC03, R-RC06, R-RC25)."""

    def find() -> queries.Duty:
        now = clock.now()
        day = asked.day or store_info(asked.store_id).clock.day(now)
        return queries.get_duty(actor_of(request), asked.store_id, day, now)

    return read(request, find)


@router.get("/duty/interactive-share", response=InteractiveShareOut, operation_id="interactive_share")
def interactive_share(request: HttpRequest, wanted: Query[SpanQuery]) -> object:
    """How often the customer was there when the car was looked at (R-RC18)."""
    return read(request, lambda: queries.interactive_share(actor_of(request), wanted.store_id, wanted.since, wanted.until))


@router.post("/duty/readiness", response=KeptReadinessOut, operation_id="record_readiness")
def record_readiness(request: HttpRequest, payload: ReadinessIn) -> HttpResponse:
    """The caller is ready, but for what is missing (R-RC02)."""
    given = payload.model_dump()
    return write(request, KeptReadinessOut, lambda at: commands.record_readiness(actor=actor_of(request), at=at, **given))


@router.post("/duty/pairs", response=KeptPairOut, operation_id="pair_advisors")
def pair_advisors(request: HttpRequest, payload: PairIn) -> HttpResponse:
    """Let two cover each other (R-RC07)."""
    given = payload.model_dump()
    return write(request, KeptPairOut, lambda at: commands.pair_advisors(actor=actor_of(request), at=at, **given))


@router.post("/{number}/take-over", response=ReceptionOut, operation_id="take_over_reception")
def take_over_reception(request: HttpRequest, number: Number) -> HttpResponse:
    """The partner of the day takes a car over (R-RC07)."""
    return write(
        request,
        ReceptionOut,
        lambda at: commands.take_over_reception(
            actor=actor_of(request), number=number, version=expected_version(request), at=at
        ),
    )
