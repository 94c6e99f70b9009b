"""Endpoints of what is asked of the stock."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from anxin.holdings.parts import commands, queries
from anxin.holdings.parts.api.schemas import (
    AnsweredDemandOut,
    AnswerIn,
    DemandIn,
    DemandOut,
    DemandQuery,
    PostedDemandOut,
)
from anxin.platform.api import Id, Page, actor_of, page_of, read, window_of, write

router = Router(tags=["parts"])


@router.get("/demands", response=Page[DemandOut])
def list_demands(request: HttpRequest, wanted: Query[DemandQuery]) -> Any:
    """What was asked of a store's stock and still stands, newest first."""
    window = window_of(wanted.cursor)
    given = queries.DemandFilter(wanted.outcome, wanted.since, wanted.until)
    return page_of(read(request, lambda: queries.list_demands(actor_of(request), wanted.store_id, given, window)), window)


@router.post("/demands", response={201: PostedDemandOut})
def post_demand(request: HttpRequest, payload: DemandIn) -> HttpResponse:
    """Post what somebody asks for at the counter, there or not."""
    said: dict[str, Any] = {"actor": actor_of(request), **payload.dict()}
    return write(request, PostedDemandOut, lambda at: commands.post_demand(**said, at=at), status=201)


@router.post("/demands/{demand_id}/answer", response={201: AnsweredDemandOut})
def answer_demand(request: HttpRequest, demand_id: Id, payload: AnswerIn) -> HttpResponse:
    """Say how a demand is met, or that it is lost; the newest answer counts."""
    said: dict[str, Any] = {"actor": actor_of(request), "demand_id": demand_id, **payload.dict()}
    return write(request, AnsweredDemandOut, lambda at: commands.answer_demand(**said, at=at), status=201)
