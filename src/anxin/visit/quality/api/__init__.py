"""Endpoints of quality: rework from the report to the judgement."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from anxin.platform.api import Id, actor_of, expected_version, read, write
from anxin.visit.quality import commands, queries
from anxin.visit.quality.api.conduct import router as conduct_router
from anxin.visit.quality.api.figures import router as figures_router
from anxin.visit.quality.api.schemas import (
    Cause,
    Code,
    JudgeIn,
    KeptCaseOut,
    ProposalOut,
    ReportIn,
    ReworkListQuery,
    ReworkOut,
    WithdrawReworkIn,
)
from anxin.visit.quality.api.training import router as training_router

router = Router(tags=["quality"])
router.add_router("", figures_router)
router.add_router("", conduct_router)
router.add_router("", training_router)


@router.get("/stores/{store_id}/rework", response=list[ReworkOut], operation_id="list_rework")
def list_rework(request: HttpRequest, store_id: Id, wanted: Query[ReworkListQuery]) -> object:
    """Rework of a store, the newest first."""
    asked = queries.ReworkFilter(
        wanted.text, wanted.origin, (wanted.state,) if wanted.state else (), wanted.cause, wanted.responsible,
        wanted.first, wanted.last,
    )  # fmt: skip
    return read(
        request,
        lambda: queries.list_rework(actor_of(request), store_id, asked, after=wanted.after, limit=wanted.limit),
    )


@router.get("/rework/{case_id}", response=ReworkOut, operation_id="get_rework")
def get_rework(request: HttpRequest, case_id: Id) -> object:
    """One case."""
    return read(request, lambda: queries.get_rework(actor_of(request), case_id))


@router.get("/rework/{case_id}/proposal", response=ProposalOut, operation_id="propose_responsible")
def propose_responsible(request: HttpRequest, case_id: Id, cause: Cause) -> object:
    """Whom the rule names for a cause."""
    return read(request, lambda: queries.propose_responsible(actor_of(request), case_id, cause))


@router.post("/orders/{number}/report-rework", response={201: KeptCaseOut}, operation_id="report_rework")
def report_rework(request: HttpRequest, number: Code, payload: ReportIn) -> HttpResponse:
    """Note that a car will come back for work done on this order."""
    given = payload.model_dump()
    return write(
        request,
        KeptCaseOut,
        lambda at: commands.report_rework(actor=actor_of(request), number=number, at=at, **given),
        status=201,
    )


@router.post("/rework/{case_id}/judge", response=KeptCaseOut, operation_id="judge_rework")
def judge_rework(request: HttpRequest, case_id: Id, payload: JudgeIn) -> HttpResponse:
    """Name cause, responsibility and measure."""
    judgement = commands.Judgement(**payload.model_dump())
    return write(
        request,
        KeptCaseOut,
        lambda at: commands.judge_rework(
            actor=actor_of(request), case_id=case_id, judgement=judgement, version=expected_version(request), at=at
        ),
    )


@router.post("/rework/{case_id}/withdraw", response=KeptCaseOut, operation_id="withdraw_rework")
def withdraw_rework(request: HttpRequest, case_id: Id, payload: WithdrawReworkIn) -> HttpResponse:
    """Take a case back that was none."""
    return write(
        request,
        KeptCaseOut,
        lambda at: commands.withdraw_rework(
            actor=actor_of(request), case_id=case_id, reason=payload.reason, version=expected_version(request), at=at
        ),
    )
