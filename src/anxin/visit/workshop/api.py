"""Endpoints of the workshop: dispatch, job clock, inspections, findings, and what the floor looks like."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from anxin.platform.api import Id, actor_of, read, write
from anxin.visit.repair_orders.api import ItemIn
from anxin.visit.workshop import commands, queries

router = Router(tags=["workshop"])

Code = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]
Note = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Words = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
Reason = Literal["approval", "parts", "bay", "tool", "unclear_order", "other_car", "break", "end_of_shift", "other"]


class StepOut(Schema):
    """An order after a step."""

    id: int
    number: str
    state: str
    version: int


class ShareIn(Schema):
    """A technician with a share in percent; leave the percents out for equal shares."""

    technician_id: Id
    percent: Annotated[int, Field(ge=1, le=100)] | None = None


class PlanIn(Schema):
    """Who does the job, from when, until when (by default the sold hours) and in which bay."""

    technicians: Annotated[list[ShareIn], Field(min_length=1, max_length=8)]
    planned_from: datetime
    planned_to: datetime | None = None
    bay_id: Id | None = None

    def wished(self) -> commands.Plan:
        """The command's form of it."""
        shares = [commands.Share(one.technician_id, one.percent) for one in self.technicians]
        return commands.Plan(shares, self.planned_from, self.planned_to, self.bay_id)


class DispatchedOut(StepOut):
    """A job on the board."""

    job_id: int
    technician_ids: list[int]
    bay_id: int | None
    planned_from: datetime | None
    planned_to: datetime | None


class ClockOnIn(Schema):
    """For whom the clock starts; by default the caller."""

    technician_id: Id | None = None


class PauseIn(ClockOnIn):
    """Why the clock stops."""

    reason: Reason
    note: Note = ""


class ClockedOut(StepOut):
    """A job whose clock moved."""

    job_id: int
    job_state: str
    clock_id: int
    technician_id: int
    started_at: datetime
    ended_at: datetime | None


class CheckIn(Schema):
    """The result of an item of a checklist."""

    code: Annotated[str, Field(max_length=24, pattern=r"^[a-z_]+$")]
    passed: bool
    note: Note = ""


class FinishIn(Schema):
    """Cause, correction, and the technician's own inspection item by item."""

    cause: Words | None = None
    correction: Words | None = None
    checks: Annotated[list[CheckIn], Field(max_length=20)]


class FinishedOut(StepOut):
    """A finished job."""

    job_id: int
    job_state: str
    inspection_id: int


class InspectIn(Schema):
    """An inspection item by item; ``rework_job_ids`` go back to the workshop."""

    checks: Annotated[list[CheckIn], Field(max_length=20)]
    note: Note = ""
    rework_job_ids: Annotated[list[Id], Field(max_length=30)] = []

    def verdict(self, level: str) -> commands.Verdict:
        """The command's form of it."""
        return commands.Verdict(level, _checks(self.checks), self.note, self.rework_job_ids)


class InspectedOut(StepOut):
    """An inspected order."""

    inspection_id: int
    passed: bool


class FindingIn(Schema):
    """Something found; ``photo_keys`` of uploads, ``items`` to propose."""

    words: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
    urgency: Literal["now", "soon", "watch"] = "soon"
    items: Annotated[list[ItemIn], Field(max_length=20)] = []
    photo_keys: Annotated[list[Code], Field(max_length=20)] = []


class FoundOut(Schema):
    """A reported finding."""

    id: int
    number: str
    item_ids: list[int]
    task_id: int


class AskPartIn(Schema):
    """Which part is needed."""

    words: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]


class AskedOut(Schema):
    """The parts counter's task."""

    number: str
    job_id: int
    task_id: int


class CorrectionIn(Schema):
    """What the clock should say, and why."""

    started_at: datetime
    ended_at: datetime
    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class JobRowOut(Schema):
    """A job that the workshop may work on."""

    job_id: int
    title: str
    complaint: str
    state: str
    number: str
    order_state: str
    plate: str
    model_name: str
    promised_at: datetime | None
    hours: Decimal
    skills: list[str]
    is_high_voltage: bool


class BlockOut(Schema):
    """A reserved span."""

    starts_at: datetime
    ends_at: datetime
    job_id: int | None
    title: str
    number: str
    plate: str
    promised_at: datetime | None
    order_state: str
    job_state: str


class BayOut(Schema):
    """A bay with its day."""

    id: int
    code: str
    kind: str
    is_high_voltage: bool
    blocks: list[BlockOut]


class TechnicianOut(Schema):
    """A technician with the day and the load."""

    id: int
    name: str
    skills: list[str]
    is_on_duty: bool
    blocks: list[BlockOut]
    hours: Decimal
    running_job_id: int | None
    running_since: datetime | None


class DayPlanOut(Schema):
    """The day of a store."""

    day: date
    bays: list[BayOut]
    technicians: list[TechnicianOut]


class MyJobOut(Schema):
    """A job of a technician."""

    job: JobRowOut
    share_percent: int
    bay: str
    planned_from: datetime | None
    planned_to: datetime | None
    allowed_minutes: int
    used_minutes: int
    running_since: datetime | None
    waiting_label: str
    waiting_since: datetime | None


class TechnicianDayOut(Schema):
    """What a technician has to do."""

    jobs: list[MyJobOut]
    clocked_minutes: int


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
            checks=_checks(payload.checks),
            cause=payload.cause,
            correction=payload.correction,
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


@router.post("/orders/{number}/jobs/{job_id}/findings", response={201: FoundOut}, operation_id="report_finding")
def report_finding(request: HttpRequest, number: Code, job_id: Id, payload: FindingIn) -> HttpResponse:
    """Report something that the order does not cover."""
    items = [item.wished() for item in payload.items]
    finding = commands.NewFinding(payload.words, payload.urgency, items, payload.photo_keys)
    return write(
        request,
        FoundOut,
        lambda at: commands.report_finding(actor=actor_of(request), number=number, job_id=job_id, finding=finding, at=at),
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


@router.post("/clocks/{clock_id}/correct", response=ClockedOut, operation_id="correct_clock")
def correct_clock(request: HttpRequest, clock_id: Id, payload: CorrectionIn) -> HttpResponse:
    """Set a finished stretch of the job clock right."""
    return write(
        request,
        ClockedOut,
        lambda at: commands.correct_clock(actor=actor_of(request), clock_id=clock_id, at=at, **payload.model_dump()),
    )


def _checks(given: list[CheckIn]) -> list[commands.Check]:
    return [commands.Check(one.code, one.passed, one.note) for one in given]
