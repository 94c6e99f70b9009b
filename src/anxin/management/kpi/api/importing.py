"""Endpoints of targets in a workbook: what it asks by cell, and taking it (M30.08)."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from anxin.management.kpi import commands
from anxin.management.kpi.api.targets import NewTargetIn, Seen, SetTargetsOut, Year, given_targets
from anxin.management.kpi.commands import TargetLine, YearTarget
from anxin.platform.api import Body, Id, actor_of, write
from anxin.platform.files.uploads import read_at_most
from anxin.resources.figures.api import CellProblemOut, problem_out
from anxin.resources.figures.commands import largest_workbook

router = Router(tags=["targets"])


class YearTargetIn(NewTargetIn):
    """A target and its year."""

    year: Year


class ImportTargetsIn(Body):
    """What a checked workbook asks. ``seen`` came with the check; ``is_sure`` sets what does not fit together."""

    targets: Annotated[list[YearTargetIn], Field(min_length=1, max_length=5_000)]
    seen: Seen | None = None
    is_sure: bool = False


class TargetLineOut(Schema):
    """What a cell asks, in shown units; month 0 is the year. ``change`` is new, changed or same.

    ``is_odd``: far from the figure's other months. ``lacks_unit``: an amount without a unit, taken as yuan.
    """

    year: int
    code: str
    month: int
    operator: str
    value: Decimal
    until: Decimal | None
    change: str
    place: str
    is_odd: bool
    lacks_unit: bool


class CheckedTargetsOut(Schema):
    """What a workbook asks; with an error among its problems nothing of it can be taken."""

    targets: list[TargetLineOut]
    problems: list[CellProblemOut]
    seen: int
    has_figures: bool


@router.post(
    "/stores/{store_id}/target-workbooks/check", response={201: CheckedTargetsOut}, operation_id="check_target_workbook"
)
def check_target_workbook(request: HttpRequest, store_id: Id, file: File[UploadedFile]) -> HttpResponse:
    """Read the targets of a workbook (XLSX or CSV); nothing is set."""

    def check(at: datetime) -> dict[str, Any]:
        content = read_at_most(file, largest_workbook(store_id, at))
        found = commands.check_target_workbook(
            actor=actor_of(request), store_id=store_id, file_name=file.name or "", content=content, at=at
        )
        problems = [problem_out(one) for one in found.problems]
        lines = [_line(one) for one in found.lines]
        return {"targets": lines, "problems": problems, "seen": found.seen, "has_figures": found.has_figures}

    return write(request, CheckedTargetsOut, check, status=201)


@router.post("/stores/{store_id}/target-workbooks/import", response=SetTargetsOut, operation_id="import_targets")
def import_targets(request: HttpRequest, store_id: Id, payload: ImportTargetsIn) -> HttpResponse:
    """Take what a checked workbook asks, of all its years or of none."""
    years = [one.year for one in payload.targets]
    targets = [YearTarget(year, one) for year, one in zip(years, given_targets(payload.targets), strict=True)]
    seen, is_sure = payload.seen, payload.is_sure
    return write(
        request,
        SetTargetsOut,
        lambda at: commands.import_targets(
            actor=actor_of(request), store_id=store_id, targets=targets, seen=seen, is_sure=is_sure, at=at
        ),
    )


def _line(one: TargetLine) -> dict[str, Any]:
    target = one.asked.target
    return {
        "year": one.asked.year, "code": target.cell.code, "month": target.cell.month, "operator": target.operator,
        "value": target.value, "until": target.until, "change": one.change, "place": one.place,
        "is_odd": one.is_odd, "lacks_unit": one.lacks_unit,
    }  # fmt: skip
