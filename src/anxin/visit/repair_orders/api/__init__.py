"""Endpoints of the repair order: every step of the visit that the hub owns."""

import base64
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from anxin.parties.customers.parameters import LONGEST_DISTANCE_KM
from anxin.platform.api import Body, Id, Page, Yuan, actor_of, decode_cursor, encode_cursor, expected_version, read, write
from anxin.platform.errors import Invalid
from anxin.platform.money import ZERO
from anxin.visit.repair_orders import commands, queries
from anxin.visit.repair_orders.api.changes import OrderAfterChangeOut, OrderChangeIn, change
from anxin.visit.repair_orders.api.changes import router as changes_router
from anxin.visit.repair_orders.api.supply import router as supply_router

router = Router(tags=["repair orders"])
router.add_router("", supply_router)
router.add_router("", changes_router)

Words = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
Short = Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")]
Code = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]
Quantity = Annotated[Decimal, Field(gt=0, le=9999, decimal_places=3, max_digits=8)]
Kind = Literal[
    "maintenance", "general", "body_paint", "accident", "warranty", "rework", "pre_delivery", "internal", "new_energy"
]
Payer = Literal["customer", "warranty", "insurer", "internal", "goodwill"]


class ItemIn(Body):
    """A wished item; with ``code`` and no ``unit_price`` it is priced from the catalogue."""

    kind: Literal["labour", "part", "sublet", "fee"]
    code: Code = ""
    name: Short = ""
    quantity: Quantity | None = None
    unit_price: Yuan | None = None
    payer: Payer = "customer"
    position_words: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")] = ""
    discount: Yuan | None = None

    def wished(self) -> commands.NewItem:
        """The command's form of it."""
        return commands.NewItem(
            self.kind,
            self.code,
            self.name,
            self.quantity,
            self.unit_price,
            self.payer,
            self.position_words,
            self.discount or ZERO,
        )


class JobIn(Body):
    """A wished job: a concern, with a package or single items."""

    title: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00]*$")]
    complaint: Words = ""
    package_code: Annotated[str, Field(max_length=24, pattern=r"^[^\x00]*$")] = ""
    items: Annotated[list[ItemIn], Field(max_length=60)] = []
    payer: Payer = "customer"

    def wished(self) -> commands.NewJob:
        """The command's form of it."""
        return commands.NewJob(
            self.title, self.complaint, self.package_code, [item.wished() for item in self.items], self.payer
        )


class OpenOrderIn(Body):
    """What opening an order takes."""

    store_id: Id
    vehicle_id: Id
    customer_id: Id
    kind: Kind = "general"
    jobs: Annotated[list[JobIn], Field(max_length=30)] = []
    advisor_id: Id | None = None
    odometer_km: Annotated[int, Field(ge=0, le=LONGEST_DISTANCE_KM)] | None = None
    odometer_was_reset: bool = False
    promised_at: AwareDatetime | None = None
    is_appointment: bool = False
    parking_place: Annotated[str, Field(max_length=12, pattern=r"^[^\x00]*$")] = ""


class RepairOrderOut(Schema):
    """An order after a step."""

    id: int
    number: str
    state: str
    version: int


class ChangedOut(RepairOrderOut):
    """An order after a change, with the items that the change made."""

    item_ids: list[int] = []


class OpenedOut(RepairOrderOut):
    """An order that was opened, with its jobs in the order of the request."""

    job_ids: list[int]


class ItemOut(Schema):
    """An item."""

    id: int
    version: int
    kind: str
    code: str
    name: str
    position_words: str
    quantity: Decimal
    unit: str
    unit_price: Yuan
    discount: Yuan
    amount: Yuan
    payer: str
    price_source: str
    is_additional: bool
    decision: str
    decline_reason: str
    issued: Decimal | None


class JobOut(Schema):
    """A job with its items."""

    id: int
    version: int
    position: int
    title: str
    complaint: str
    cause: str
    correction: str
    state: str
    items: list[ItemOut]
    amount: Yuan


class HeadOut(RepairOrderOut):
    """The head of an order."""

    store_id: int
    kind: str
    vehicle_id: int
    plate: str
    customer_id: int
    advisor_id: int
    opened_at: datetime
    promised_at: datetime | None
    settled_at: datetime | None
    delivered_at: datetime | None


class WholeOrderOut(Schema):
    """An order whole."""

    head: HeadOut
    jobs: list[JobOut]
    total: Yuan
    waiting_total: Yuan
    authorised_total: Yuan
    verbs: list[str]


class RowOut(Schema):
    """A line of the list."""

    id: int
    number: str
    store_id: int
    kind: str
    state: str
    plate: str
    opened_at: datetime
    promised_at: datetime | None
    delivered_at: datetime | None
    amount: Yuan


class OrderQuery(Schema):
    """Filters of the list."""

    store_id: Id | None = None
    state: Annotated[str, Field(max_length=16, pattern=r"^[A-Z_]*$")] = ""
    vehicle_id: Id | None = None
    advisor_id: Id | None = None
    opened_from: date | None = None
    opened_to: date | None = None
    cursor: Annotated[str, Field(max_length=200)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class AuthoriseIn(Body):
    """The five confirmations and the signature (PNG, base64) when the channel is the screen."""

    promised_at: AwareDatetime
    old_parts: Literal["boot", "elsewhere", "leave"]
    wants_wash: bool
    total: Yuan | None = None
    channel: Literal["screen", "paper", "phone"] = "screen"
    service_contact: Literal["", "given", "refused"] = ""
    signature: Annotated[str, Field(max_length=400_000)] | None = None


class AuthorisedOut(RepairOrderOut):
    """The order after the customer's yes."""

    estimate_number: int
    total: Yuan


class ItemDecisionIn(Body):
    """The decision on one item."""

    item_id: Id
    decision: Literal["APPROVED", "DECLINED", "DEFERRED"]
    reason: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""


class DecideIn(Body):
    """Decisions on several items, and how they were given."""

    decisions: Annotated[list[ItemDecisionIn], Field(min_length=1, max_length=60)]
    channel: Literal["screen", "paper", "phone"] = "phone"
    signature: Annotated[str, Field(max_length=400_000)] | None = None


class PromiseIn(Body):
    """A new promise."""

    promised_at: AwareDatetime
    reason: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""
    customer_told: bool = False


class CancelOrderIn(Body):
    """Why the order is called off."""

    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class ProposeIn(Body):
    """Items found on a job."""

    items: Annotated[list[ItemIn], Field(min_length=1, max_length=60)]


@router.post("", response={201: OpenedOut}, operation_id="open_repair_order")
def open_repair_order(request: HttpRequest, payload: OpenOrderIn) -> HttpResponse:
    """Open the order of a car that is here."""
    given = payload.model_dump(exclude={"jobs"})
    wished = [job.wished() for job in payload.jobs]
    return write(
        request,
        OpenedOut,
        lambda at: commands.open_repair_order(actor=actor_of(request), jobs=wished, at=at, **given),
        status=201,
    )


@router.get("", response=Page[RowOut], operation_id="list_repair_orders")
def list_repair_orders(request: HttpRequest, wanted: Query[OrderQuery]) -> Page[RowOut]:
    """Orders, the newest first."""
    position = decode_cursor(wanted.cursor)
    after = _position(position) if position else None
    filters = queries.OrderFilter(
        store_id=wanted.store_id,
        states=(wanted.state,) if wanted.state else (),
        vehicle_id=wanted.vehicle_id,
        advisor_id=wanted.advisor_id,
        opened_from=wanted.opened_from,
        opened_to=wanted.opened_to,
    )
    rows = queries.list_orders(actor_of(request), filters, after=after, limit=wanted.limit)
    onward = encode_cursor([rows[-1].opened_at.isoformat(), rows[-1].id]) if len(rows) == wanted.limit else None
    return Page(items=[RowOut.from_orm(row) for row in rows], next=onward)


@router.get("/{number}", response=WholeOrderOut, operation_id="get_repair_order")
def get_repair_order(request: HttpRequest, number: Code) -> object:
    """One order whole."""
    return read(request, lambda: queries.get_repair_order(actor_of(request), number))


@router.patch("/{number}", response=OrderAfterChangeOut, operation_id="change_repair_order")
def change_repair_order(request: HttpRequest, number: Code, payload: OrderChangeIn) -> HttpResponse:
    """Change the words on the order's head; send the order's version as If-Match."""
    return change(request, commands.change_repair_order, payload, number=number)


@router.post("/{number}/authorise", response=AuthorisedOut, operation_id="authorise_repair_order")
def authorise_repair_order(request: HttpRequest, number: Code, payload: AuthoriseIn) -> HttpResponse:
    """Record the customer's yes with the five confirmations."""
    confirmed = commands.Confirmations(
        payload.promised_at, payload.old_parts, payload.wants_wash, payload.total, payload.service_contact
    )
    return write(
        request,
        AuthorisedOut,
        lambda at: commands.authorise_repair_order(
            actor=actor_of(request),
            number=number,
            confirmations=confirmed,
            channel=payload.channel,
            signature=_picture(payload.signature),
            version=expected_version(request),
            at=at,
        ),
    )


@router.post("/{number}/jobs", response={201: ChangedOut}, operation_id="add_job")
def add_job(request: HttpRequest, number: Code, payload: JobIn) -> HttpResponse:
    """Add a job."""
    return write(
        request,
        ChangedOut,
        lambda at: commands.add_job(
            actor=actor_of(request), number=number, job=payload.wished(), version=expected_version(request), at=at
        ),
        status=201,
    )


@router.post("/{number}/jobs/{job_id}/items", response={201: ChangedOut}, operation_id="propose_items")
def propose_items(request: HttpRequest, number: Code, job_id: Id, payload: ProposeIn) -> HttpResponse:
    """Add items to a job; after the signature they wait for the customer."""
    wished = [item.wished() for item in payload.items]
    return write(
        request,
        ChangedOut,
        lambda at: commands.propose_items(actor=actor_of(request), number=number, job_id=job_id, items=wished, at=at),
        status=201,
    )


@router.post("/{number}/decide-items", response=AuthorisedOut, operation_id="decide_items")
def decide_items(request: HttpRequest, number: Code, payload: DecideIn) -> HttpResponse:
    """Record the customer's decision on additional items."""
    decisions = {each.item_id: (each.decision, each.reason) for each in payload.decisions}
    return write(
        request,
        AuthorisedOut,
        lambda at: commands.decide_items(
            actor=actor_of(request),
            number=number,
            decisions=decisions,
            channel=payload.channel,
            signature=_picture(payload.signature),
            version=expected_version(request),
            at=at,
        ),
    )


@router.post("/{number}/set-promise", response=ChangedOut, operation_id="set_promise")
def set_promise(request: HttpRequest, number: Code, payload: PromiseIn) -> HttpResponse:
    """Set or move the promised time."""
    return write(
        request,
        ChangedOut,
        lambda at: commands.set_promise(
            actor=actor_of(request), number=number, version=expected_version(request), at=at, **payload.model_dump()
        ),
    )


@router.post("/{number}/cancel", response=RepairOrderOut, operation_id="cancel_repair_order")
def cancel_repair_order(request: HttpRequest, number: Code, payload: CancelOrderIn) -> HttpResponse:
    """Call an order off before any work."""
    return write(
        request,
        RepairOrderOut,
        lambda at: commands.cancel_repair_order(actor=actor_of(request), number=number, reason=payload.reason, at=at),
    )


def _picture(encoded: str | None) -> bytes | None:
    if encoded is None:
        return None
    try:
        return base64.b64decode(encoded.partition("base64,")[2] or encoded, validate=True)
    except ValueError:
        raise Invalid(field="signature") from None


def _position(values: list[object]) -> tuple[datetime, int]:
    try:
        moment, number = values
        return datetime.fromisoformat(str(moment)), int(str(number))
    except ValueError:
        raise Invalid(field="cursor") from None
