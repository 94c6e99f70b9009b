"""Endpoints of the labour budget."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from anxin.management.budgets import commands, permissions, queries
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.api import Body, Id, Yuan, actor_of, read, with_fields_of, write

router = Router(tags=["budgets"])

Year = Annotated[int, Field(ge=2000, le=2100)]
Area = Literal["sales", "after_sales", "back_office"]


class AreaBudgetIn(Body):
    """What is asked of an area; all empty takes it back."""

    area: Area
    headcount: Annotated[int, Field(ge=0, le=10_000)] | None = None
    labour_cost: Yuan | None = None
    gross_profit: Yuan | None = None


class LabourBudgetIn(Body):
    """The areas to be set; ``seen`` is the newest row that was read."""

    areas: Annotated[list[AreaBudgetIn], Field(min_length=1, max_length=3)]
    seen: Annotated[int, Field(ge=0, le=9_223_372_036_854_775_807)] | None = None


@with_fields_of(commands.SetLabour)
class SetLabourOut(Schema):
    """How many areas changed, and the newest row."""


class AreaLabourOut(Schema):
    """People, cost and gross profit over ``months`` months, and what follows; ratios are 0.32, not 32."""

    headcount: int | None
    labour_cost: Yuan | None
    gross_profit: Yuan | None
    months: int
    cost_per_head: Yuan | None
    profit_per_head: Yuan | None
    contribution: Decimal | None
    cost_rate: Decimal | None


class AreaYearOut(Schema):
    """An area; an empty one is the whole store. ``due`` is the budgeted cost of the months stated so far."""

    area: str
    budget: AreaLabourOut
    before: AreaLabourOut
    so_far: AreaLabourOut
    on_file: int
    due: Yuan | None


@with_fields_of(queries.LabourMisfit)
class LabourMisfitOut(Schema):
    """What does not fit: ``value`` held against ``expected``."""


class LabourYearOut(Schema):
    """A store's labour budget of a year."""

    store_id: int
    year: int
    areas: list[AreaYearOut]
    misfits: list[LabourMisfitOut]
    profit_target: Decimal | None
    newest: int
    set_at: datetime | None
    set_by: str


@router.get("/stores/{store_id}/labour/{year}", response=LabourYearOut, operation_id="read_labour_budget")
def read_labour_budget(request: HttpRequest, store_id: Id, year: Year) -> Any:
    """Headcount, labour cost and gross profit by area, beside last year and what was stated so far."""

    def run() -> queries.LabourYear:
        actor = actor_of(request)
        actor.require(permissions.SEE_LABOUR, store_id)
        return queries.read_labour_budget(actor, store_id, year, store_info(store_id).clock.day(clock.now()))

    return read(request, run)


@router.post("/stores/{store_id}/labour/{year}/set", response=SetLabourOut, operation_id="set_labour_budget")
def set_labour_budget(request: HttpRequest, store_id: Id, year: Year, payload: LabourBudgetIn) -> HttpResponse:
    """Set, change or take back what the areas may cost."""
    areas = [commands.AreaBudget(one.area, one.headcount, one.labour_cost, one.gross_profit) for one in payload.areas]
    return write(
        request,
        SetLabourOut,
        lambda at: commands.set_labour_budget(
            actor=actor_of(request), store_id=store_id, year=year, areas=areas, seen=payload.seen, at=at
        ),
    )
