"""What the endpoints of appointments take and give."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime

from anxin.platform.api import Body, Id, with_fields_of
from anxin.visit.appointments import commands, queries

Kind = Literal["maintenance", "repair", "body_paint", "other"]
NoShowReason = Literal["forgot", "changed_mind", "elsewhere", "not_reachable", "not_reminded", "time_not_kept", "other"]
Number = Annotated[str, Field(max_length=24, pattern=r"^[^\x00]*$")]


class BookedCarIn(Body):
    """The car: an id, or VIN or plate; name and phone register a new one."""

    vehicle_id: Id | None = None
    plate: Annotated[str, Field(max_length=12, pattern=r"^[^\x00]*$")] = ""
    vin: Annotated[str, Field(max_length=20, pattern=r"^[^\x00]*$")] = ""
    customer_id: Id | None = None
    customer_name: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = ""
    phone: Annotated[str, Field(max_length=24, pattern=r"^[^\x00]*$")] = ""
    model_name: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = ""

    def wished(self) -> commands.CarWish:
        """The command's form of it."""
        return commands.CarWish(**self.model_dump())


class BookingIn(Body):
    """A booking. ``is_complaint``: the words are of a fault to be found; null goes by the kind, of a repair they are."""

    store_id: Id
    wanted_at: AwareDatetime
    car: BookedCarIn
    kind: Kind = "maintenance"
    channel: Literal["phone", "counter", "website", "wechat", "app", "wecom"] = "phone"
    advisor_id: Id | None = None
    words: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = ""
    is_complaint: bool | None = None
    package_code: Annotated[str, Field(max_length=24, pattern=r"^[^\x00]*$")] = ""
    lane: Literal["", "express", "rework", "grievance"] = ""
    service_contact: Literal["", "given", "refused"] = ""


class MoveAppointmentIn(Body):
    """Another time."""

    wanted_at: AwareDatetime
    advisor_id: Id | None = None


class CancelAppointmentIn(Body):
    """Why it is called off."""

    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class RecordReminderIn(Body):
    """What came of the call; ``words`` are the reason of one who cancels, ``wanted_at`` the new time of one who moves."""

    result: Literal["coming", "moved", "cancelled", "not_reached"]
    words: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""
    wanted_at: AwareDatetime | None = None


class NoShowReasonIn(Body):
    """Why the car did not come; ``other`` needs words."""

    reason: NoShowReason
    words: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""


@with_fields_of(commands.KeptAppointment)
class AppointmentOut(Schema):
    """An appointment after a step."""


class ReminderOut(Schema):
    """The call before the appointment: open until ``closed_at``; closed without a result, it was not needed any more."""

    due_at: datetime
    result: str
    words: str
    closed_at: datetime | None


class AppointmentRowOut(AppointmentOut):
    """A line of the list."""

    plate: str
    model_name: str
    customer_name: str
    masked_phone: str
    advisor_id: int | None
    kind: str
    channel: str
    words: str
    is_complaint: bool
    package_code: str
    arrived_at: datetime | None
    punctuality: str
    no_show_reason: str
    no_show_words: str
    reminder: ReminderOut | None


@with_fields_of(queries.ReasonCount)
class ReasonCountOut(Schema):
    """How many cars did not come for a reason."""


class NoShowsOut(Schema):
    """No-shows of some days: all, those without a reason yet, by reason, and the rows, unexplained ones first."""

    count: int
    unexplained: int
    reasons: list[ReasonCountOut]
    rows: list[AppointmentRowOut]


class SlotOut(Schema):
    """A half hour."""

    starts_at: datetime
    booked: int
    limit: int
    load_percent: int
    is_off_peak: bool
    is_full: bool


class OfferOut(Schema):
    """A time that can be kept, when the work would end, and how full that half hour is."""

    starts_at: datetime
    ends_at: datetime
    load_percent: int
    is_off_peak: bool


class OfferQuery(Schema):
    """What is to be booked, and from when on."""

    store_id: Id
    not_before: AwareDatetime
    kind: Kind = "maintenance"
    package_code: Annotated[str, Field(max_length=24, pattern=r"^[^\x00]*$")] = ""
    advisor_id: Id | None = None


class SpanQuery(Schema):
    """Business days of a store, both included; at most a year."""

    store_id: Id
    since: date
    until: date


class DayQuery(Schema):
    """A store's business day."""

    store_id: Id
    day: date
    advisor_id: Id | None = None


class PartsReadyIn(Body):
    """Whether the parts of the booking lie ready; false: they went back to the shelf."""

    is_ready: bool = True


@with_fields_of(queries.PickLine)
class PickLineOut(Schema):
    """An article of a booking; ``free`` is on hand and promised to nobody who signed."""


class PrePickOut(Schema):
    """A booking with the parts of its package."""

    row: AppointmentRowOut
    lines: list[PickLineOut]
    ready_at: datetime | None
    is_short: bool
    expected_at: datetime | None


class TradeLoadOut(Schema):
    """How much of a trade's time is taken, in percent."""

    trade: str
    percent: int


class WeekDayOut(Schema):
    """A day of the week: without half hours the store is closed; ``holiday`` names a day that the law moves."""

    day: date
    holiday: str
    booked: int
    slots: list[SlotOut]
    loads: list[TradeLoadOut]

    @staticmethod
    def resolve_loads(one: queries.WeekDay) -> list[dict[str, object]]:
        """The loads by name."""
        return [{"trade": trade, "percent": percent} for trade, percent in one.by_trade]


class DayOnlyQuery(Schema):
    """A store's business day."""

    store_id: Id
    day: date


@with_fields_of(queries.BookedBy)
class BookedByOut(Schema):
    """Bookings that a colleague took."""


class DueBookingsOut(Schema):
    """Bookings that were due and not called off; shares are null without bookings."""

    due: int
    arrived: int
    early: int
    punctual: int
    late: int
    punctual_share: Decimal | None
    missed: int
    missed_share: Decimal | None
    booked_by: list[BookedByOut]
