"""Appointments as lists show them, the half hours of a day, and the times that can be offered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from anxin.platform.actor import Actor
from anxin.platform.phones import mask_phone
from anxin.platform.plates import normalise_plate
from anxin.platform.queries import query
from anxin.resources.capacity.queries import (
    list_overcommitted,
)
from anxin.resources.catalog.queries import package_names
from anxin.visit.appointments import permissions, rules
from anxin.visit.appointments.lifecycle import APPOINTMENT, ARRIVED, BOOKED
from anxin.visit.appointments.models import Appointment, Reminder

MOST_ROWS = 500
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """The call before an appointment's present time: open until ``closed_at``; without a result, it was not needed."""

    due_at: datetime
    result: str
    result_label: str
    words: str
    closed_at: datetime | None

    @property
    def may_be_recorded(self) -> bool:
        """A call is waiting for its result, or was made in vain and may be made again."""
        return self.closed_at is None or self.result == Reminder.Result.NOT_REACHED


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment as lists show it; ``package_name`` is the code where one row is read alone."""

    id: int
    number: str
    version: int
    store_id: int
    state: str
    state_label: str
    wanted_at: datetime
    vehicle_id: int
    plate: str
    model_name: str
    customer_id: int
    customer_name: str
    masked_phone: str
    advisor_id: int | None
    advisor_name: str
    kind: str
    kind_label: str
    channel: str
    channel_label: str
    words: str
    is_complaint: bool
    package_code: str
    package_name: str
    lane: str
    lane_label: str
    plate_number: int | None
    arrived_at: datetime | None
    punctuality: str
    punctuality_label: str
    cancel_reason: str
    no_show_reason: str
    no_show_label: str
    no_show_words: str
    document_kind: str
    document_id: int | None
    reminder: ReminderRow | None = None
    vin: str = ""


@query(permissions.SEE)
def list_appointments(
    actor: Actor, store_id: int, day: date, *, advisor_id: int | None = None, states: tuple[str, ...] = ()
) -> list[AppointmentRow]:
    """Appointments of a store's business day by time."""
    rows = Appointment.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, wanted_on=day)
    if advisor_id is not None:
        rows = rows.filter(advisor_id=advisor_id)
    if states:
        rows = rows.filter(state__in=states)
    found = list(joined(rows).order_by("wanted_at", "pk")[:MOST_ROWS])
    names = package_names(actor, store_id, {one.package_code for one in found})
    calls = _reminders(actor, found)
    return [row_of(one, names, calls.get(one.pk)) for one in found]


@query(permissions.SEE)
def get_appointment(actor: Actor, number: str) -> AppointmentRow:
    """One appointment.

    :raises NotFound: unknown or out of scope
    """
    return _alone(actor, number=number)


@query(permissions.SEE)
def get_appointment_by_id(actor: Actor, appointment_id: int) -> AppointmentRow:
    """One appointment, as documents and tasks name it.

    :raises NotFound: unknown or out of scope
    """
    return _alone(actor, pk=appointment_id)


@query(permissions.SEE)
def find_by_plate(actor: Actor, store_id: int, plate: str, day: date) -> AppointmentRow | None:
    """The booking of a day for the car with this plate, not yet arrived."""
    rows = Appointment.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, wanted_on=day, state=BOOKED, vehicle__plate=normalise_plate(plate)
    )
    found = joined(rows).first()
    return row_of(found) if found else None


@query(permissions.SEE)
def find_booking_of_vehicle(actor: Actor, store_id: int, vehicle_id: int, day: date) -> str | None:
    """Number of the booking of a day for this vehicle that no visit came of yet."""
    rows = Appointment.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, wanted_on=day, state__in=(BOOKED, ARRIVED), document_id=None, vehicle_id=vehicle_id
    )
    found: str | None = rows.order_by("wanted_at").values_list("number", flat=True).first()
    return found


@query(permissions.SEE)
def find_endangered(actor: Actor, store_id: int, since: datetime) -> frozenset[int]:
    """Ids of the bookings of the next two weeks that cannot be kept any more: somebody is away, a bay out of use."""
    rows = list_overcommitted(actor, store_id, since)
    return frozenset(row.document.id for row in rows if row.document.kind == "appointments.appointment")


@query(permissions.SEE)
def count_expected(actor: Actor, store_id: int, day: date) -> int:
    """Bookings of a day whose cars have not come yet."""
    rows = Appointment.objects.visible_to(actor, permissions.SEE)
    return int(rows.filter(store_id=store_id, wanted_on=day, state=BOOKED).count())


def joined(rows: Any) -> Any:
    """With what a row shows of car, customer and advisor."""
    return rows.select_related("vehicle", "customer", "advisor")


def _alone(actor: Actor, **key: Any) -> AppointmentRow:
    row = joined(Appointment.objects.visible_to(actor, permissions.SEE)).one(**key)
    return row_of(row, reminder=_reminders(actor, [row]).get(row.pk))


def _reminders(actor: Actor, rows: Sequence[Appointment]) -> dict[int, ReminderRow]:
    """By appointment, the reminder of its present time."""
    agreed = {row.pk: row.agreed_at for row in rows if rules.is_reminded(row.agreed_at, row.wanted_at)}
    if not agreed:
        return {}
    known = Reminder.objects.visible_to(actor, permissions.SEE).filter(appointment_id__in=list(agreed))
    return {
        one.appointment_id: ReminderRow(
            one.due_at, one.result, one.get_result_display() if one.result else "", one.words, one.closed_at
        )
        for one in known
        if one.agreed_at == agreed[one.appointment_id]
    }


def row_of(row: Appointment, names: Mapping[str, str] | None = None, reminder: ReminderRow | None = None) -> AppointmentRow:
    """An appointment as lists show it."""
    return AppointmentRow(
        id=row.pk,
        number=row.number,
        version=row.version,
        store_id=row.store_id,
        state=row.state,
        state_label=str(APPOINTMENT.labels[row.state]),
        wanted_at=row.wanted_at,
        vehicle_id=row.vehicle_id,
        plate=row.vehicle.plate,
        model_name=row.vehicle.model_name,
        customer_id=row.customer_id,
        customer_name=row.customer.name,
        masked_phone=mask_phone(row.customer.phone) if row.customer.phone else "",
        advisor_id=row.advisor_id,
        advisor_name=row.advisor.name if row.advisor else "",
        kind=row.kind,
        kind_label=row.get_kind_display(),
        channel=row.channel,
        channel_label=row.get_channel_display(),
        words=row.words,
        is_complaint=row.is_complaint,
        package_code=row.package_code,
        package_name=(names or {}).get(row.package_code, row.package_code),
        lane=row.lane,
        lane_label=row.lane_label,
        plate_number=row.plate_number if row.plate_returned_at is None else None,
        arrived_at=row.arrived_at,
        punctuality=row.punctuality,
        punctuality_label=row.get_punctuality_display() if row.punctuality else "",
        cancel_reason=row.cancel_reason,
        no_show_reason=row.no_show_reason,
        no_show_label=row.get_no_show_reason_display() if row.no_show_reason else "",
        no_show_words=row.no_show_words,
        document_kind=row.document_kind,
        document_id=row.document_id,
        reminder=reminder,
        vin=row.vehicle.vin or "",
    )
