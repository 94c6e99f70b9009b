"""Endpoints of what is done about a missed figure (M22.05)."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from anxin.management.kpi import commands, queries
from anxin.management.kpi.api.diagnosis import CourseQuery
from anxin.management.kpi.api.figures import Day
from anxin.management.kpi.api.handbook import Code
from anxin.management.kpi.models.remedies import LONGEST_WORDS
from anxin.management.kpi.rules.periods import Period
from anxin.platform.api import Body, Id, actor_of, read, write

router = Router(tags=["figures"])


class RemedyOut(Schema):
    """What is to be done about a figure of a period, by whom and until when; ``state`` is that of the task about it."""

    id: int
    store_id: int
    code: str
    period: str
    first: date
    last: date
    obstacles: list[str]
    words: str
    who: str
    due_on: date
    state: str
    is_late: bool
    result: str
    done_at: datetime | None
    at: datetime
    task_id: int | None


class KeptRemedyOut(Schema):
    """What was planned, with the confirmation of obstacles that it answers."""

    id: int
    confirmation_id: int | None


class PlanRemedyIn(Body):
    """What an employee of the store is to do about the period of ``day``, until ``due_on``."""

    period: Literal["week", "month", "quarter", "year"] = "month"
    day: Day
    words: Annotated[str, Field(min_length=1, max_length=LONGEST_WORDS)]
    responsible_id: Id
    due_on: Day


@router.post("/stores/{store_id}/figures/{code}/plan-remedy", response=KeptRemedyOut, operation_id="plan_remedy")
def plan_remedy(request: HttpRequest, store_id: Id, code: Code, payload: PlanRemedyIn) -> HttpResponse:
    """Let somebody of the store do something about a figure: a task until a day."""
    given = payload.model_dump(exclude={"period"})
    return write(
        request,
        KeptRemedyOut,
        lambda at: commands.plan_remedy(
            actor=actor_of(request), store_id=store_id, code=code, period=Period(payload.period), at=at, **given
        ),
    )


@router.get("/figures/{code}/remedies", response=list[RemedyOut], operation_id="list_remedies")
def list_remedies(request: HttpRequest, code: Code, place: Query[CourseQuery]) -> object:
    """What was planned about a figure, the newest period first, with how it stands."""
    return read(request, lambda: queries.list_remedies(actor_of(request), code, place.level, place.unit_id, place.day))


@router.get("/remedies/{remedy_id}", response=RemedyOut, operation_id="get_remedy")
def get_remedy(request: HttpRequest, remedy_id: Id) -> object:
    """One remedy, for whoever has it or sees the store's figures."""
    return read(request, lambda: queries.get_remedy(actor_of(request), remedy_id))
