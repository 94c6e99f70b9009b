"""Endpoints of the work queue."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from anxin.parties.work import commands, queries
from anxin.platform import clock
from anxin.platform.api import Body, Id, Yuan, actor_of, expected_version, read, with_fields_of, write
from anxin.platform.references import DocumentRef
from anxin.platform.ui.lists import Order, Window

router = Router(tags=["work"])

StoreId = Annotated[int, Field(ge=1, le=2_147_483_647)]
Code = Annotated[str, Field(max_length=60, pattern=r"^[a-z_]+(\.[a-z_]+)?$")]
Post = Annotated[str, Field(max_length=40, pattern=r"^[a-z_]*$")]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))]
Words = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]


class TaskSubjectIn(Body):
    """A document: ``module.model`` and primary key."""

    kind: Annotated[str, Field(max_length=60, pattern=r"^[a-z_]+\.[a-z_]+$")]
    id: Id


class TaskIn(Body):
    """A task for an employee of the store or for whoever holds a post there."""

    store_id: StoreId
    kind: Code = "work.plain"
    subject: TaskSubjectIn | None = None
    title: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]*$")]
    due_at: AwareDatetime
    owner_id: Id | None = None
    post: Post = ""
    priority: Literal[1, 2, 3] = 2


class CompleteIn(Body):
    """What came out of it."""

    result: Words = ""


class PostponeIn(Body):
    """A later time."""

    due_at: AwareDatetime


class ReassignIn(Body):
    """Somebody else."""

    owner_id: Id | None = None
    post: Post = ""


class CancelTaskIn(Body):
    """Why it falls away."""

    reason: Words


@with_fields_of(commands.SavedTask)
class SavedTaskOut(Schema):
    """The task after a command."""


class TaskSubjectOut(Schema):
    """The document that it is about."""

    kind: str
    id: int


class TaskOut(SavedTaskOut):
    """A task; ``acting_id`` is who stands in for the owner today, or the owner."""

    kind: str
    title: str
    subject: TaskSubjectOut | None
    acting_id: int | None
    is_overdue: bool
    priority: int
    result: str
    escalation_level: int
    created_at: datetime
    done_at: datetime | None


class TaskListOut(Schema):
    """A page of tasks and the count of all."""

    items: list[TaskOut]
    total: int


class ApprovalDecisionIn(Body):
    """A decision; a refusal needs words."""

    approve: bool
    words: Words = ""


@with_fields_of(commands.SavedApproval)
class SavedApprovalOut(Schema):
    """The request after a command; ``waiting_post`` is empty once the chain is done."""


class ApprovalOut(SavedApprovalOut):
    """A request with its chain."""

    kind: str
    subject: TaskSubjectOut
    amount: Yuan | None
    reason: str
    chain: list[str]
    requested_at: datetime
    decided_at: datetime | None


class TaskQuery(Schema):
    """What the list may be narrowed by."""

    store_id: StoreId
    whose: Literal["mine", "store"] = "store"
    state: Literal["OPEN", "DONE", "CANCELLED", "ANY"] = "OPEN"
    kind: Annotated[str, Field(max_length=60, pattern=r"^[a-z_.]*$")] = ""
    owner: Id | None = None
    overdue: bool = False
    due_from: Day | None = None
    due_to: Day | None = None
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("/tasks", response={200: TaskListOut})
def list_tasks(request: HttpRequest, asked: Query[TaskQuery]) -> Any:
    """Tasks of a store, the earliest due first."""
    given = asked.dict()
    window = Window(given.pop("offset"), given.pop("limit"))
    store_id = given.pop("store_id")
    filters = queries.TaskFilter(**given)

    def run() -> Any:
        page = queries.page_tasks(actor_of(request), store_id, filters, Order(), window, clock.now())
        return {"items": page.rows, "total": page.total}

    return read(request, run)


@router.get("/tasks/{task_id}", response={200: TaskOut})
def get_task(request: HttpRequest, task_id: Id) -> Any:
    """One task."""
    return read(request, lambda: queries.get_task(actor_of(request), task_id, clock.now()))


@router.post("/tasks", response={201: SavedTaskOut})
def create_task(request: HttpRequest, payload: TaskIn) -> HttpResponse:
    """Put a task into the queue."""
    given = {**payload.dict(), "subject": _reference(payload.subject)}
    return write(request, SavedTaskOut, lambda at: commands.create_task(actor=actor_of(request), at=at, **given), status=201)


@router.post("/tasks/{task_id}/complete", response={200: SavedTaskOut})
def complete_task(request: HttpRequest, task_id: Id, payload: CompleteIn) -> HttpResponse:
    """Finish a task."""
    given = {**_of(request, task_id), **payload.dict()}
    return write(request, SavedTaskOut, lambda at: commands.complete_task(at=at, **given))


@router.post("/tasks/{task_id}/postpone", response={200: SavedTaskOut})
def postpone_task(request: HttpRequest, task_id: Id, payload: PostponeIn) -> HttpResponse:
    """Move the due time."""
    given = {**_of(request, task_id), **payload.dict()}
    return write(request, SavedTaskOut, lambda at: commands.postpone_task(at=at, **given))


@router.post("/tasks/{task_id}/reassign", response={200: SavedTaskOut})
def reassign_task(request: HttpRequest, task_id: Id, payload: ReassignIn) -> HttpResponse:
    """Give a task to somebody else."""
    given = {**_of(request, task_id), **payload.dict()}
    return write(request, SavedTaskOut, lambda at: commands.reassign_task(at=at, **given))


@router.post("/tasks/{task_id}/cancel", response={200: SavedTaskOut})
def cancel_task(request: HttpRequest, task_id: Id, payload: CancelTaskIn) -> HttpResponse:
    """Take a task out of the queue."""
    actor = actor_of(request)
    return write(
        request,
        SavedTaskOut,
        lambda at: commands.cancel_task(actor=actor, task_id=task_id, reason=payload.reason, at=at),
    )


@router.get("/approvals/{approval_id}", response={200: ApprovalOut})
def get_approval(request: HttpRequest, approval_id: Id) -> Any:
    """One approval request."""
    return read(request, lambda: queries.get_approval(actor_of(request), approval_id))


@router.post("/approvals/{approval_id}/decide", response={200: SavedApprovalOut})
def decide_approval(request: HttpRequest, approval_id: Id, payload: ApprovalDecisionIn) -> HttpResponse:
    """Approve or refuse in one's post."""
    given = {"actor": actor_of(request), "approval_id": approval_id, **payload.dict()}
    return write(request, SavedApprovalOut, lambda at: commands.decide_approval(at=at, **given))


@router.post("/approvals/{approval_id}/withdraw", response={200: SavedApprovalOut})
def withdraw_approval(request: HttpRequest, approval_id: Id) -> HttpResponse:
    """Take one's own request back."""
    actor = actor_of(request)
    return write(
        request,
        SavedApprovalOut,
        lambda at: commands.withdraw_approval(actor=actor, approval_id=approval_id, at=at),
    )


def _of(request: HttpRequest, task_id: int) -> dict[str, Any]:
    return {"actor": actor_of(request), "task_id": task_id, "version": expected_version(request)}


def _reference(document: TaskSubjectIn | None) -> DocumentRef | None:
    return DocumentRef(document.kind, document.id) if document else None
