"""Endpoints of the time ledgers: time on no car, added stretches, changed shares, waits, hours, stays."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.platform import clock
from anxin.platform.api import Body, Id, actor_of, read, with_fields_of, write
from anxin.visit.repair_orders.queries import get_order_head
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.api.schemas import ClockedOut, Code, CorrectionIn, Note, ShareIn, StretchIn

router = Router(tags=["workshop"])
Why = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class IndirectIn(Body):
    """What the time is spent on; by default the caller's own time."""

    store_id: Id
    activity: Annotated[str, Field(max_length=12, pattern=r"^[a-z]+$")]
    note: Note = ""
    technician_id: Id | None = None


class IndirectEndIn(Body):
    """Whose time on no car ends; by default the caller's."""

    store_id: Id
    technician_id: Id | None = None


@with_fields_of(commands.IndirectStretch)
class IndirectOut(Schema):
    """A stretch on no car."""


@with_fields_of(queries.IndirectRow)
class IndirectRowOut(Schema):
    """A stretch on no car, with whose it is and its business day."""


class AddedClockIn(StretchIn):
    """A stretch that nobody clocked."""

    technician_id: Id


class SharesIn(Body):
    """Each technician's share in percent, 100 together, and why they change."""

    shares: Annotated[list[ShareIn], Field(min_length=1, max_length=8)]
    reason: Why


class SharesOut(Schema):
    """The job's shares by technician, in percent."""

    number: str
    job_id: int
    shares: dict[int, int]


class DaysQuery(Schema):
    """From a day to a day, both included."""

    first: date
    last: date


@with_fields_of(queries.WaitRow)
class WaitOut(Schema):
    """A wait of a job; minutes are those of opening hours inside the days asked for."""


class WaitsQuery(Schema):
    """Which waits; today's without days."""

    since: date | None = None
    until: date | None = None
    reason: Annotated[list[Annotated[str, Field(max_length=16)]], Field(max_length=12)] = []
    is_open: bool | None = None


@with_fields_of(queries.StayTile)
class TileOut(Schema):
    """A named piece of a stay."""


class CarLedgerOut(Schema):
    """A car's stay without a gap; ``minutes`` is what the tiles sum to."""

    ends_at: datetime
    minutes: int
    worked_minutes: int
    waited_minutes: int
    tiles: list[TileOut]


class HoursOut(Schema):
    """Minutes four ways, and the three ratios."""

    available: int
    clocked: int
    indirect: int
    sold: Decimal
    paid: Decimal
    utilisation: Decimal | None
    efficiency: Decimal | None
    productivity: Decimal | None


class LabourRowOut(Schema):
    """A technician's hours in these days, and in the days before them."""

    technician_id: int | None
    name: str
    team: str
    trade: str
    now: HoursOut
    before: HoursOut


class LabourOut(Schema):
    """Hours of a store."""

    first: date
    last: date
    technicians: list[LabourRowOut]
    teams: list[LabourRowOut]
    trades: list[LabourRowOut]
    store: LabourRowOut


class ThroughputOut(Schema):
    """Figures of the cars that left a store; times in minutes."""

    first: date
    last: date
    mean: Decimal | None
    middle: Decimal | None
    change: Decimal | None
    mean_start: Decimal | None
    parts_hours: Decimal
    closure: Decimal | None
    completion: Decimal | None
    bay_turnover: Decimal | None
    parking_ratio: Decimal | None


@router.post("/indirect-time", response={201: IndirectOut}, operation_id="begin_indirect_time")
def begin_indirect_time(request: HttpRequest, payload: IndirectIn) -> HttpResponse:
    """Begin time on shift and on no car."""
    return write(
        request,
        IndirectOut,
        lambda at: commands.begin_indirect_time(actor=actor_of(request), at=at, **payload.model_dump()),
        status=201,
    )


@router.post("/indirect-time/end", response=IndirectOut, operation_id="end_indirect_time")
def end_indirect_time(request: HttpRequest, payload: IndirectEndIn) -> HttpResponse:
    """End time on no car."""
    return write(
        request,
        IndirectOut,
        lambda at: commands.end_indirect_time(actor=actor_of(request), at=at, **payload.model_dump()),
    )


@router.get("/technicians/{technician_id}/indirect-time", response=list[IndirectRowOut], operation_id="list_indirect_time")
def list_indirect_time(request: HttpRequest, technician_id: Id, day: date) -> object:
    """A technician's stretches on no car of a business day."""
    return read(request, lambda: queries.list_indirect_time(actor_of(request), technician_id, day).stretches)


@router.post("/indirect-time/{stretch_id}/correct", response=IndirectOut, operation_id="correct_indirect_time")
def correct_indirect_time(request: HttpRequest, stretch_id: Id, payload: CorrectionIn) -> HttpResponse:
    """Set a finished stretch on no car right."""
    return write(
        request,
        IndirectOut,
        lambda at: commands.correct_indirect_time(
            actor=actor_of(request), stretch_id=stretch_id, seen=payload.seen(), stretch=payload.stretch(), at=at
        ),
    )


@router.post("/orders/{number}/jobs/{job_id}/clocks", response={201: ClockedOut}, operation_id="add_clock")
def add_clock(request: HttpRequest, number: Code, job_id: Id, payload: AddedClockIn) -> HttpResponse:
    """Add a stretch of work that nobody clocked."""
    given: dict[str, Any] = {"number": number, "job_id": job_id, "technician_id": payload.technician_id}
    return write(
        request,
        ClockedOut,
        lambda at: commands.add_clock(actor=actor_of(request), stretch=payload.stretch(), at=at, **given),
        status=201,
    )


@router.post("/orders/{number}/jobs/{job_id}/shares", response=SharesOut, operation_id="change_shares")
def change_shares(request: HttpRequest, number: Code, job_id: Id, payload: SharesIn) -> HttpResponse:
    """Set the shares of a finished job's hours anew."""
    shares = [commands.Share(one.technician_id, one.percent) for one in payload.shares]
    return write(
        request,
        SharesOut,
        lambda at: commands.change_shares(
            actor=actor_of(request), number=number, job_id=job_id, shares=shares, reason=payload.reason, at=at
        ),
    )


@router.get("/orders/{number}/stay", response=CarLedgerOut, operation_id="find_car_ledger")
def find_car_ledger(request: HttpRequest, number: Code) -> object:
    """The car's stay, every minute with a name."""

    def found() -> object:
        head = get_order_head(actor_of(request), number)
        return queries.find_car_ledger(actor_of(request), head.store_id, head.id, clock.now())

    return read(request, found)


@router.get("/stores/{store_id}/waits", response=list[WaitOut], operation_id="list_waits")
def list_waits(request: HttpRequest, store_id: Id, asked: Query[WaitsQuery]) -> object:
    """The waiting ledger of a store, the open waits first."""
    wanted = queries.WaitFilter(asked.since, asked.until, tuple(asked.reason), asked.is_open)
    return read(request, lambda: queries.list_waits(actor_of(request), store_id, wanted, clock.now()).rows)


@router.get("/stores/{store_id}/labour", response=LabourOut, operation_id="list_labour")
def list_labour(request: HttpRequest, store_id: Id, asked: Query[DaysQuery]) -> object:
    """Hours available, clocked, sold and paid, by technician and team."""
    return read(request, lambda: queries.list_labour(actor_of(request), store_id, asked.first, asked.last, clock.now()))


@router.get("/stores/{store_id}/throughput", response=ThroughputOut, operation_id="get_throughput")
def get_throughput(request: HttpRequest, store_id: Id, asked: Query[DaysQuery]) -> object:
    """How long the cars stayed that left, and how many got through."""
    return read(request, lambda: queries.get_throughput(actor_of(request), store_id, asked.first, asked.last, clock.now()))
