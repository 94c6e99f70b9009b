"""Endpoints of the follow-up."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from anxin.platform import clock
from anxin.platform.api import (
    Body,
    Id,
    Page,
    actor_of,
    decode_cursor,
    encode_cursor,
    expected_version,
    read,
    with_fields_of,
    write,
)
from anxin.platform.errors import Invalid
from anxin.relationship.followup import commands, queries

router = Router(tags=["followup"])

Code = Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_]*$")]
State = Literal["DUE", "DONE", "UNREACHABLE", "CANCELLED", "NO_CONSENT"]


class FollowUpOut(Schema):
    """A follow-up in the queue."""

    id: int
    version: int
    store_id: int
    state: str
    round: int
    attempts: int
    repair_order: str
    plate: str
    customer_name: str
    opens_at: datetime
    next_call_at: datetime
    due_at: datetime


class CallOut(Schema):
    """A call that was made."""

    id: int
    at: datetime
    round: int
    result: str
    score: int | None
    answers: dict[str, str]
    issues: list[str]
    employee_name: str


class QuestionOut(Schema):
    """A question with the answers that may be given."""

    code: str
    text: str
    answers: list[tuple[str, str]]


class FollowUpCardOut(Schema):
    """A follow-up with what the caller needs."""

    follow_up: FollowUpOut = Field(..., validation_alias="row")
    vehicle_id: int
    customer_id: int
    masked_phone: str
    may_call: bool
    marketing: Literal["given", "refused", ""]
    questions: list[QuestionOut]
    calls: list[CallOut]


class FollowUpListQuery(Schema):
    """Which follow-ups; ``callable_now`` leaves out those whose time has not come.

    ``text``: part of the customer's name, or the end of plate, order number or phone.
    """

    store_id: Id
    state: State = "DUE"
    round: Annotated[int, Field(ge=1, le=2)] | None = None
    callable_now: bool = False
    due_from: date | None = None
    due_to: date | None = None
    text: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")] = ""
    cursor: Annotated[str, Field(max_length=200)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class CallIn(Body):
    """What came of a call."""

    result: Literal["reached", "not_reached", "call_back", "refused", "wrong_number"]
    answers: Annotated[dict[Code, Code], Field(max_length=20)] = {}
    words: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")] = ""
    call_back_at: AwareDatetime | None = None


@with_fields_of(commands.RecordedCall)
class RecordedCallOut(Schema):
    """The follow-up after the call."""


class NumberOut(Schema):
    """The number to dial."""

    followup_id: int
    phone: str


class CancelFollowUpIn(Body):
    """Why nobody calls."""

    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class PlannedOut(Schema):
    """The follow-up after the step."""

    id: int
    state: str
    due_at: datetime
    version: int


@router.get("", response=Page[FollowUpOut], operation_id="list_follow_ups")
def list_follow_ups(request: HttpRequest, wanted: Query[FollowUpListQuery]) -> object:
    """Follow-ups of a store, the earliest due first."""
    chosen = queries.FollowUpFilter(
        wanted.state,
        wanted.round,
        clock.now() if wanted.callable_now else None,
        wanted.due_from,
        wanted.due_to,
        wanted.text.strip(),
    )
    after = _after(wanted.cursor)
    rows = read(
        request,
        lambda: queries.list_follow_ups(actor_of(request), wanted.store_id, chosen, after=after, limit=wanted.limit),
    )
    last = rows[-1] if len(rows) == wanted.limit else None
    return {"items": rows, "next": encode_cursor([last.due_at.isoformat(), last.id]) if last else None}


@router.get("/{followup_id}", response=FollowUpCardOut, operation_id="get_follow_up")
def get_follow_up(request: HttpRequest, followup_id: Id) -> object:
    """One follow-up with its questions and calls."""
    return read(request, lambda: queries.get_follow_up(actor_of(request), followup_id))


@router.post("/{followup_id}/calls", response={201: RecordedCallOut}, operation_id="record_call")
def record_call(request: HttpRequest, followup_id: Id, payload: CallIn) -> HttpResponse:
    """Record what came of a call."""
    report = commands.CallReport(**payload.model_dump())
    return write(
        request,
        RecordedCallOut,
        lambda at: commands.record_call(
            actor=actor_of(request), followup_id=followup_id, report=report, version=expected_version(request), at=at
        ),
        status=201,
    )


@router.post("/{followup_id}/reveal-number", response=NumberOut, operation_id="reveal_number")
def reveal_number(request: HttpRequest, followup_id: Id) -> HttpResponse:
    """Show the number; who looked is logged."""
    return write(
        request,
        NumberOut,
        lambda at: commands.reveal_number(actor=actor_of(request), followup_id=followup_id, at=at),
        keeps_answer=False,
    )


@router.post("/{followup_id}/cancel", response=PlannedOut, operation_id="cancel_follow_up")
def cancel_follow_up(request: HttpRequest, followup_id: Id, payload: CancelFollowUpIn) -> HttpResponse:
    """Decide that nobody calls."""
    return write(
        request,
        PlannedOut,
        lambda at: commands.cancel_follow_up(
            actor=actor_of(request),
            followup_id=followup_id,
            reason=payload.reason,
            version=expected_version(request),
            at=at,
        ),
    )


def _after(cursor: str | None) -> tuple[datetime, int] | None:
    values = decode_cursor(cursor)
    if values is None:
        return None
    try:
        due_at, last_id = datetime.fromisoformat(values[0]), values[1]
        if due_at.tzinfo is None or not isinstance(last_id, int) or not 0 < last_id < 2**63:
            raise ValueError
    except (IndexError, TypeError, ValueError):
        raise Invalid(_("请从第一页重新开始。"), field="cursor", rule="M10.01") from None
    return due_at, last_id
