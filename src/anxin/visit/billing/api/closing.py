"""Endpoints of the day closing, the control list and its figures."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.platform import clock
from anxin.platform.api import Body, Id, Yuan, actor_of, read, with_fields_of, write
from anxin.visit.billing import commands, queries
from anxin.visit.billing.api.schemas import Code, Why

router = Router(tags=["billing"])
Piece = Literal["100", "50", "20", "10", "5", "1", "0.5", "0.1"]


class DayIn(Body):
    """A store's business day."""

    store_id: Id
    on: date


class DayClosingIn(DayIn):
    """The counted cash, as a sum or by notes and coins; ``seen`` is the book's cash that the cashier saw: money that
    moved since is noticed.
    """

    total: Yuan | None = None
    pieces: Annotated[dict[Piece, Annotated[int, Field(ge=0, le=100_000)]], Field(max_length=8)] = {}
    seen: Yuan
    reason: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""


class DayReopeningIn(DayIn):
    """Why a closed day is opened again."""

    reason: Why


@with_fields_of(commands.ClosedDay)
class ClosedDayOut(Schema):
    """The closing."""


class ClosingsQuery(Schema):
    """A store's business day."""

    store_id: Id
    on: date


class DayClosingOut(Schema):
    """A closing of a day."""

    id: int
    on: date
    by_method: dict[str, Yuan]
    receipts: int
    expected_cash: Yuan
    counted_cash: Yuan
    difference: Yuan
    reason: str
    closed_at: datetime
    closed_by: str
    stands: bool
    received_at: datetime | None


class UnsettledOut(Schema):
    """An inspected order that nobody has settled: for whom it waits, and why."""

    number: str
    plate: str
    inspected_at: datetime
    due_at: datetime
    is_overdue: bool
    amount: Yuan
    who: list[str]
    why: list[str]


class ControlQuery(Schema):
    """A store."""

    store_id: Id


class SettlementFiguresQuery(Schema):
    """A store, and the days on which orders passed their inspection."""

    store_id: Id
    first: date
    last: date


class SettlementFiguresOut(Schema):
    """Settled ÷ inspected (K-Z16), and checked and billed in time ÷ inspected (K-N11)."""

    inspected: int
    settled: int
    on_time: int
    settled_rate: Decimal | None
    on_time_rate: Decimal | None


@with_fields_of(commands.ShownPreview)
class ShownPreviewOut(Schema):
    """What the customer was shown."""


@router.post("/days/close", response={201: ClosedDayOut}, operation_id="close_day")
def close_day(request: HttpRequest, payload: DayClosingIn) -> HttpResponse:
    """Close a business day at the cash desk with the counted cash."""
    count = commands.CashCount(payload.total, {str(piece): n for piece, n in payload.pieces.items()}, payload.seen)
    return write(
        request,
        ClosedDayOut,
        lambda at: commands.close_day(
            actor=actor_of(request), store_id=payload.store_id, on=payload.on, count=count, reason=payload.reason, at=at
        ),
        status=201,
    )


@router.post("/days/reopen", response=ClosedDayOut, operation_id="reopen_day")
def reopen_day(request: HttpRequest, payload: DayReopeningIn) -> HttpResponse:
    """Open a closed day again."""
    return write(
        request,
        ClosedDayOut,
        lambda at: commands.reopen_day(
            actor=actor_of(request), store_id=payload.store_id, on=payload.on, reason=payload.reason, at=at
        ),
    )


@router.post("/days/receive-cash", response=ClosedDayOut, operation_id="receive_cash")
def receive_cash(request: HttpRequest, payload: DayIn) -> HttpResponse:
    """Finance receives the counted cash of a closed day."""
    return write(
        request,
        ClosedDayOut,
        lambda at: commands.receive_cash(actor=actor_of(request), store_id=payload.store_id, on=payload.on, at=at),
    )


@router.get("/days/closings", response=list[DayClosingOut], operation_id="list_day_closings")
def list_day_closings(request: HttpRequest, wanted: Query[ClosingsQuery]) -> object:
    """Every closing of a day, the newest first."""
    return read(request, lambda: queries.list_day_closings(actor_of(request), wanted.store_id, wanted.on))


@router.get("/control", response=list[UnsettledOut], operation_id="list_unsettled")
def list_unsettled(request: HttpRequest, wanted: Query[ControlQuery]) -> object:
    """Inspected orders of a store that nobody has settled, the longest wait first."""
    return read(request, lambda: queries.list_unsettled(actor_of(request), wanted.store_id, clock.now()))


@router.get("/control/figures", response=SettlementFiguresOut, operation_id="get_settlement_figures")
def get_settlement_figures(request: HttpRequest, wanted: Query[SettlementFiguresQuery]) -> object:
    """From completed to settled over days of a store."""
    return read(
        request,
        lambda: queries.settlement_figures(actor_of(request), wanted.store_id, wanted.first, wanted.last),
    )


@router.post("/repair-orders/{number}/show-preview", response={201: ShownPreviewOut}, operation_id="show_preview")
def show_preview(request: HttpRequest, number: Code) -> HttpResponse:
    """Keep that the settlement preview was shown to the customer."""
    return write(
        request,
        ShownPreviewOut,
        lambda at: commands.show_preview(actor=actor_of(request), number=number, at=at),
        status=201,
    )
