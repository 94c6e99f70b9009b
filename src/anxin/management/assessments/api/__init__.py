"""Endpoints of assessments."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.management.assessments import commands, queries
from anxin.platform import clock
from anxin.platform.api import Body, Id, Yuan, actor_of, expected_version, read, with_fields_of, write
from anxin.platform.ui.lists import Order, Window

NO_NUL = r"^[^\x00]*$"
Month = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
Code = Annotated[str, Field(min_length=1, max_length=60, pattern=NO_NUL)]
AskedWords = Annotated[str, Query(max_length=80, pattern=NO_NUL)]
Reasons = Annotated[str, Field(min_length=1, max_length=500, pattern=NO_NUL)]
Outcome = Literal["reward", "penalty", "none"]
State = Literal["GIVEN", "OBJECTED", "UPHELD", "REJECTED", "WITHDRAWN"]
Shown = Annotated[Decimal, Field(max_digits=17, decimal_places=3)]
NEWEST = 100
ONE = "/assessments/{assessment_id}"

router = Router(tags=["assessments"])


class AssessmentIn(Body):
    """Whose month is judged (the store's without employee and team), what is given for it, and why."""

    code: Code
    month: Month
    outcome: Outcome
    words: Reasons
    employee_id: Id | None = None
    team_id: Id | None = None
    amount: Yuan | None = None


class ObjectionIn(Body):
    """Why it is not fair; ``order`` is of the customer of whom the words speak."""

    words: Reasons
    order: Annotated[str, Field(max_length=30, pattern=NO_NUL)] = ""


class ObjectionUpheldIn(Body):
    """What is changed, and why; a new ``target`` in the figure's shown unit."""

    words: Reasons
    remedy: Literal["dropped", "changed", "target"]
    outcome: Outcome = "none"
    amount: Yuan | None = None
    target: Shown | None = None
    until: Shown | None = None


class AssessmentWordsIn(Body):
    """Why."""

    words: Reasons


@with_fields_of(commands.KeptAssessment)
class KeptAssessmentOut(Schema):
    """An assessment after a step."""


@with_fields_of(queries.AssessmentRow)
class AssessmentOut(Schema):
    """An assessment."""


@with_fields_of(queries.AssessmentStepRow)
class AssessmentStepOut(Schema):
    """One step of an assessment."""


class AssessmentViewOut(Schema):
    """An assessment with its steps."""

    row: AssessmentOut
    steps: list[AssessmentStepOut]


@with_fields_of(queries.Subject)
class AssessmentSubjectOut(Schema):
    """A result that may be judged, and what follows it."""


class AssessmentDraftOut(Schema):
    """A figure's month, and whose results it holds."""

    store_id: int
    code: str
    name: str
    month: date
    definition_version: int
    subjects: list[AssessmentSubjectOut]


@router.post("/stores/{store_id}/assessments", response={201: KeptAssessmentOut}, operation_id="assess_figure")
def assess_figure(request: HttpRequest, store_id: Id, payload: AssessmentIn) -> HttpResponse:
    """Judge a month that is over; figure, target and definition are kept as they stand."""
    given = commands.NewAssessment(**{name: getattr(payload, name) for name in type(payload).model_fields})
    return write(
        request,
        KeptAssessmentOut,
        lambda at: commands.assess_figure(actor=actor_of(request), store_id=store_id, assessment=given, at=at),
        status=201,
    )


@router.get("/stores/{store_id}/assessments", response=list[AssessmentOut], operation_id="page_assessments")
def page_assessments(
    request: HttpRequest, store_id: Id, text: AskedWords = "", state: State | None = None, mine: bool = False
) -> Any:
    """Assessments that the actor may see, those that wait for an answer first, the newest 100."""
    asked = queries.AssessmentFilter(text=text, state=(state,) if state else (), mine=mine)
    window = Window(limit=NEWEST)
    return read(request, lambda: queries.page_assessments(actor_of(request), store_id, asked, Order(), window).rows)


@router.get("/stores/{store_id}/results/{code}", response=AssessmentDraftOut, operation_id="draft_assessment")
def draft_assessment(request: HttpRequest, store_id: Id, code: str, month: Month) -> Any:
    """Whose results of a month can be judged, and what follows each."""
    return read(request, lambda: queries.draft_assessment(actor_of(request), store_id, code, month, clock.now()))


@router.get(ONE, response=AssessmentViewOut, operation_id="get_assessment")
def get_assessment(request: HttpRequest, assessment_id: Id) -> Any:
    """One assessment with its steps."""
    return read(request, lambda: queries.get_assessment(actor_of(request), assessment_id))


@router.post(f"{ONE}/object", response=KeptAssessmentOut, operation_id="object_to_assessment")
def object_to_assessment(request: HttpRequest, assessment_id: Id, payload: ObjectionIn) -> HttpResponse:
    """Object to what one was assessed with."""
    return _write(request, assessment_id, payload.model_dump(), commands.object_to_assessment)


@router.post(f"{ONE}/uphold", response=KeptAssessmentOut, operation_id="uphold_objection")
def uphold_objection(request: HttpRequest, assessment_id: Id, payload: ObjectionUpheldIn) -> HttpResponse:
    """Agree with an objection, and change what was given or the target."""
    redress = commands.Redress(payload.remedy, payload.outcome, payload.amount, payload.target, payload.until)
    return _write(request, assessment_id, {"words": payload.words, "redress": redress}, commands.uphold_objection)


@router.post(f"{ONE}/reject", response=KeptAssessmentOut, operation_id="reject_objection")
def reject_objection(request: HttpRequest, assessment_id: Id, payload: AssessmentWordsIn) -> HttpResponse:
    """Let the assessment stand."""
    return _write(request, assessment_id, payload.model_dump(), commands.reject_objection)


@router.post(f"{ONE}/withdraw", response=KeptAssessmentOut, operation_id="withdraw_assessment")
def withdraw_assessment(request: HttpRequest, assessment_id: Id, payload: AssessmentWordsIn) -> HttpResponse:
    """Take an assessment back to which nobody objected."""
    return _write(request, assessment_id, payload.model_dump(), commands.withdraw_assessment)


def _write(request: HttpRequest, assessment_id: int, given: dict[str, Any], command: Callable[..., Any]) -> HttpResponse:
    by = {"assessment_id": assessment_id, "version": expected_version(request)}
    return write(request, KeptAssessmentOut, lambda at: command(actor=actor_of(request), at=at, **by, **given))
