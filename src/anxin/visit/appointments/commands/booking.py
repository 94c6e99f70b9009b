"""Booking, moving and calling off."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from anxin.parties.customers.commands import await_consents, record_consent_answer
from anxin.parties.org.queries import store_info
from anxin.parties.people import queries as people
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.numbering import next_number
from anxin.platform.scoped import require_version
from anxin.platform.text import clean_text
from anxin.resources.catalog.queries import package_hours
from anxin.visit.appointments import parameters, permissions, rules
from anxin.visit.appointments.commands.cars import CarWish, identify_car
from anxin.visit.appointments.commands.times import give_back, hold_for, require_time
from anxin.visit.appointments.commands.withdrawal import withdraw_reminder, withdraw_replan
from anxin.visit.appointments.events import AppointmentBooked, AppointmentCancelled, AppointmentMoved
from anxin.visit.appointments.lifecycle import APPOINTMENT
from anxin.visit.appointments.models import Appointment

CONSENT_CHANNELS = {"phone": "phone", "counter": "spoken"}


class AlreadyBooked(Conflict):
    """The car has an appointment on that day."""

    code = "already_booked"
    default_rule = "M04.01"
    default_message = _("这辆车当天已有预约，请改期，不要重复预约。")


@dataclass(frozen=True, slots=True)
class Booking:
    """What a customer agrees to; ``advisor_id`` None leaves the choice to the store.

    ``is_complaint``: the words are of a fault to be found, not a note; None goes by the kind: of a repair they are.
    ``lane`` is rework or grievance where the customer said so; a package of little labour is express by itself (R-AP07).
    ``service_contact`` is the answer to the question for consent to be called, empty when it was not asked.
    """

    wanted_at: datetime
    kind: str = "maintenance"
    channel: str = "phone"
    advisor_id: int | None = None
    words: str = ""
    is_complaint: bool | None = None
    package_code: str = ""
    lane: str = ""
    service_contact: str = ""
    car: CarWish = field(default_factory=CarWish)


@dataclass(frozen=True, slots=True)
class KeptAppointment:
    """An appointment after a step."""

    id: int
    number: str
    state: str
    version: int
    wanted_at: datetime
    vehicle_id: int
    customer_id: int
    lane: str = ""
    plate_number: int | None = None
    advisor_id: int | None = None


@command(permissions.BOOK, rule="M04.01")
def book_appointment(*, actor: Actor, store_id: int, booking: Booking, at: datetime) -> KeptAppointment:
    """Book a car into a half hour (M04.01, R-AP03); an unknown car is registered with its customer.

    :raises Denied: no permission in this store
    :raises SlotFull: it cannot be kept; offers up to three times that can
    :raises StoreClosed: outside opening hours
    :raises AlreadyBooked: the car is booked for that day
    :raises CarUnknown: name and phone are needed
    """
    actor.require(permissions.BOOK, store_id)
    _check_choices(booking)
    _check_advisor(actor, store_id, booking.advisor_id)
    car = identify_car(actor, store_id, booking.car, at=at)
    if booking.service_contact:
        # The customer comes before the book; the answer itself waits for the booking's number, its evidence.
        await_consents(actor, car.customer_id)
    require_time(store_id, booking.wanted_at, at)
    store = store_info(store_id)
    row = Appointment(
        store_id=store_id,
        vehicle_id=car.vehicle_id,
        customer_id=car.customer_id,
        advisor_id=booking.advisor_id,
        wanted_at=booking.wanted_at,
        wanted_on=store.clock.day(booking.wanted_at),
        kind=booking.kind,
        channel=booking.channel,
        package_code=booking.package_code.strip(),
        **_said(booking),
        booked_at=at,
        booked_by_id=_employee_of(actor, store_id),
        number=next_number(store_id, store.code, "A", store.clock.day(at)),
    )
    row.lane = booking.lane or _lane_of_package(actor, row)
    try:
        # A page that catches the refusal goes on in this transaction: it must not see the booking.
        with transaction.atomic():
            row.save(force_insert=True)
            hold_for(actor, row, at=at)
    except IntegrityError as error:
        raise _already_booked(error) from None
    if booking.service_contact:
        _keep_consent(actor, row, booking.service_contact, at)
    events.publish(AppointmentBooked(**facts_of(row)), at=at)
    return kept(row)


@command(permissions.BOOK, rule="M04.01")
def move_appointment(
    *,
    actor: Actor,
    number: str,
    wanted_at: datetime,
    at: datetime,
    advisor_id: int | None = None,
    version: int | None = None,
) -> KeptAppointment:
    """Agree on another time, and on another advisor when one is given.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: arrived, missed or cancelled
    :raises SlotFull: the new time cannot be kept; offers up to three that can
    """
    row = locked(actor, permissions.BOOK, number)
    APPOINTMENT.after("move", row.state)
    require_version(row, version)
    _check_advisor(actor, row.store_id, advisor_id)
    advisor = advisor_id if advisor_id is not None else row.advisor_id
    require_time(row.store_id, wanted_at, at)
    if wanted_at != row.wanted_at:
        row.moved_at = at
    row.wanted_at, row.advisor_id = wanted_at, advisor
    row.wanted_on = store_info(row.store_id).clock.day(wanted_at)
    try:
        with transaction.atomic():
            row.save(update_fields=["wanted_at", "wanted_on", "moved_at", "advisor", "version"])
            give_back(actor, row, at=at)
            hold_for(actor, row, at=at)
    except IntegrityError as error:
        raise _already_booked(error) from None
    if row.moved_at == at:
        withdraw_reminder(row, at=at)
        withdraw_replan(row.store_id, row.pk, at=at)
    events.publish(AppointmentMoved(**facts_of(row)), at=at)
    return kept(row)


@command(permissions.BOOK, rule="M04.01")
def cancel_appointment(
    *, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None
) -> KeptAppointment:
    """Call an appointment off; its slot is free again.

    :raises IllegalTransition: arrived, missed or cancelled before
    :raises Invalid: no reason
    """
    row = locked(actor, permissions.BOOK, number)
    state = APPOINTMENT.after("cancel", row.state)
    require_version(row, version)
    said = clean_text(reason)
    if not said or len(said) > 200:
        raise Invalid(_("取消要写原因，最多 200 个字。"), field="reason")
    row.state, row.cancel_reason, row.ended_at = state, said, at
    row.save(update_fields=["state", "cancel_reason", "ended_at", "version"])
    give_back(actor, row, at=at)
    withdraw_reminder(row, at=at)
    withdraw_replan(row.store_id, row.pk, at=at)
    events.publish(AppointmentCancelled(**facts_of(row)), at=at)
    return kept(row)


def locked(actor: Actor, permission: str, number: str) -> Appointment:
    """The appointment, locked.

    :raises NotFound: unknown, or in a store where the actor lacks the permission
    """
    row: Appointment = Appointment.objects.visible_to(actor, permission).locked().one(number=number)
    return row


def facts_of(row: Appointment) -> dict[str, int]:
    """What every event of an appointment carries."""
    return {
        "appointment_id": row.pk,
        "store_id": row.store_id,
        "vehicle_id": row.vehicle_id,
        "customer_id": row.customer_id,
    }


def kept(row: Appointment) -> KeptAppointment:
    """What a command gives back."""
    ids = (row.vehicle_id, row.customer_id)
    return KeptAppointment(
        row.pk, row.number, row.state, row.version, row.wanted_at, *ids, row.lane, row.plate_number, row.advisor_id
    )


def _keep_consent(actor: Actor, row: Appointment, answer: str, at: datetime) -> None:
    record_consent_answer(
        actor=actor,
        store_id=row.store_id,
        customer_id=row.customer_id,
        purpose="service",
        answer=answer,
        channel=CONSENT_CHANNELS.get(row.channel, "online"),
        evidence=row.number,
        at=at,
    )


def _already_booked(error: IntegrityError) -> Exception:
    return AlreadyBooked() if "appointment_vehicle_once_a_day" in str(error) else error


def _said(booking: Booking) -> dict[str, Any]:
    words = clean_text(booking.words)
    told = booking.kind == Appointment.Kind.REPAIR if booking.is_complaint is None else booking.is_complaint
    return {"words": words, "is_complaint": told and bool(words)}


def _employee_of(actor: Actor, store_id: int) -> int | None:
    """Who steered the customer to the booking (R-AP10); nobody when it came by itself."""
    own = people.find_own_employee(actor)
    return own.id if own is not None and own.store_id == store_id else None


def _lane_of_package(actor: Actor, row: Appointment) -> str:
    hours = package_hours(actor, row.store_id, row.package_code) if row.package_code else None
    return rules.lane_of_package(hours, parameters.express_minutes(row.kind, row.store_id, row.wanted_on))


def _check_choices(booking: Booking) -> None:
    if booking.kind not in Appointment.Kind.values:
        raise Invalid(_("请选择预约类型。"), field="kind")
    if booking.channel not in Appointment.Channel.values:
        raise Invalid(_("请选择预约方式。"), field="channel")
    if booking.lane not in ("", *Appointment.Lane.values):
        raise Invalid(_("请选择绿色通道的类型，或不选。"), field="lane", rule="R-AP07")
    if len(clean_text(booking.words)) > 500:
        raise Invalid(_("需求最多 500 个字。"), field="words")
    if len(booking.package_code.strip()) > 24:
        raise Invalid(_("套餐编码最多 24 个字符。"), field="package_code")


def _check_advisor(actor: Actor, store_id: int, advisor_id: int | None) -> None:
    if advisor_id is None:
        return
    found = people.find_employee(actor, advisor_id)
    if found is None or found.store_id != store_id:
        raise Invalid(_("请选择本店的服务顾问。"), field="advisor_id")
