"""Endpoints of targets: what stands, what it was, whether it fits, setting it and breaking it down (M22.03, M23)."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from anxin.management.kpi import commands, queries
from anxin.management.kpi.commands.sharing import Basis
from anxin.management.kpi.queries.targets import TargetRow
from anxin.management.kpi.rules.consistency import Difference
from anxin.management.kpi.rules.targets import Cell, NewTarget
from anxin.platform.api import Body, Id, actor_of, read, write

router = Router(tags=["targets"])

Code = Annotated[str, Field(max_length=60, pattern=r"^[a-z][a-z0-9_]*$")]
Year = Annotated[int, Field(ge=2000, le=2100)]
Month = Annotated[int, Field(ge=0, le=12)]
Number = Annotated[Decimal, Field(max_digits=17, decimal_places=3)]
Operator = Literal["ge", "gt", "le", "lt", "eq", "range"]
Seen = Annotated[int, Field(ge=0, le=9_223_372_036_854_775_807)]


class TargetCellIn(Body):
    """Where a target stands: month 0 is the year; with an employee or team it is theirs."""

    code: Code
    month: Month
    employee_id: Id | None = None
    team_id: Id | None = None


class NewTargetIn(TargetCellIn):
    """A target in shown units (percent as percent, yuan); without a value the one that stands is taken back."""

    operator: Operator = "ge"
    value: Number | None = None
    until: Number | None = None


class SetTargetsIn(Body):
    """Targets of a year. ``seen`` is the newest id that was read; ``is_sure`` sets what does not fit together."""

    targets: Annotated[list[NewTargetIn], Field(min_length=1, max_length=5_000)]
    seen: Seen | None = None
    is_sure: bool = False


class BreakDownYearIn(Body):
    """A year's total to be shared out to its months."""

    code: Code
    total: Annotated[Number, Field(ge=0)]
    basis: Basis = Basis.LAST_YEAR
    seen: Seen | None = None
    is_sure: bool = False


class BreakDownToPeopleIn(Body):
    """Each month's target to be shared out; without members to whoever brought something in the last twelve months."""

    code: Code
    column: Literal["advisor_id", "technician_id", "team_id"]
    basis: Basis = Basis.LAST_YEAR
    members: Annotated[list[Id], Field(max_length=200)] = []
    seen: Seen | None = None


class CopyTargetsIn(Body):
    """The year before, totals grown by so many percent; of ``codes`` without a target last year's own figures."""

    growth_percent: Annotated[Decimal, Field(ge=-100, le=1000, decimal_places=2)] = Decimal(0)
    codes: Annotated[list[Code], Field(max_length=500)] = []
    is_sure: bool = False


class SetTargetsOfStoresIn(Body):
    """The same targets for several stores, only of the stores themselves; what a store set itself stays."""

    store_ids: Annotated[list[Id], Field(min_length=1, max_length=500)]
    targets: Annotated[list[NewTargetIn], Field(min_length=1, max_length=500)]


class SetOfStoresOut(Schema):
    """Of how many stores, how many places changed in all, and how many stores kept figures that they set themselves."""

    stores: int
    changed: int
    kept: int


class TargetsOfStoreOut(Schema):
    """Of how many figures a store has targets of its own."""

    store_id: int
    name: str
    figures: int


class SetTargetsOut(Schema):
    """How many places changed, and the newest id, to be sent back as ``seen``."""

    changed: int
    newest: int


class TargetOut(Schema):
    """A target as it was set; without a value it was taken back. ``until`` only of a range."""

    id: int
    code: str
    year: int
    month: int
    employee_id: int | None
    team_id: int | None
    operator: str
    value: Decimal | None
    until: Decimal | None
    origin: str
    set_at: datetime
    set_by: str
    replaced_at: datetime | None


class TargetChangesOut(Schema):
    """A page of what was set."""

    rows: list[TargetOut]
    has_more: bool


class TargetDifferenceOut(Schema):
    """``code`` asks ``value``, the ``parts`` make ``expected``; month 0 is the year. ``source`` is the row of the rule."""

    code: str
    month: int
    value: Decimal
    expected: Decimal
    gap: Decimal
    parts: dict[str, Decimal]
    formula: str
    source: str


class TargetHistoryQuery(Schema):
    """Which page, and of which figure alone."""

    code: Annotated[str, Field(max_length=60, pattern=r"^[a-z0-9_]*$")] = ""
    most: Annotated[int, Field(ge=1, le=200)] = 50
    skip: Annotated[int, Field(ge=0, le=100_000)] = 0


@router.get("/stores/{store_id}/targets/{year}", response=list[TargetOut], operation_id="list_targets")
def list_targets(request: HttpRequest, store_id: Id, year: Year) -> object:
    """What stands for a store and its people in a year."""
    found = partial(queries.list_targets, actor_of(request), store_id, year, is_named=True)
    return read(request, lambda: [_target(one) for one in found()])


@router.get("/targets/{year}/stores", response=list[TargetsOfStoreOut], operation_id="count_targets")
def count_targets(request: HttpRequest, year: Year) -> object:
    """Of how many figures each store that you see has targets of its own."""
    return read(request, lambda: queries.count_targets(actor_of(request), year))


@router.get("/stores/{store_id}/targets/{year}/changes", response=TargetChangesOut, operation_id="list_target_changes")
def list_target_changes(request: HttpRequest, store_id: Id, year: Year, wanted: Query[TargetHistoryQuery]) -> object:
    """Everything that was set, the newest first."""

    def run() -> dict[str, Any]:
        found = queries.list_target_changes(actor_of(request), store_id, year, **wanted.model_dump())
        return {"rows": [_target(one) for one in found.rows], "has_more": found.has_more}

    return read(request, run)


@router.get(
    "/stores/{store_id}/targets/{year}/differences", response=list[TargetDifferenceOut], operation_id="check_targets"
)
def check_targets(request: HttpRequest, store_id: Id, year: Year) -> object:
    """Which targets do not fit together."""
    return read(request, lambda: [_difference(one) for one in queries.check_targets(actor_of(request), store_id, year)])


@router.post("/stores/{store_id}/targets/{year}/set", response=SetTargetsOut, operation_id="set_targets")
def set_targets(request: HttpRequest, store_id: Id, year: Year, payload: SetTargetsIn) -> HttpResponse:
    """Set, change or take back targets, all of them or none."""
    targets = given_targets(payload.targets)
    about = {"store_id": store_id, "year": year, **payload.model_dump(include={"seen", "is_sure"})}
    return write(
        request, SetTargetsOut, lambda at: commands.set_targets(actor=actor_of(request), targets=targets, at=at, **about)
    )


@router.post("/stores/{store_id}/targets/{year}/break-down-year", response=SetTargetsOut, operation_id="break_down_year")
def break_down_year(request: HttpRequest, store_id: Id, year: Year, payload: BreakDownYearIn) -> HttpResponse:
    """Share a year's total out to its months."""
    about = {"store_id": store_id, "year": year, **payload.model_dump()}
    return write(request, SetTargetsOut, lambda at: commands.break_down_year(actor=actor_of(request), at=at, **about))


@router.post(
    "/stores/{store_id}/targets/{year}/break-down-to-people", response=SetTargetsOut, operation_id="break_down_to_people"
)
def break_down_to_people(request: HttpRequest, store_id: Id, year: Year, payload: BreakDownToPeopleIn) -> HttpResponse:
    """Share each month's target out to advisors, technicians or teams."""
    about = {"store_id": store_id, "year": year, **payload.model_dump()}
    return write(request, SetTargetsOut, lambda at: commands.break_down_to_people(actor=actor_of(request), at=at, **about))


@router.post("/stores/{store_id}/targets/{year}/copy", response=SetTargetsOut, operation_id="copy_targets")
def copy_targets(request: HttpRequest, store_id: Id, year: Year, payload: CopyTargetsIn) -> HttpResponse:
    """Fill a year from the year before; what stands stays."""
    about = {"store_id": store_id, "year": year, **payload.model_dump()}
    return write(request, SetTargetsOut, lambda at: commands.copy_targets(actor=actor_of(request), at=at, **about))


@router.post("/targets/{year}/set-of-stores", response=SetOfStoresOut, operation_id="set_targets_of_stores")
def set_targets_of_stores(request: HttpRequest, year: Year, payload: SetTargetsOfStoresIn) -> HttpResponse:
    """Set the same targets for several stores, a brand's or the group's."""
    stores, targets = payload.store_ids, given_targets(payload.targets)
    return write(
        request,
        SetOfStoresOut,
        lambda at: commands.set_targets_of_stores(
            actor=actor_of(request), store_ids=stores, year=year, targets=targets, at=at
        ),
    )


def given_targets(targets: Sequence[NewTargetIn]) -> list[NewTarget]:
    """Targets as they were sent."""
    return [
        NewTarget(Cell(one.code, one.month, one.employee_id, one.team_id), one.operator, one.value, one.until)
        for one in targets
    ]


def _target(one: TargetRow) -> dict[str, Any]:
    return {
        "id": one.id, "code": one.cell.code, "year": one.year, "month": one.cell.month, "employee_id": one.cell.employee_id,
        "team_id": one.cell.team_id, "operator": one.operator, "value": one.value, "until": one.until,
        "origin": one.origin, "set_at": one.set_at, "set_by": one.by, "replaced_at": one.replaced_at,
    }  # fmt: skip


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "code": one.code, "month": one.month, "value": one.value, "expected": one.expected, "gap": one.gap,
        "parts": dict(one.parts), "formula": one.formula, "source": one.source,
    }  # fmt: skip
