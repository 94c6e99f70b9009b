"""What the endpoints of reception take and give."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime

from anxin.platform.api import Body, Id, Yuan, with_fields_of
from anxin.visit.reception import commands, queries, rules
from anxin.visit.repair_orders.api.schemas import (
    Channel,
    JobIn,
    Kilometres,
    Number,
    OldParts,
    OrderKind,
    Picture,
    Place,
    ServiceContact,
    Short,
    Words,
)
from anxin.visit.repair_orders.queries import QualityRow

NO_NUL = r"^[^\x00]*$"
Purpose = Literal["maintenance", "repair", "body_paint", "accident", "warranty", "rescue", "other"]


class ArrivingCarIn(Body):
    """The car: an id, or VIN or plate; name and phone register a new one."""

    vehicle_id: Id | None = None
    plate: Annotated[str, Field(max_length=12, pattern=NO_NUL)] = ""
    vin: Annotated[str, Field(max_length=20, pattern=NO_NUL)] = ""
    customer_id: Id | None = None
    customer_name: Short = ""
    phone: Annotated[str, Field(max_length=24, pattern=NO_NUL)] = ""
    model_name: Annotated[str, Field(max_length=60, pattern=NO_NUL)] = ""


class ReceiveIn(Body):
    """A car that is here."""

    store_id: Id
    car: ArrivingCarIn
    purpose: Purpose = "maintenance"
    appointment_number: Number = ""
    advisor_id: Id | None = None
    concerns: Annotated[str, Field(max_length=1000, pattern=NO_NUL)] = ""
    key_tag: Annotated[str, Field(max_length=12, pattern=NO_NUL)] = ""


class ReceptionOut(Schema):
    """A reception after a step."""

    id: int
    number: str
    state: str
    version: int
    vehicle_id: int
    customer_id: int


class ReceptionRowOut(Schema):
    """A line of the list."""

    id: int
    number: str
    state: str
    version: int
    plate: str
    model_name: str
    customer_name: str
    purpose: str
    arrived_at: datetime
    is_appointment: bool
    lane: str
    waits: str
    booking_plate: int | None
    order_number: str
    sheet_state: str


class PhotoOut(Schema):
    """A photo of the walk-around."""

    key: str
    label: str
    url: str
    thumb_url: str


class SheetOut(Schema):
    """The inspection sheet."""

    version: int
    state: str
    odometer_km: int | None
    fuel_eighths: int | None
    warning_lights: list[str]
    valuables: list[str]
    belongings_note: str
    bulky_note: str
    locker: str
    protective_set: str
    protective_words: str
    is_customer_present: bool
    marks: list[dict[str, Any]]
    remarks: str
    declined_reason: str
    signed_at: datetime | None
    sha256: str
    photos: list[PhotoOut]
    missing: list[str]
    missing_places: list[str]


class ReceptionWholeOut(Schema):
    """A reception with interview and sheet."""

    row: ReceptionRowOut
    concerns: str
    warranty: str
    interview_minutes: int | None
    sheet: SheetOut
    verbs: list[str]


class InterviewIn(Body):
    """What was said."""

    concerns: Annotated[str, Field(max_length=1000, pattern=NO_NUL)]
    warranty: Literal["", "covered", "not_covered", "unclear"] = ""
    warranty_words: Annotated[str, Field(max_length=300, pattern=NO_NUL)] = ""
    service_contact: ServiceContact = ""


class MarkIn(Body):
    """A mark on the outline; x and y run from 0 to 1."""

    kind: Literal["scratch", "dent", "crack", "missing", "other"]
    x: Annotated[float, Field(ge=0, le=1)]
    y: Annotated[float, Field(ge=0, le=1)]
    zone: Annotated[str, Field(max_length=40, pattern=NO_NUL)] = ""
    note: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""
    photo: Annotated[str, Field(max_length=36, pattern=r"^[0-9a-f-]*$")] = ""


class WalkAroundIn(Body):
    """The draft of the sheet; ``photos`` are keys of uploads, left out they stay."""

    odometer_km: Kilometres | None = None
    odometer_was_reset: bool = False
    fuel_eighths: Annotated[int, Field(ge=0, le=8)] | None = None
    warning_lights: Annotated[list[Annotated[str, Field(max_length=12)]], Field(max_length=12)] = []
    valuables: Annotated[list[Annotated[str, Field(max_length=12)]], Field(max_length=12)] = []
    belongings_note: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""
    bulky_note: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""
    locker: Annotated[str, Field(max_length=20, pattern=NO_NUL)] = ""
    protective_set: Literal["", "laid", "refused"] = ""
    protective_words: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""
    marks: Annotated[list[MarkIn], Field(max_length=60)] = []
    remarks: Words = ""
    photos: Annotated[list[Annotated[str, Field(max_length=36)]], Field(max_length=60)] | None = None

    def seen(self) -> commands.WalkAround:
        """The command's form of it."""
        given = self.model_dump(exclude={"marks", "photos", "warning_lights", "valuables"})
        return commands.WalkAround(
            **given,
            marks=tuple(commands.DamageMark(**mark.model_dump()) for mark in self.marks),
            photos=None if self.photos is None else tuple(self.photos),
            warning_lights=tuple(self.warning_lights),
            valuables=tuple(self.valuables),
        )


class SheetStepOut(Schema):
    """The sheet after a step."""

    id: int
    reception_number: str
    state: str
    version: int
    sha256: str


class SignIn(Body):
    """A signature."""

    signature: Picture


class ReasonIn(Body):
    """Why."""

    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=NO_NUL)]


class ReleaseIn(ReasonIn):
    """Why the car leaves; things in a locker must have been given back."""

    is_locker_returned: bool = False


class FlagIn(Body):
    """Whom to be careful with; without an end the store's usual number of days holds."""

    kind: Literal["mystery", "complaint_prone"]
    reason: Annotated[str, Field(max_length=200, pattern=NO_NUL)] = ""
    ends_on: date | None = None


@with_fields_of(commands.KeptFlag)
class KeptFlagOut(Schema):
    """A flag after a step."""


@with_fields_of(queries.FlagRow)
class FlagOut(Schema):
    """A flag that holds."""


@with_fields_of(QualityRow)
class QualityOut(Schema):
    """An earlier repair in its quality period."""


class WarrantyOut(Schema):
    """What to tell the customer about warranty."""

    answer: str
    words: str
    earlier: list[QualityOut]


class ReceptionOrderIn(Body):
    """The order to open; without jobs the customer's concerns become its jobs."""

    jobs: Annotated[list[JobIn], Field(max_length=30)] = []
    kind: OrderKind | Literal[""] = ""
    promised_at: AwareDatetime | None = None
    parking_place: Place = ""
    advisor_id: Id | None = None


@with_fields_of(commands.OpenedFromReception)
class ReceptionOrderOut(Schema):
    """The opened order, with prefilled confirmations."""


class SignOrderIn(Body):
    """The five confirmations and the signature; ``also_sheet`` signs the walk-around with the same stroke first."""

    promised_at: AwareDatetime
    old_parts: OldParts
    wants_wash: bool
    total: Yuan
    channel: Channel = "screen"
    service_contact: ServiceContact = ""
    signature: Picture | None = None
    also_sheet: bool = False


@with_fields_of(commands.SignedOrder)
class SignedOut(Schema):
    """The signed order."""


class ReceptionQuery(Schema):
    """Cars that are here, or came on a day."""

    store_id: Id
    day: date | None = None
    advisor_id: Id | None = None


@with_fields_of(rules.GroupWait)
class GroupWaitOut(Schema):
    """Median minutes of a group: green, booked or walk_in; null where no car got so far."""


class EntryFiguresOut(Schema):
    """Customers' cars that came and had an order; shares are null without cars."""

    entries: int
    at_their_time: int
    at_another_time: int
    booked_share: Decimal | None
    delivered: int
    on_time: int
    on_time_share: Decimal | None
    waits: list[GroupWaitOut]
