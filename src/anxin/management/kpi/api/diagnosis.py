"""Endpoints of why a figure is missed: who, since when, what the facts say, what people confirm (M22.05, M22.08)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from anxin.management.kpi import commands, queries
from anxin.management.kpi.api.figures import Day, PlaceQuery, UnitId
from anxin.management.kpi.api.handbook import Code
from anxin.management.kpi.api.reasons import DiagnosisOut, said
from anxin.management.kpi.queries import Level
from anxin.management.kpi.rules.periods import Period
from anxin.platform.api import Body, Id, actor_of, read, write

router = Router(tags=["figures"])

Column = Annotated[str, Field(max_length=40)]
Seen = Annotated[int, Field(ge=0, le=9_223_372_036_854_775_807)]


class CarrierOut(Schema):
    """A member's own figure and its part of the gap in shown units; ``id`` null is what no member accounts for."""

    id: int | str | None
    value: Decimal | None
    points: Decimal | None
    amount: Decimal | None
    size: Decimal | None
    is_small: bool


class ContributionsOut(Schema):
    """Members, whoever carries most of the gap first; without an aim, or where it cannot be divided, without parts."""

    column: str
    aim: Decimal | None
    gap: Decimal | None
    members: list[CarrierOut]


class LimitsOut(Schema):
    """What was usual before a month."""

    centre: float
    lower: float
    upper: float


class CourseMonthOut(Schema):
    """A month of a figure, in shown units."""

    first: date
    last: date
    value: Decimal | None
    limits: LimitsOut | None
    is_odd: bool


class FigureLevelOut(Schema):
    """A new level with the means before and since."""

    since: date
    before: Decimal
    after: Decimal


class FigureDriftOut(Schema):
    """Months that rose or fell steadily, and by how much each: no new level."""

    since: date
    until: date
    each: Decimal


class CourseOut(Schema):
    """Three years of a figure."""

    months: list[CourseMonthOut]
    levels: list[FigureLevelOut]
    drifts: list[FigureDriftOut]


class LackingOut(Schema):
    """So many rows of a measure are left out."""

    measure: str
    rows: int


class DataFlagsOut(Schema):
    """How far the facts behind a figure can be trusted; of ``unended`` shifts nobody wrote the end, planned hours count."""

    until: date | None
    silent: list[date]
    lacking: list[LackingOut]
    unended: int
    size: int | None
    is_small: bool
    is_over: bool


class ObstacleConfirmationOut(Schema):
    """What somebody named; without obstacles it took back what was named before."""

    id: int
    store_id: int
    code: str
    period: str
    first: date
    last: date
    obstacles: list[str]
    note: str
    at: datetime
    by: str
    is_current: bool


class KeptConfirmationOut(Schema):
    """What holds now; its id is the next ``seen``."""

    id: int
    obstacles: list[str]


class CarriersQuery(PlaceQuery):
    """By what to divide: a column that the figure's facts all have."""

    column: Column


class CourseQuery(Schema):
    """The unit and the last day."""

    level: Level = Level.STORE
    unit_id: UnitId
    day: Day


class ConfirmObstaclesIn(Body):
    """Obstacles for the period of ``day``; ``seen`` is the id that was read, 0 for none."""

    period: Literal["week", "month", "quarter", "year"] = "month"
    day: Day
    obstacles: Annotated[list[Annotated[str, Field(max_length=60)]], Field(min_length=1, max_length=60)]
    note: Annotated[str, Field(max_length=300)] = ""
    seen: Seen | None = None


class WithdrawObstaclesIn(Body):
    """Why what was named is taken back."""

    reason: Annotated[str, Field(min_length=1, max_length=300)]


@router.get("/figures/{code}/contributions", response=ContributionsOut, operation_id="list_contributions")
def list_contributions(request: HttpRequest, code: Code, place: Query[CarriersQuery]) -> object:
    """Who carries the gap of a figure to its target, or to the period before."""
    return read(
        request,
        lambda: queries.list_contributions(
            actor_of(request), code, place.column, place.level, place.unit_id, place.period, place.day
        ),
    )


@router.get("/figures/{code}/course", response=CourseOut, operation_id="read_course")
def read_course(request: HttpRequest, code: Code, place: Query[CourseQuery]) -> object:
    """Three years of a figure with what was usual, and since when it lies on another level."""

    def run() -> dict[str, Any]:
        found = queries.read_course(actor_of(request), code, place.level, place.unit_id, place.day)
        months = [
            {
                "first": point.span.first, "last": point.span.last, "value": point.value, "limits": limits,
                "is_odd": point.span.first in found.odd,
            }
            for point, limits in zip(found.points, found.limits, strict=True)
        ]  # fmt: skip
        return {"months": months, "levels": found.levels, "drifts": found.drifts}

    return read(request, run)


@router.get("/figures/{code}/diagnosis", response=DiagnosisOut, operation_id="diagnose_figure")
def diagnose_figure(request: HttpRequest, code: Code, place: Query[PlaceQuery]) -> object:
    """What facts say of why a figure is missed."""

    def run() -> dict[str, Any]:
        found = queries.diagnose_figure(actor_of(request), code, place.level, place.unit_id, place.period, place.day)
        return said(found)

    return read(request, run)


@router.get("/figures/{code}/data-flags", response=DataFlagsOut, operation_id="read_data_flags")
def read_data_flags(request: HttpRequest, code: Code, place: Query[PlaceQuery]) -> object:
    """Until when the facts of a figure reach, and what they lack."""

    def run() -> dict[str, Any]:
        found = queries.read_data_flags(actor_of(request), code, place.level, place.unit_id, place.period, place.day)
        lacking = [{"measure": measure, "rows": rows} for measure, rows in found.lacking]
        return {
            "until": found.until, "silent": found.silent, "lacking": lacking, "unended": found.unended, "size": found.size,
            "is_small": found.is_small, "is_over": found.is_over,
        }  # fmt: skip

    return read(request, run)


@router.get("/figures/{code}/obstacles", response=list[ObstacleConfirmationOut], operation_id="list_obstacle_confirmations")
def list_obstacle_confirmations(request: HttpRequest, code: Code, place: Query[CourseQuery]) -> object:
    """What people named for a figure, the newest period first, with what was replaced."""
    return read(
        request,
        lambda: queries.list_obstacle_confirmations(actor_of(request), code, place.level, place.unit_id, place.day),
    )


@router.post(
    "/stores/{store_id}/figures/{code}/confirm-obstacles", response=KeptConfirmationOut, operation_id="confirm_obstacles"
)
def confirm_obstacles(request: HttpRequest, store_id: Id, code: Code, payload: ConfirmObstaclesIn) -> HttpResponse:
    """Name the obstacles of a store's figure in a period."""
    given = payload.model_dump(exclude={"period"})
    return write(
        request,
        KeptConfirmationOut,
        lambda at: commands.confirm_obstacles(
            actor=actor_of(request), store_id=store_id, code=code, period=Period(payload.period), at=at, **given
        ),
    )


@router.post(
    "/obstacle-confirmations/{confirmation_id}/withdraw", response=KeptConfirmationOut, operation_id="withdraw_obstacles"
)
def withdraw_obstacles(request: HttpRequest, confirmation_id: Id, payload: WithdrawObstaclesIn) -> HttpResponse:
    """Take back what was named."""
    return write(
        request,
        KeptConfirmationOut,
        lambda at: commands.withdraw_obstacles(
            actor=actor_of(request), confirmation_id=confirmation_id, reason=payload.reason, at=at
        ),
    )
