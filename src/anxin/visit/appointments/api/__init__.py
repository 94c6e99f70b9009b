"""Endpoints of appointments."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from anxin.platform import clock
from anxin.platform.api import actor_of, expected_version, read, write
from anxin.visit.appointments import commands, queries
from anxin.visit.appointments.api.schemas import (
    AppointmentOut,
    AppointmentRowOut,
    BookingIn,
    CancelAppointmentIn,
    DayOnlyQuery,
    DayQuery,
    DueBookingsOut,
    MoveAppointmentIn,
    NoShowReasonIn,
    NoShowsOut,
    Number,
    OfferOut,
    OfferQuery,
    PartsReadyIn,
    PrePickOut,
    RecordReminderIn,
    SlotOut,
    SpanQuery,
    WeekDayOut,
)

router = Router(tags=["appointments"])


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


@router.get("/figures", response=DueBookingsOut, operation_id="figures_of_due_bookings")
def figures_of_due_bookings(request: HttpRequest, wanted: Query[SpanQuery]) -> object:
    """Bookings that were due on some days: who came and how punctually, who did not, and who took them."""
    return read(
        request, lambda: queries.figures_of_due_bookings(actor_of(request), wanted.store_id, wanted.since, wanted.until)
    )


@router.get("/no-shows", response=NoShowsOut, operation_id="list_no_shows")
def list_no_shows(request: HttpRequest, wanted: Query[SpanQuery]) -> object:
    """Bookings of some days whose cars did not come, and for which reasons."""
    return read(request, lambda: queries.list_no_shows(actor_of(request), wanted.store_id, wanted.since, wanted.until))


@router.get("/week", response=list[WeekDayOut], operation_id="list_week")
def list_week(request: HttpRequest, wanted: Query[DayOnlyQuery]) -> object:
    """Seven days from a day on, with their half hours."""
    return read(request, lambda: queries.list_week(actor_of(request), wanted.store_id, wanted.day))


@router.get("/pre-picks", response=list[PrePickOut], operation_id="list_pre_picks")
def list_pre_picks(request: HttpRequest, wanted: Query[DayOnlyQuery]) -> object:
    """Bookings of a day whose package has parts: what is free, short or laid ready."""
    return read(request, lambda: queries.list_pre_picks(actor_of(request), wanted.store_id, wanted.day, clock.now()))


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


@router.post("/{number}/parts-ready", response=AppointmentOut, operation_id="lay_parts_ready")
def lay_parts_ready(request: HttpRequest, number: Number, payload: PartsReadyIn) -> HttpResponse:
    """The parts of the booking lie ready, or went back."""
    return write(
        request,
        AppointmentOut,
        lambda at: commands.lay_parts_ready(
            actor=actor_of(request), number=number, is_ready=payload.is_ready, version=expected_version(request), at=at
        ),
    )
