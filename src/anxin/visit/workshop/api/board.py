"""Endpoints of the board: the day, previews and proposals, drops."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import AwareDatetime

from anxin.platform import clock
from anxin.platform.api import Id, actor_of, read, write
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.api.board_schemas import (
    BoardOut,
    Kind,
    LaneShareOut,
    PlacedOut,
    PlaceWaitingIn,
    PlacingsOut,
    PreviewOut,
    TurnoverOut,
    WishIn,
)
from anxin.visit.workshop.api.schemas import Code, DispatchedOut

router = Router(tags=["workshop"])


@router.get("/stores/{store_id}/board", response=BoardOut, operation_id="get_board")
def get_board(request: HttpRequest, store_id: Id, day: date) -> object:
    """The placed jobs of a day with their states, capacity by the hour, and what stopped."""
    return read(request, lambda: queries.get_board(actor_of(request), store_id, day, clock.now()))


@router.get("/stores/{store_id}/jobs/{job_id}/placing", response=PreviewOut, operation_id="preview_placing")
def preview_placing(
    request: HttpRequest,
    store_id: Id,
    job_id: Id,
    starts_at: AwareDatetime,
    bay_id: Id | None = None,
    technician_id: Id | None = None,
) -> object:
    """What would come of a placing: who does it, what stands there, whose promise it breaks."""
    wish = commands.Wish(job_id, starts_at, bay_id, technician_id)
    return read(request, lambda: queries.preview_placing(actor_of(request), store_id, wish, clock.now()))


@router.get("/stores/{store_id}/lane-shares", response=list[LaneShareOut], operation_id="list_lane_shares")
def list_lane_shares(request: HttpRequest, store_id: Id, day: date) -> object:
    """Which share of the technicians served which share of the cars in the express lanes."""
    return read(request, lambda: queries.list_lane_shares(actor_of(request), store_id, day))


@router.get("/stores/{store_id}/turnover", response=list[TurnoverOut], operation_id="list_turnover")
def list_turnover(request: HttpRequest, store_id: Id, since: date, until: date, kind: Kind = "bay") -> object:
    """Cars, jobs, days and hours by bay, technician, trade or advisor."""
    return read(request, lambda: queries.list_turnover(actor_of(request), store_id, since, until, kind))


@router.get("/stores/{store_id}/placings", response=PlacingsOut, operation_id="propose_placings")
def propose_placings(request: HttpRequest, store_id: Id, day: date) -> object:
    """Where the jobs that nobody has would best go, with the reasons in words."""
    return read(request, lambda: queries.propose_placings(actor_of(request), store_id, day, clock.now()))


@router.post("/stores/{store_id}/place-waiting-jobs", response=PlacedOut, operation_id="place_waiting_jobs")
def place_waiting_jobs(request: HttpRequest, store_id: Id, payload: PlaceWaitingIn) -> HttpResponse:
    """Place the jobs that nobody has, or some of them."""
    given = payload.model_dump()
    return write(
        request,
        PlacedOut,
        lambda at: commands.place_waiting_jobs(actor=actor_of(request), store_id=store_id, at=at, **given),
    )


@router.post("/orders/{number}/jobs/{job_id}/drop", response=DispatchedOut, operation_id="drop_job")
def drop_job(request: HttpRequest, number: Code, job_id: Id, payload: WishIn) -> HttpResponse:
    """Put a job on the board; who does it is chosen unless it is named."""
    wish = payload.wish(job_id)
    return write(
        request,
        DispatchedOut,
        lambda at: commands.drop_job(actor=actor_of(request), number=number, wish=wish, at=at),
    )
