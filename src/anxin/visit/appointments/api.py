"""Endpoints of appointments."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import AwareDatetime

from anxin.platform.api import Body, Id, actor_of, expected_version, read, with_fields_of, write
from anxin.visit.appointments import commands, queries

router = Router(tags=["appointments"])

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


@router.post("", response={201: AppointmentOut}, operation_id="book_appointment")
def book_appointment(request: HttpRequest, payload: BookingIn) -> HttpResponse:
    """Book a car into a half hour."""
    given = payload.model_dump(exclude={"store_id", "car"})
    booking = commands.Booking(**given, car=payload.car.wished())
    return write(
        request,
        AppointmentOut,
        lambda at: commands.book_appointment(actor=actor_of(request), store_id=payload.store_id, booking=booking, at=at),
        status=201,
    )


@router.get("", response=list[AppointmentRowOut], operation_id="list_appointments")
def list_appointments(request: HttpRequest, wanted: Query[DayQuery]) -> object:
    """Appointments of a day by time."""
    return read(
        request,
        lambda: queries.list_appointments(actor_of(request), wanted.store_id, wanted.day, advisor_id=wanted.advisor_id),
    )


@router.get("/slots", response=list[SlotOut], operation_id="list_slots")
def list_slots(request: HttpRequest, wanted: Query[DayQuery]) -> object:
    """Half hours of a day with what is booked into them."""
    return read(request, lambda: queries.list_slots(actor_of(request), wanted.store_id, wanted.day))


@router.get("/offers", response=list[OfferOut], operation_id="list_offers")
def list_offers(request: HttpRequest, wanted: Query[OfferQuery]) -> object:
    """Up to three times of the next two weeks that can be kept, an off-peak one among them."""
    return read(request, lambda: queries.list_offers(actor_of(request), **wanted.model_dump()))


@router.get("/no-shows", response=NoShowsOut, operation_id="list_no_shows")
def list_no_shows(request: HttpRequest, wanted: Query[SpanQuery]) -> object:
    """Bookings of some days whose cars did not come, and for which reasons."""
    return read(request, lambda: queries.list_no_shows(actor_of(request), wanted.store_id, wanted.since, wanted.until))


@router.get("/{number}", response=AppointmentRowOut, operation_id="get_appointment")
def get_appointment(request: HttpRequest, number: Number) -> object:
    """One appointment."""
    return read(request, lambda: queries.get_appointment(actor_of(request), number))


@router.post("/{number}/move", response=AppointmentOut, operation_id="move_appointment")
def move_appointment(request: HttpRequest, number: Number, payload: MoveAppointmentIn) -> HttpResponse:
    """Agree on another time."""
    return write(
        request,
        AppointmentOut,
        lambda at: commands.move_appointment(
            actor=actor_of(request), number=number, version=expected_version(request), at=at, **payload.model_dump()
        ),
    )


@router.post("/{number}/cancel", response=AppointmentOut, operation_id="cancel_appointment")
def cancel_appointment(request: HttpRequest, number: Number, payload: CancelAppointmentIn) -> HttpResponse:
    """Call it off."""
    return write(
        request,
        AppointmentOut,
        lambda at: commands.cancel_appointment(
            actor=actor_of(request), number=number, reason=payload.reason, version=expected_version(request), at=at
        ),
    )


@router.post("/{number}/arrive", response=AppointmentOut, operation_id="mark_arrived")
def mark_arrived(request: HttpRequest, number: Number) -> HttpResponse:
    """The car is here."""
    return write(request, AppointmentOut, lambda at: commands.mark_arrived(actor=actor_of(request), number=number, at=at))


@router.post("/{number}/miss", response=AppointmentOut, operation_id="mark_no_show")
def mark_no_show(request: HttpRequest, number: Number, payload: NoShowReasonIn | None = None) -> HttpResponse:
    """The car did not come; the reason may follow."""
    why = payload.model_dump() if payload else {}
    return write(
        request,
        AppointmentOut,
        lambda at: commands.mark_no_show(actor=actor_of(request), number=number, at=at, **why),
    )


@router.post("/{number}/remind", response=AppointmentOut, operation_id="record_reminder")
def record_reminder(request: HttpRequest, number: Number, payload: RecordReminderIn) -> HttpResponse:
    """What came of the call before the appointment; who moves or cancels is moved or called off with it."""
    report = commands.ReminderReport(**payload.model_dump())
    return write(
        request,
        AppointmentOut,
        lambda at: commands.record_reminder(
            actor=actor_of(request), number=number, report=report, version=expected_version(request), at=at
        ),
    )


@router.post("/{number}/no-show-reason", response=AppointmentOut, operation_id="record_no_show_reason")
def record_no_show_reason(request: HttpRequest, number: Number, payload: NoShowReasonIn) -> HttpResponse:
    """Why the car did not come, found out after the day."""
    return write(
        request,
        AppointmentOut,
        lambda at: commands.record_no_show_reason(
            actor=actor_of(request), number=number, version=expected_version(request), at=at, **payload.model_dump()
        ),
    )
