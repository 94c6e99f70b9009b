"""Endpoints of the plan of external sales."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.platform.api import Body, Id, Yuan, actor_of, read, with_fields_of, write
from anxin.visit.counter_sales import commands, queries

router = Router(tags=["counter_sales"])
NO_NUL = r"^[^\x00]*$"
StoreId = Annotated[int, Field(ge=1, le=2_147_483_647)]
Words = Annotated[str, Field(max_length=200, pattern=NO_NUL)]
Year = Annotated[int, Field(ge=2000, le=2100)]


class SalesPlanIn(Body):
    """A year's plan without tax, January first; months of null share evenly what is left of the total."""

    store_id: StoreId
    year: Year
    total: Yuan | None = None
    steps: Annotated[list[Yuan | None], Field(min_length=12, max_length=12)]
    reason: Words = ""
    seen: Annotated[int, Field(ge=0, le=10_000)] | None = None


class PlanWordsIn(Body):
    """What is said to a plan; who sends it back says why."""

    words: Words = ""


@with_fields_of(commands.SavedPlan)
class SavedPlanOut(Schema):
    """A version of a plan after a step."""


class SalesPlanOut(Schema):
    """One version of a year's plan."""

    id: int
    number: int
    state: str
    total: Yuan
    steps: list[Yuan]
    reason: str
    set_by: str
    set_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


class PlanMonthOut(Schema):
    """A month: its step, what was sold without tax and at which margin."""

    month: int
    planned: Yuan | None
    sold: Yuan
    missing: Yuan | None
    achieved: Decimal | None
    margin: Decimal | None


class PlanVerdictOut(Schema):
    """What a month was judged to be."""

    month: date
    planned: Yuan | None
    sold: Yuan
    depth: Decimal | None
    depth_wanted: Decimal
    missed_plan: bool
    missed_depth: bool


class PlanYearOut(Schema):
    """A store's year of external sales."""

    year: int
    versions: list[SalesPlanOut]
    months: list[PlanMonthOut]
    verdicts: list[PlanVerdictOut]


class PlanQuery(Schema):
    """Which store and year."""

    store_id: StoreId
    year: Year


@router.get("", response=PlanYearOut)
def get_plan_year(request: HttpRequest, wanted: Query[PlanQuery]) -> Any:
    """A store's plan of a year beside what was sold."""
    return read(request, lambda: queries.get_plan_year(actor_of(request), wanted.store_id, wanted.year))


@router.post("", response={201: SavedPlanOut})
def set_sales_plan(request: HttpRequest, payload: SalesPlanIn) -> HttpResponse:
    """Set a year's plan; it holds once it is confirmed."""
    said = {name: getattr(payload, name) for name in type(payload).model_fields}
    act = lambda at: commands.set_sales_plan(actor=actor_of(request), at=at, **said)  # noqa: E731
    return write(request, SavedPlanOut, act, status=201)


@router.post("/{plan_id}/confirm", response=SavedPlanOut)
def confirm_sales_plan(request: HttpRequest, plan_id: Id, payload: PlanWordsIn) -> HttpResponse:
    """Confirm the version that waits."""
    given: dict[str, Any] = {"plan_id": plan_id, "words": payload.words}
    return write(request, SavedPlanOut, lambda at: commands.confirm_sales_plan(actor=actor_of(request), at=at, **given))


@router.post("/{plan_id}/return", response=SavedPlanOut)
def return_sales_plan(request: HttpRequest, plan_id: Id, payload: PlanWordsIn) -> HttpResponse:
    """Send the version that waits back."""
    given: dict[str, Any] = {"plan_id": plan_id, "words": payload.words}
    return write(request, SavedPlanOut, lambda at: commands.return_sales_plan(actor=actor_of(request), at=at, **given))
