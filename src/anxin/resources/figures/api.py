"""Endpoints of monthly figures: kinds, a store's year, what is typed, and every version of it (M30.08)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from anxin.platform.api import Body, Id, actor_of, read, write
from anxin.platform.errors import Invalid
from anxin.platform.files.uploads import read_at_most
from anxin.platform.ui.lists import Window
from anxin.platform.workbook import CellProblem
from anxin.resources.figures import commands, queries
from anxin.resources.figures.kinds import all_kinds

router = Router(tags=["monthly figures"])

StoreId = Annotated[int, Field(ge=1, le=2_147_483_647)]
Year = Annotated[int, Field(ge=1990, le=2100)]
Month = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2100, 12, 31))]
Value = Annotated[Decimal, Field(ge=-(10**14), le=10**14, max_digits=18, decimal_places=3)]
MOST = 2_000


class FigureKindOut(Schema):
    """A kind; ``every`` 3 is one value for a quarter, in its last month. Yuan are written as yuan, percent as 63.33."""

    code: str
    zh: str
    en: str
    group: str
    unit: str
    every: int
    may_be_negative: bool
    rows: list[str]


class FigureCellOut(Schema):
    """What was said of a kind in a month; without a value it is a gap, or was taken back. ``id`` grows with each version."""

    id: int
    kind: str
    month: date
    version: int
    value: Decimal | None
    is_gap: bool
    is_outlier: bool
    note: str
    source: str
    file_name: str
    entered_at: datetime


class FigureEntryIn(Body):
    """What is said now: a value in the kind's unit, a gap, or with neither nothing any more. ``month`` is its first day."""

    kind: Annotated[str, Field(max_length=40)]
    month: Month
    value: Value | None = None
    is_gap: bool = False
    is_outlier: bool | None = None
    note: Annotated[str, Field(max_length=200)] = ""


class RecordFiguresIn(Body):
    """Figures of a store; ``seen`` is the newest id that was read: what others wrote later is not overwritten."""

    store_id: StoreId
    entries: Annotated[list[FigureEntryIn], Field(min_length=1, max_length=MOST)]
    seen: Annotated[int, Field(ge=0, le=9_223_372_036_854_775_807)] | None = None


class RecordedFiguresOut(Schema):
    """How many were written and how many stood already; ``newest`` is the newest id now."""

    store_id: int
    written: int
    unchanged: int
    newest: int


class YearQuery(Schema):
    store_id: StoreId
    year: Year


class ChangesQuery(Schema):
    store_id: StoreId
    kind: Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_]*$")] = ""
    first: Month | None = None
    last: Month | None = None
    most: Annotated[int, Field(ge=1, le=200)] = 50
    skip: Annotated[int, Field(ge=0, le=100_000)] = 0


@router.get("/kinds", response=list[FigureKindOut], operation_id="list_figure_kinds")
def list_figure_kinds(request: HttpRequest) -> object:
    """What may be entered by month."""
    return list(all_kinds().values())


@router.get("", response=list[FigureCellOut], operation_id="read_figure_year")
def read_figure_year(request: HttpRequest, wanted: Query[YearQuery]) -> object:
    """What holds of a store's year."""

    def run() -> list[dict[str, Any]]:
        grid = queries.read_figure_year(actor_of(request), wanted.store_id, wanted.year)
        return [_cell(cell) for row in grid.rows for cell in row.cells if cell is not None]

    return read(request, run)


@router.post("", response=RecordedFiguresOut, operation_id="record_figures")
def record_figures(request: HttpRequest, body: RecordFiguresIn) -> HttpResponse:
    """Write figures of a store; what stands already is left alone."""
    return write(
        request,
        RecordedFiguresOut,
        lambda at: commands.record_figures(
            actor=actor_of(request),
            store_id=body.store_id,
            entries=[_entry(one) for one in body.entries],
            seen=body.seen,
            at=at,
        ),
    )


class CellProblemOut(Schema):
    """What is wrong with a cell of a workbook and what to do; an error keeps the whole workbook out."""

    sheet: str
    cell: str
    value: str
    message: str
    cure: str
    is_error: bool


class CheckedWorkbookOut(Schema):
    """What a workbook states; without a ``sheet_id`` its errors have to be mended first."""

    sheet_id: int | None
    cells: int
    problems: list[CellProblemOut]


class SheetCellOut(Schema):
    """A cell of a workbook: ``change`` is new, changed or same; without a value it is a gap."""

    kind: str
    month: date
    value: Decimal | None
    before: Decimal | None
    change: str
    is_outlier: bool
    place: str


class FigureSheetOut(Schema):
    """A workbook for a look."""

    id: int
    store_id: int
    file_name: str
    state: str
    counts: dict[str, int]
    cells: list[SheetCellOut]


class DroppedSheetOut(Schema):
    """The store of a workbook that was left."""

    store_id: int


@router.post("/sheets", response={201: CheckedWorkbookOut}, operation_id="check_monthly_history")
def check_monthly_history(request: HttpRequest, file: File[UploadedFile], store_id: Form[StoreId]) -> HttpResponse:
    """Read a workbook (XLSX or CSV) of a store's months; nothing is written before it is taken."""

    def keep(at: datetime) -> dict[str, Any]:
        content = read_at_most(file, commands.largest_workbook(store_id, at))
        found = commands.check_monthly_history(
            actor=actor_of(request), store_id=store_id, file_name=file.name or "", content=content, at=at
        )
        return {"sheet_id": found.sheet_id, "cells": found.cells, "problems": [problem_out(one) for one in found.problems]}

    return write(request, CheckedWorkbookOut, keep, status=201)


@router.get("/sheets/{sheet_id}", response=FigureSheetOut, operation_id="get_figure_sheet")
def get_figure_sheet(request: HttpRequest, sheet_id: Id) -> object:
    """What a checked workbook would change."""

    def run() -> dict[str, Any]:
        sheet = queries.get_figure_sheet(actor_of(request), sheet_id)
        names = ("id", "store_id", "file_name", "state", "counts")
        return {**{name: getattr(sheet, name) for name in names}, "cells": [_sheet_cell(one) for one in sheet.cells]}

    return read(request, run)


@router.post("/sheets/{sheet_id}/import", response=RecordedFiguresOut, operation_id="import_monthly_history")
def import_monthly_history(request: HttpRequest, sheet_id: Id) -> HttpResponse:
    """Take what a checked workbook states, all or nothing."""
    return write(
        request,
        RecordedFiguresOut,
        lambda at: commands.import_monthly_history(actor=actor_of(request), sheet_id=sheet_id, at=at),
    )


@router.post("/sheets/{sheet_id}/drop", response=DroppedSheetOut, operation_id="drop_monthly_history")
def drop_monthly_history(request: HttpRequest, sheet_id: Id) -> HttpResponse:
    """Leave a checked workbook."""
    return write(
        request,
        DroppedSheetOut,
        lambda at: {"store_id": commands.drop_monthly_history(actor=actor_of(request), sheet_id=sheet_id, at=at)},
    )


@router.get("/changes", response=list[FigureCellOut], operation_id="list_figure_changes")
def list_figure_changes(request: HttpRequest, wanted: Query[ChangesQuery]) -> object:
    """Every version of a store's figures, the newest first."""
    chosen = queries.ChangeFilter((wanted.kind,) if wanted.kind else (), wanted.first, wanted.last)

    def run() -> list[dict[str, Any]]:
        window = Window(wanted.skip, wanted.most)
        page = queries.list_figure_changes(actor_of(request), wanted.store_id, chosen, window)
        return [_cell(cell) for cell in page.rows]

    return read(request, run)


def _cell(cell: queries.FigureCell) -> dict[str, Any]:
    value = cell.value / 100 if cell.value is not None and all_kinds()[cell.kind].is_money else cell.value
    names = ("id", "kind", "month", "version", "is_gap", "is_outlier", "note", "source", "file_name", "entered_at")
    return {**{name: getattr(cell, name) for name in names}, "value": value}


def problem_out(one: CellProblem) -> dict[str, Any]:
    """A problem of a cell as ``CellProblemOut`` has it."""
    return {
        "sheet": one.sheet, "cell": one.column, "value": one.value, "message": one.finding.message_in(gettext),
        "cure": one.finding.cure_in(gettext), "is_error": one.is_error,
    }  # fmt: skip


def _sheet_cell(one: queries.SheetCell) -> dict[str, Any]:
    def shown(value: Decimal | None) -> Decimal | None:
        return value / 100 if value is not None and one.kind.is_money else value

    return {
        "kind": one.kind.code, "month": one.month, "value": shown(one.value), "change": one.change,
        "before": shown(one.before.value if one.before else None), "is_outlier": one.is_outlier, "place": one.place,
    }  # fmt: skip


def _entry(said: FigureEntryIn) -> commands.FigureEntry:
    kind = all_kinds().get(said.kind)
    if kind is None:
        raise Invalid(field="kind")
    value = said.value * 100 if said.value is not None and kind.is_money else said.value
    return commands.FigureEntry(said.kind, said.month, value, said.is_gap, said.is_outlier, said.note)
