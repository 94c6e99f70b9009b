"""Endpoints of count sheets: opened, counted, explained, submitted, approved or sent back, cancelled."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.holdings.stocktaking import commands, queries
from anxin.platform import clock
from anxin.platform.api import (
    Body,
    Id,
    Page,
    Yuan,
    actor_of,
    expected_version,
    page_of,
    read,
    window_of,
    with_fields_of,
    write,
)

router = Router(tags=["stocktaking"])
NO_NUL = r"^[^\x00]*$"
StoreId = Annotated[int, Field(ge=1, le=2_147_483_647)]
Counted = Annotated[Decimal, Field(ge=0, max_digits=10, decimal_places=3)]
Words = Annotated[str, Field(max_length=120, pattern=NO_NUL)]
Reason = Annotated[str, Field(min_length=1, max_length=120, pattern=NO_NUL)]
Short = Annotated[str, Field(max_length=20, pattern=NO_NUL)]
Cursor = Annotated[str, Field(max_length=200, pattern=NO_NUL)]


class CountScopeIn(Body):
    """Which articles are counted; what stands beside ``by`` says more for some of them."""

    by: Literal["all", "bins", "accessories", "part_class", "value", "old", "unseen", "share", "chosen"] = "all"
    first_bin: Short = ""
    last_bin: Short = ""
    part_class: Short = ""
    least_value: Yuan | None = None
    days: Annotated[int, Field(ge=1, le=3650)] | None = None
    article_ids: Annotated[list[Id], Field(max_length=2000)] = []


class CountSheetIn(Body):
    """What is to be counted."""

    store_id: StoreId
    kind: Literal["full", "cycle"]
    scope: CountScopeIn
    note: Words = ""


class ArticleCountIn(Body):
    """How much of an article lies on the shelf."""

    article_id: Id
    counted: Counted


class CountCauseIn(Body):
    """Why an article differs."""

    article_id: Id
    cause: Literal["lost", "found", "damaged", "wrong_bin", "wrong_unit", "wrong_booking"]
    note: Words = ""


class CountSubmittedIn(Body):
    """Whether lines without a count are left as the ledger has them."""

    rest_not_counted: bool = False


class CountReasonIn(Body):
    """Why."""

    reason: Reason


@with_fields_of(commands.OpenedSheet)
class OpenedSheetOut(Schema):
    """The new sheet, and how many articles stand on other open ones."""


@with_fields_of(commands.SavedCount)
class SavedCountOut(Schema):
    """What was kept of a count."""


@with_fields_of(commands.ExplainedLine)
class ExplainedCountOut(Schema):
    """Why an article differs."""


class SavedSheetOut(Schema):
    """A sheet after a step; gains and losses without sign and tax."""

    id: int
    number: str
    state: str
    version: int
    lines: int
    counted: int
    different: int
    gains: Yuan
    losses: Yuan


class CountSheetOut(Schema):
    """A count sheet; gains and losses are estimates until it is approved, null like ``different`` to who counts blind."""

    id: int
    version: int
    number: str
    kind: str
    scope: str
    note: str
    state: str
    lines: int
    counted: int
    different: int | None
    second: int
    gains: Yuan | None
    losses: Yuan | None
    rest_not_counted: bool
    opened_at: datetime
    submitted_at: datetime | None
    words: str
    ended_at: datetime | None


class CountLineOut(Schema):
    """An article on a sheet; what the ledger has is null to who counts blind."""

    article_id: int
    number: str
    name: str
    unit: str
    bin: str
    is_added: bool
    counted: Decimal | None
    book: Decimal | None
    difference: Decimal | None
    worth: Yuan | None
    counted_at: datetime | None
    counts: int
    second_wanted: bool
    needs_cause: bool
    cause: str
    note: str
    cost: Yuan | None


@with_fields_of(queries.CountRow)
class CountRowOut(Schema):
    """One count of a line."""


@with_fields_of(queries.CycleDue)
class CycleDueOut(Schema):
    """How many articles are due for counting."""


class SheetQuery(Schema):
    """Filter and cursor of a store's count sheets."""

    store_id: StoreId
    text: Annotated[str, Field(max_length=80, pattern=NO_NUL)] = ""
    kind: Literal["", "full", "cycle"] = ""
    state: Literal["", "COUNTING", "SUBMITTED", "APPROVED", "CANCELLED"] = ""
    cursor: Cursor = ""


class LineQuery(Schema):
    """Filter and cursor of a sheet's lines."""

    bin: Short = ""
    number: Annotated[str, Field(max_length=40, pattern=NO_NUL)] = ""
    standing: Literal["", "left", "counted", "different", "second", "unexplained"] = ""
    cursor: Cursor = ""


@router.get("", response=Page[CountSheetOut])
def page_count_sheets(request: HttpRequest, wanted: Query[SheetQuery]) -> Any:
    """A store's count sheets, the newest first."""
    window = window_of(wanted.cursor)
    asked = queries.SheetFilter(wanted.text, wanted.kind, (wanted.state,) if wanted.state else ())
    found = read(request, lambda: queries.page_sheets(actor_of(request), wanted.store_id, asked, window=window))
    return page_of(found, window)


@router.get("/due", response=CycleDueOut)
def cycle_due(request: HttpRequest, store_id: StoreId) -> Any:
    """How many articles of a store are due for counting."""
    return read(request, lambda: queries.cycle_due(actor_of(request), store_id, clock.now()))


@router.post("", response={201: OpenedSheetOut})
def open_sheet(request: HttpRequest, payload: CountSheetIn) -> HttpResponse:
    """Open a sheet of what is to be counted."""
    asked = payload.scope
    scope = {**asked.dict(), "least_value": asked.least_value, "article_ids": tuple(asked.article_ids)}
    said: dict[str, Any] = {
        "actor": actor_of(request),
        "store_id": payload.store_id,
        "kind": payload.kind,
        "scope": commands.Scope(**scope),
        "note": payload.note,
    }
    return write(request, OpenedSheetOut, lambda at: commands.open_sheet(**said, at=at), status=201)


@router.get("/{sheet_id}", response=CountSheetOut)
def get_count_sheet(request: HttpRequest, sheet_id: Id) -> Any:
    """One count sheet."""
    return read(request, lambda: queries.get_sheet(actor_of(request), sheet_id))


@router.get("/{sheet_id}/lines", response=Page[CountLineOut])
def page_count_lines(request: HttpRequest, sheet_id: Id, wanted: Query[LineQuery]) -> Any:
    """Lines of a sheet by bin."""
    window = window_of(wanted.cursor)
    asked = queries.LineFilter(wanted.bin, wanted.number, wanted.standing)
    return page_of(read(request, lambda: queries.page_lines(actor_of(request), sheet_id, asked, window)), window)


@router.get("/{sheet_id}/articles/{article_id}/counts", response=list[CountRowOut])
def list_article_counts(request: HttpRequest, sheet_id: Id, article_id: Id) -> Any:
    """Every count of an article on a sheet, the newest first."""
    return read(request, lambda: queries.list_counts(actor_of(request), sheet_id, article_id))


@router.post("/{sheet_id}/count", response={201: SavedCountOut})
def count_article(request: HttpRequest, sheet_id: Id, payload: ArticleCountIn) -> HttpResponse:
    """Say how much of an article lies on the shelf now; counting again replaces it."""
    said: dict[str, Any] = {"actor": actor_of(request), "sheet_id": sheet_id, **payload.dict()}
    return write(request, SavedCountOut, lambda at: commands.count_article(**said, at=at), status=201)


@router.post("/{sheet_id}/explain", response=ExplainedCountOut)
def explain_difference(request: HttpRequest, sheet_id: Id, payload: CountCauseIn) -> HttpResponse:
    """Say why an article differs."""
    said: dict[str, Any] = {"actor": actor_of(request), "sheet_id": sheet_id, **payload.dict()}
    return write(request, ExplainedCountOut, lambda at: commands.explain_difference(**said, at=at))


@router.post("/{sheet_id}/submit", response=SavedSheetOut)
def submit_sheet(request: HttpRequest, sheet_id: Id, payload: CountSubmittedIn) -> HttpResponse:
    """Propose what was counted; If-Match is the sheet's version."""
    return _step(request, sheet_id, payload, commands.submit_sheet)


@router.post("/{sheet_id}/approve", response=SavedSheetOut)
def approve_sheet(request: HttpRequest, sheet_id: Id) -> HttpResponse:
    """Book the differences."""
    return _step(request, sheet_id, None, commands.approve_sheet)


@router.post("/{sheet_id}/send-back", response=SavedSheetOut)
def send_back_sheet(request: HttpRequest, sheet_id: Id, payload: CountReasonIn) -> HttpResponse:
    """Have it counted again."""
    return _step(request, sheet_id, payload, commands.send_back_sheet)


@router.post("/{sheet_id}/cancel", response=SavedSheetOut)
def cancel_sheet(request: HttpRequest, sheet_id: Id, payload: CountReasonIn) -> HttpResponse:
    """Give the sheet up; nothing is booked."""
    return _step(request, sheet_id, payload, commands.cancel_sheet)


def _step(request: HttpRequest, sheet_id: int, payload: Body | None, command: Callable[..., Any]) -> HttpResponse:
    said = {**(payload.dict() if payload else {}), "sheet_id": sheet_id, "version": expected_version(request)}
    return write(request, SavedSheetOut, lambda at: command(actor=actor_of(request), at=at, **said))
