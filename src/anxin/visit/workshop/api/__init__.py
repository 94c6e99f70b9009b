"""Endpoints of the workshop: dispatch, job clock, inspections, findings, and what the floor looks like."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Router

from anxin.platform.api import Id, actor_of, read, write
from anxin.visit.repair_orders.queries import get_order_head
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.api import board
from anxin.visit.workshop.api.finding_schemas import FindingIn, FoundOut, PricedOut, PriceFindingIn
from anxin.visit.workshop.api.inspection_schemas import (
    CheckLineOut,
    FinishedOut,
    FinishIn,
    InspectedOut,
    InspectIn,
    InspectionOut,
    Level,
    WashIn,
    read_checks,
)
from anxin.visit.workshop.api.ledgers import router as ledgers_router
from anxin.visit.workshop.api.schemas import (
    AskedOut,
    AskPartIn,
    ClockedOut,
    ClockOnIn,
    ClockOut,
    Code,
    CorrectionIn,
    DayPlanOut,
    DispatchedOut,
    JobRowOut,
    PauseIn,
    PlanIn,
    TechnicianDayOut,
    WriteCauseIn,
    WrittenOut,
)

router = Router(tags=["workshop"])
router.add_router("", board.router)
router.add_router("", ledgers_router)


@router.get("/stores/{store_id}/plan", response=DayPlanOut, operation_id="day_plan")
def day_plan(request: HttpRequest, store_id: Id, day: date) -> object:
    """Bays and technicians of a store with what is reserved of them on a day."""
    return read(request, lambda: queries.day_plan(actor_of(request), store_id, day))


@router.get("/stores/{store_id}/unplaced-jobs", response=list[JobRowOut], operation_id="unplaced_jobs")
def unplaced_jobs(request: HttpRequest, store_id: Id) -> object:
    """Jobs of signed orders that nobody has been given, by promise."""
    return read(request, lambda: queries.unplaced_jobs(actor_of(request), store_id))


@router.get("/my-day", response=TechnicianDayOut, operation_id="technician_day")
def technician_day(request: HttpRequest) -> object:
    """The caller's jobs, the running one first."""
    return read(request, lambda: queries.technician_day(actor_of(request)))


@router.post("/orders/{number}/jobs/{job_id}/dispatch", response=DispatchedOut, operation_id="dispatch_job")
def dispatch_job(request: HttpRequest, number: Code, job_id: Id, payload: PlanIn) -> HttpResponse:
    """Give a job to technicians and reserve their time and the bay."""
    return write(
        request,
        DispatchedOut,
        lambda at: commands.dispatch_job(
            actor=actor_of(request), number=number, job_id=job_id, plan=payload.wished(), at=at
        ),
    )


@router.post("/orders/{number}/jobs/{job_id}/move", response=DispatchedOut, operation_id="move_job")
def move_job(request: HttpRequest, number: Code, job_id: Id, payload: PlanIn) -> HttpResponse:
    """Give a dispatched job other people, another time or another bay."""
    return write(
        request,
        DispatchedOut,
        lambda at: commands.move_job(actor=actor_of(request), number=number, job_id=job_id, plan=payload.wished(), at=at),
    )


@router.post("/orders/{number}/jobs/{job_id}/recall", response=DispatchedOut, operation_id="recall_job")
def recall_job(request: HttpRequest, number: Code, job_id: Id) -> HttpResponse:
    """Take a job off the board."""
    return write(
        request,
        DispatchedOut,
        lambda at: commands.recall_job(actor=actor_of(request), number=number, job_id=job_id, at=at),
    )


@router.post("/orders/{number}/jobs/{job_id}/start", response=ClockedOut, operation_id="clock_on")
def clock_on(request: HttpRequest, number: Code, job_id: Id, payload: ClockOnIn | None = None) -> HttpResponse:
    """Start a job or go on with it."""
    return write(
        request,
        ClockedOut,
        lambda at: commands.clock_on(
            actor=actor_of(request),
            number=number,
            job_id=job_id,
            technician_id=payload.technician_id if payload else None,
            at=at,
        ),
    )


@router.post("/orders/{number}/jobs/{job_id}/pause", response=ClockedOut, operation_id="pause_job")
def pause_job(request: HttpRequest, number: Code, job_id: Id, payload: PauseIn) -> HttpResponse:
    """Stop the technician's clock with a reason."""
    return write(
        request,
        ClockedOut,
        lambda at: commands.pause_job(actor=actor_of(request), number=number, job_id=job_id, at=at, **payload.model_dump()),
    )


@router.post("/orders/{number}/jobs/{job_id}/write-cause", response=WrittenOut, operation_id="write_cause")
def write_cause(request: HttpRequest, number: Code, job_id: Id, payload: WriteCauseIn) -> HttpResponse:
    """Keep cause and correction of a job before it is finished."""
    given = payload.model_dump()
    return write(
        request,
        WrittenOut,
        lambda at: commands.write_cause(actor=actor_of(request), number=number, job_id=job_id, at=at, **given),
    )


@router.post("/orders/{number}/jobs/{job_id}/finish", response=FinishedOut, operation_id="finish_job")
def finish_job(request: HttpRequest, number: Code, job_id: Id, payload: FinishIn) -> HttpResponse:
    """Finish a job with its self-inspection."""
    return write(
        request,
        FinishedOut,
        lambda at: commands.finish_job(
            actor=actor_of(request),
            number=number,
            job_id=job_id,
            checks=read_checks(payload.checks),
            cause=payload.cause,
            correction=payload.correction,
            despite=payload.despite,
            at=at,
        ),
    )


@router.post("/orders/{number}/inspect", response=InspectedOut, operation_id="inspect_order")
def inspect_order(request: HttpRequest, number: Code, payload: InspectIn) -> HttpResponse:
    """The general inspection."""
    return write(
        request,
        InspectedOut,
        lambda at: commands.inspect_order(actor=actor_of(request), number=number, verdict=payload.verdict("general"), at=at),
    )


@router.post("/orders/{number}/inspect-final", response=InspectedOut, operation_id="inspect_before_delivery")
def inspect_before_delivery(request: HttpRequest, number: Code, payload: InspectIn) -> HttpResponse:
    """The final inspection before the car leaves."""
    return write(
        request,
        InspectedOut,
        lambda at: commands.inspect_before_delivery(
            actor=actor_of(request), number=number, verdict=payload.verdict("final"), at=at
        ),
    )


@router.post("/orders/{number}/check-wash", response=InspectedOut, operation_id="check_wash")
def check_wash(request: HttpRequest, number: Code, payload: WashIn) -> HttpResponse:
    """Look at the washed car: clean, or back to be washed."""
    given = payload.model_dump()
    return write(
        request, InspectedOut, lambda at: commands.check_wash(actor=actor_of(request), number=number, at=at, **given)
    )


@router.get("/orders/{number}/checklist/{level}", response=list[CheckLineOut], operation_id="get_checklist")
def get_checklist(request: HttpRequest, number: Code, level: Level, job_id: Id | None = None) -> object:
    """What is to be answered at an inspection; for a self-inspection of one job."""
    return read(request, lambda: queries.get_checklist(actor_of(request), number, level, job_id))


@router.get("/orders/{number}/inspections", response=list[InspectionOut], operation_id="list_inspections")
def list_inspections(request: HttpRequest, number: Code) -> object:
    """Inspections of an order with their items, the newest first."""
    return read(request, lambda: queries.list_inspections(actor_of(request), get_order_head(actor_of(request), number).id))


@router.post("/orders/{number}/jobs/{job_id}/findings", response={201: FoundOut}, operation_id="report_finding")
def report_finding(request: HttpRequest, number: Code, job_id: Id, payload: FindingIn) -> HttpResponse:
    """Report something that the order does not cover."""
    items = [item.wished() for item in payload.items]
    finding = commands.NewFinding(
        payload.words, payload.urgency, items, payload.photo_keys, payload.harm, payload.extra_minutes
    )
    return write(
        request,
        FoundOut,
        lambda at: commands.report_finding(actor=actor_of(request), number=number, job_id=job_id, finding=finding, at=at),
        status=201,
    )


@router.post("/findings/{finding_id}/price", response={201: PricedOut}, operation_id="price_finding")
def price_finding(request: HttpRequest, finding_id: Id, payload: PriceFindingIn) -> HttpResponse:
    """Put a price on what a technician found; its items wait for the customer."""
    items = [item.wished() for item in payload.items]
    facts = commands.FactsWish(payload.cause, payload.harm, payload.urgency, payload.extra_minutes)
    own = commands.OwnJob(payload.own_job.title, payload.own_job.payer) if payload.own_job else None
    given = {"finding_id": finding_id, "items": items, "packages": payload.packages, "facts": facts, "own_job": own}
    return write(
        request,
        PricedOut,
        lambda at: commands.price_finding(actor=actor_of(request), at=at, **given),  # type: ignore[arg-type]
        status=201,
    )


@router.post("/orders/{number}/jobs/{job_id}/ask-part", response={201: AskedOut}, operation_id="ask_part")
def ask_part(request: HttpRequest, number: Code, job_id: Id, payload: AskPartIn) -> HttpResponse:
    """Ask the parts counter for a part."""
    return write(
        request,
        AskedOut,
        lambda at: commands.ask_part(actor=actor_of(request), number=number, job_id=job_id, words=payload.words, at=at),
        status=201,
    )


@router.get("/orders/{number}/clocks", response=list[ClockOut], operation_id="list_clocks")
def list_clocks(request: HttpRequest, number: Code) -> object:
    """Stretches of the job clock on an order with their corrections, by start."""
    return read(request, lambda: queries.list_clocks(actor_of(request), get_order_head(actor_of(request), number).id))


@router.post("/clocks/{clock_id}/correct", response=ClockedOut, operation_id="correct_clock")
def correct_clock(request: HttpRequest, clock_id: Id, payload: CorrectionIn) -> HttpResponse:
    """Set a finished stretch of the job clock right."""
    return write(
        request,
        ClockedOut,
        lambda at: commands.correct_clock(
            actor=actor_of(request), clock_id=clock_id, seen=payload.seen(), stretch=payload.stretch(), at=at
        ),
    )
