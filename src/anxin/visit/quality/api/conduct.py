"""Endpoints of cases of negligence."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from anxin.platform.api import Id, actor_of, expected_version, read, write
from anxin.visit.quality import commands, queries
from anxin.visit.quality.api.schemas import (
    ConductListQuery,
    ConductOut,
    KeptConductOut,
    RaiseIn,
    SaidIn,
    WeightIn,
)

router = Router(tags=["quality"])


@router.get("/stores/{store_id}/conduct", response=list[ConductOut], operation_id="list_conduct")
def list_conduct(request: HttpRequest, store_id: Id, wanted: Query[ConductListQuery]) -> object:
    """Cases that the caller may know of, the newest first."""
    asked, page = queries.ConductFilter(), wanted.model_dump()
    return read(request, lambda: queries.list_conduct(actor_of(request), store_id, asked, **page))


@router.get("/conduct/{case_id}", response=ConductOut, operation_id="get_conduct")
def get_conduct(request: HttpRequest, case_id: Id) -> object:
    """One case."""
    return read(request, lambda: queries.get_conduct(actor_of(request), case_id))


@router.post("/stores/{store_id}/conduct", response={201: KeptConductOut}, operation_id="raise_conduct_case")
def raise_conduct_case(request: HttpRequest, store_id: Id, payload: RaiseIn) -> HttpResponse:
    """Raise a case against an employee."""
    case = commands.NewConductCase(**payload.model_dump())
    return write(
        request,
        KeptConductOut,
        lambda at: commands.raise_conduct_case(actor=actor_of(request), store_id=store_id, case=case, at=at),
        status=201,
    )


@router.post("/conduct/{case_id}/state", response=KeptConductOut, operation_id="state_own_conduct")
def state_own_conduct(request: HttpRequest, case_id: Id, payload: SaidIn) -> HttpResponse:
    """The person's own statement."""
    about = {"case_id": case_id, "statement": payload.words, "version": expected_version(request)}
    return write(
        request,
        KeptConductOut,
        lambda at: commands.state_own_conduct(actor=actor_of(request), at=at, **about),  # type: ignore[arg-type]
    )


@router.post("/conduct/{case_id}/decide", response=KeptConductOut, operation_id="decide_conduct_case")
def decide_conduct_case(request: HttpRequest, case_id: Id, payload: WeightIn) -> HttpResponse:
    """Decide by weight."""
    about = {"case_id": case_id, "weight": payload.weight, "version": expected_version(request)}
    return write(
        request,
        KeptConductOut,
        lambda at: commands.decide_conduct_case(
            actor=actor_of(request),
            decision=payload.words,
            at=at,
            **about,  # type: ignore[arg-type]
        ),
    )


@router.post("/conduct/{case_id}/appeal", response=KeptConductOut, operation_id="appeal_conduct_decision")
def appeal_conduct_decision(request: HttpRequest, case_id: Id, payload: SaidIn) -> HttpResponse:
    """The person does not agree."""
    about = {"case_id": case_id, "words": payload.words, "version": expected_version(request)}
    return write(
        request,
        KeptConductOut,
        lambda at: commands.appeal_conduct_decision(actor=actor_of(request), at=at, **about),  # type: ignore[arg-type]
    )


@router.post("/conduct/{case_id}/settle-appeal", response=KeptConductOut, operation_id="settle_conduct_appeal")
def settle_conduct_appeal(request: HttpRequest, case_id: Id, payload: WeightIn) -> HttpResponse:
    """Answer an appeal for good."""
    about = {"case_id": case_id, "weight": payload.weight, "version": expected_version(request)}
    return write(
        request,
        KeptConductOut,
        lambda at: commands.settle_conduct_appeal(
            actor=actor_of(request),
            answer=payload.words,
            at=at,
            **about,  # type: ignore[arg-type]
        ),
    )
