"""Endpoints of contacts."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from anxin.parties.contacts import commands, queries
from anxin.platform.api import Body, Id, actor_of, expected_version, read, write
from anxin.platform.references import DocumentRef
from anxin.platform.ui.lists import Order, Window

router = Router(tags=["contacts"])

StoreId = Annotated[int, Field(ge=1, le=2_147_483_647)]
Day = Annotated[date, Field(ge=date(1950, 1, 1), le=date(2200, 12, 31))]
Channel = Literal["sms", "wechat", "phone", "print", "visit"]
Code = Annotated[str, Field(max_length=60, pattern=r"^[a-z_]+\.[a-z_]+$")]
Value = Annotated[str, Field(max_length=600, pattern=r"^[^\x00]*$")]


class ContactSubjectIn(Body):
    """A document: ``module.model`` and primary key."""

    kind: Code
    id: Id


class MessageIn(Body):
    """A message worded by a template; the purpose must be the template's, and the customer must have agreed to it."""

    store_id: StoreId
    customer_id: Id
    vehicle_id: Id | None = None
    purpose: Literal["service", "marketing", "video", "insurance"]
    template: Code
    params: Annotated[dict[Annotated[str, Field(max_length=40)], Value], Field(max_length=20)] = {}
    channel: Channel = "sms"
    subject: ContactSubjectIn | None = None


class QueuedOut(Schema):
    """What became of it: WAITING, or BLOCKED with the reason."""

    id: int
    state: str
    blocked_reason: str


class StateOut(Schema):
    """The message after a command."""

    id: int
    state: str


class MessageOut(QueuedOut):
    """A message of the outbox."""

    store_id: int
    customer_id: int
    vehicle_id: int | None
    purpose: str
    channel: str
    template: str
    body: str
    attempts: int
    failure: str
    queued_at: datetime
    sent_at: datetime | None


class ContactIn(Body):
    """A call, visit, letter or message in or out."""

    store_id: StoreId
    customer_id: Id
    vehicle_id: Id | None = None
    channel: Channel
    direction: Literal["in", "out"]
    result: Literal["reached", "no_answer", "busy", "call_back", "refused", "wrong_number", "voicemail", "sent"]
    words: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")] = ""
    subject: ContactSubjectIn | None = None


class LoggedOut(Schema):
    """The contact after the command."""

    id: int
    is_successful: bool


class ContactOut(LoggedOut):
    """A contact of the register."""

    store_id: int
    customer_id: int
    vehicle_id: int | None
    channel: str
    direction: str
    result: str
    words: str
    at: datetime
    employee_id: int | None


class ContactListOut(Schema):
    """A page of contacts and the count of all."""

    items: list[ContactOut]
    total: int


class TemplateIn(Body):
    """The group's own words; ``{name}`` placeholders are filled."""

    body: Value


class SavedTemplateOut(Schema):
    """The template after a command; version 0: the group never worded it."""

    code: str
    version: int


class TemplateOut(SavedTemplateOut):
    """A template with its present words."""

    label: str
    purpose: str
    body: str
    is_own: bool
    shipped_body: str
    placeholders: list[str]


class LineOut(Schema):
    """A line of a timeline."""

    id: int
    at: datetime
    kind: str
    title: str
    text: str
    store_id: int


class ContactQuery(Schema):
    """What the register may be narrowed by."""

    store_id: StoreId
    channel: Channel | Literal[""] = ""
    direction: Literal["", "in", "out"] = ""
    day_from: Day | None = None
    day_to: Day | None = None
    customer: Id | None = None
    vehicle: Id | None = None
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@router.post("/messages", response={201: QueuedOut})
def queue_message(request: HttpRequest, payload: MessageIn) -> HttpResponse:
    """Send a message, if the customer has agreed to its purpose; else it is kept as blocked."""
    given: dict[str, Any] = {**payload.dict(), "subject": _reference(payload.subject), "actor": actor_of(request)}
    return write(request, QueuedOut, lambda at: commands.queue_message(at=at, **given), status=201)


@router.get("/messages/{message_id}", response={200: MessageOut})
def get_message(request: HttpRequest, message_id: Id) -> Any:
    """One message."""
    return read(request, lambda: queries.get_message(actor_of(request), message_id))


@router.post("/messages/{message_id}/retry", response={200: StateOut})
def retry_message(request: HttpRequest, message_id: Id) -> HttpResponse:
    """Send a message again that was given up."""
    given: dict[str, Any] = {"actor": actor_of(request), "message_id": message_id}
    return write(request, StateOut, lambda at: commands.retry_message(at=at, **given))


@router.post("/messages/{message_id}/hand-over", response={200: StateOut})
def hand_over_message(request: HttpRequest, message_id: Id) -> HttpResponse:
    """Mark a letter as posted."""
    given: dict[str, Any] = {"actor": actor_of(request), "message_id": message_id}
    return write(request, StateOut, lambda at: commands.hand_over_message(at=at, **given))


@router.get("/templates", response={200: list[TemplateOut]})
def list_templates(request: HttpRequest) -> Any:
    """Every template by code, as it is sent now."""
    return read(request, lambda: queries.list_templates(actor_of(request)))


@router.put("/templates/{code}", response={200: SavedTemplateOut})
def change_template(request: HttpRequest, code: Code, payload: TemplateIn) -> HttpResponse:
    """Word a template anew for the whole group; send the version as If-Match."""
    given: dict[str, Any] = {"actor": actor_of(request), "code": code, "body": payload.body}
    version = expected_version(request)
    return write(request, SavedTemplateOut, lambda at: commands.change_template(version=version, at=at, **given))


@router.delete("/templates/{code}", response={200: SavedTemplateOut})
def reset_template(request: HttpRequest, code: Code) -> HttpResponse:
    """Go back to the program's own words."""
    given: dict[str, Any] = {"actor": actor_of(request), "code": code}
    return write(request, SavedTemplateOut, lambda at: commands.reset_template(at=at, **given))


@router.post("/contacts", response={201: LoggedOut})
def log_contact(request: HttpRequest, payload: ContactIn) -> HttpResponse:
    """Record a contact."""
    given: dict[str, Any] = {**payload.dict(), "subject": _reference(payload.subject), "actor": actor_of(request)}
    return write(request, LoggedOut, lambda at: commands.log_contact(at=at, **given), status=201)


@router.get("/contacts", response={200: ContactListOut})
def list_contacts(request: HttpRequest, asked: Query[ContactQuery]) -> Any:
    """The register of a store, the newest first."""
    given = asked.dict()
    window, store_id = Window(given.pop("offset"), given.pop("limit")), given.pop("store_id")

    def run() -> Any:
        page = queries.page_contacts(actor_of(request), store_id, queries.ContactFilter(**given), Order(), window)
        return {"items": page.rows, "total": page.total}

    return read(request, run)


@router.get("/timeline", response={200: list[LineOut]})
def timeline_of(
    request: HttpRequest,
    vehicle_id: Id | None = None,
    customer_id: Id | None = None,
    before: Id | None = None,
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> Any:
    """The history of a vehicle or of a customer, the newest first; ``before`` is the last line seen."""
    return read(request, lambda: queries.timeline_of(actor_of(request), vehicle_id, customer_id, before, limit))


def _reference(document: ContactSubjectIn | None) -> DocumentRef | None:
    return DocumentRef(document.kind, document.id) if document else None
