"""What the endpoints of the repair order take and give; a wished job and its words serve higher modules' endpoints too."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime

from anxin.parties.customers.parameters import LONGEST_DISTANCE_KM
from anxin.platform.api import Body, Id, Yuan
from anxin.visit.repair_orders.commands import NewItem, NewJob

Words = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
Short = Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")]
Code = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]
Quantity = Annotated[Decimal, Field(gt=0, le=9999, decimal_places=3, max_digits=8)]
Number = Annotated[str, Field(max_length=24, pattern=r"^[^\x00]*$")]
Title = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00]*$")]
Kilometres = Annotated[int, Field(ge=0, le=LONGEST_DISTANCE_KM)]
Place = Annotated[str, Field(max_length=12, pattern=r"^[^\x00]*$")]
OrderKind = Literal[
    "maintenance", "general", "body_paint", "accident", "warranty", "rework", "pre_delivery", "internal", "new_energy"
]
ItemKind = Literal["labour", "part", "sublet", "fee"]
Payer = Literal["customer", "warranty", "insurer", "internal", "goodwill"]
Channel = Literal["screen", "paper", "phone"]
OldParts = Literal["boot", "elsewhere", "leave"]
ServiceContact = Literal["", "given", "refused"]
Picture = Annotated[str, Field(max_length=400_000, description="PNG, base64")]


class ItemIn(Body):
    """A wished item; with ``code`` and no ``unit_price`` it is priced from the catalogue."""

    kind: ItemKind
    code: Code = ""
    name: Short = ""
    quantity: Quantity | None = None
    unit_price: Yuan | None = None
    payer: Payer = "customer"
    position_words: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")] = ""
    discount: Yuan | None = None

    def wished(self) -> NewItem:
        """The command's form of it."""
        wished = {name: getattr(self, name) for name in type(self).model_fields}  # dict() would write money as text
        return NewItem(**{name: value for name, value in wished.items() if value is not None})


class JobIn(Body):
    """A wished job: a concern, with a package or single items; ``rework_of`` an earlier job of the car, done again."""

    title: Title
    complaint: Words = ""
    package_code: Annotated[str, Field(max_length=24, pattern=r"^[^\x00]*$")] = ""
    items: Annotated[list[ItemIn], Field(max_length=60)] = []
    payer: Payer = "customer"
    rework_of: Id | None = None

    def wished(self) -> NewJob:
        """The command's form of it."""
        items = [item.wished() for item in self.items]
        return NewJob(self.title, self.complaint, self.package_code, items, self.payer, self.rework_of)


class OpenOrderIn(Body):
    """What opening an order takes."""

    store_id: Id
    vehicle_id: Id
    customer_id: Id
    kind: OrderKind = "general"
    jobs: Annotated[list[JobIn], Field(max_length=30)] = []
    advisor_id: Id | None = None
    odometer_km: Kilometres | None = None
    odometer_was_reset: bool = False
    promised_at: AwareDatetime | None = None
    is_appointment: bool = False
    lane: Literal["", "express", "rework", "grievance", "rescue"] = ""
    parking_place: Place = ""


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

    promised_at: datetime | None
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
    list_amount: Yuan
    waits_for_leave: bool
    needs_position: bool
    is_care: bool
    care_consented_at: datetime | None
    payer: str
    payer_reason: str
    price_source: str
    is_additional: bool
    decision: str
    decline_reason: str
    issued: Decimal | None


class PlanLineOut(Schema):
    """A line of a plan as it was shown."""

    description: str
    quantity: Decimal
    unit: str
    amount: Yuan
    payer: str


class PlanOut(Schema):
    """A way to do a job."""

    number: int
    name: str
    words: str
    amount: Yuan
    hours: Decimal
    lines: list[PlanLineOut]


class PlanOfferOut(Schema):
    """Plans that were put before the customer; ``chosen`` is 0 until one is."""

    id: int
    plans: list[PlanOut]
    waits: bool
    chosen: int
    chosen_at: datetime | None


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
    rework_of_id: int | None
    items: list[ItemOut]
    plans: list[PlanOfferOut]
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
    old_parts: OldParts
    wants_wash: bool
    total: Yuan
    channel: Channel = "screen"
    service_contact: ServiceContact = ""
    signature: Picture | None = None


class AuthorisedOut(RepairOrderOut):
    """The order after the customer's yes."""

    estimate_number: int
    total: Yuan


class ItemDecisionIn(Body):
    """The decision on one item; a deferred one is offered again from this day or mileage on."""

    item_id: Id
    decision: Literal["APPROVED", "DECLINED", "DEFERRED"]
    reason: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""
    not_before_on: date | None = None
    not_before_km: Kilometres | None = None


class DecideIn(Body):
    """Decisions on several items, and how they were given."""

    decisions: Annotated[list[ItemDecisionIn], Field(min_length=1, max_length=60)]
    channel: Channel = "phone"
    signature: Picture | None = None


class PromiseIn(Body):
    """A promise."""

    promised_at: AwareDatetime


class ExpressLaneIn(Body):
    """Into the express lane, or out of it."""

    is_express: bool


class CancelOrderIn(Body):
    """Why the order is called off."""

    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
