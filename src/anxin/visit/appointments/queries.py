"""Public reads of appointments."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from anxin.parties.org.queries import calendar_of, store_info
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.parameters import value
from anxin.platform.phones import mask_phone
from anxin.platform.plates import normalise_plate
from anxin.platform.queries import query
from anxin.visit.appointments import parameters, permissions, rules
from anxin.visit.appointments.lifecycle import APPOINTMENT, ARRIVED, BOOKED, TAKES_A_SLOT
from anxin.visit.appointments.models import Appointment

MOST_ROWS = 500
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment as lists show it."""

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
    package_code: str
    arrived_at: datetime | None
    punctuality: str
    punctuality_label: str
    cancel_reason: str
    document_kind: str
    document_id: int | None


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A half hour of a day: cars booked, and how many are allowed."""

    starts_at: datetime
    booked: int
    limit: int

    @property
    def is_full(self) -> bool:
        """No car more."""
        return self.booked >= self.limit


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
    return [_row(one) for one in _joined(rows).order_by("wanted_at", "pk")[:MOST_ROWS]]


@query(permissions.SEE)
def get_appointment(actor: Actor, number: str) -> AppointmentRow:
    """One appointment.

    :raises NotFound: unknown or out of scope
    """
    return _row(_joined(Appointment.objects.visible_to(actor, permissions.SEE)).one(number=number))


@query(permissions.SEE)
def find_by_plate(actor: Actor, store_id: int, plate: str, day: date) -> AppointmentRow | None:
    """The booking of a day for the car with this plate, not yet arrived."""
    rows = Appointment.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, wanted_on=day, state=BOOKED, vehicle__plate=normalise_plate(plate)
    )
    found = _joined(rows).first()
    return _row(found) if found else None


@query(permissions.SEE)
def find_booking_of_vehicle(actor: Actor, store_id: int, vehicle_id: int, day: date) -> str | None:
    """Number of the booking of a day for this vehicle that no visit came of yet."""
    rows = Appointment.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, wanted_on=day, state__in=(BOOKED, ARRIVED), document_id=None, vehicle_id=vehicle_id
    )
    found: str | None = rows.order_by("wanted_at").values_list("number", flat=True).first()
    return found


@query(permissions.SEE)
def list_slots(actor: Actor, store_id: int, day: date) -> list[SlotRow]:
    """The half hours of a day in which the store is open, with what is booked into them."""
    actor.require(permissions.SEE, store_id)
    if not EARLIEST < day < LATEST:
        raise Invalid(field="day")
    rows = Appointment.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, wanted_on=day, state__in=TAKES_A_SLOT
    )
    booked = rules.per_slot(rules.Taken(*pair) for pair in rows.values_list("wanted_at", "advisor_id"))
    limit = value(parameters.CARS_PER_SLOT, store_id, day)
    clock, calendar = store_info(store_id).clock, calendar_of(store_id)
    first, last = clock.bounds(day)
    slots = [rules.slot_of(first) + step * rules.SLOT for step in range(int((last - first) / timedelta(minutes=30)))]
    return [SlotRow(slot, booked.get(slot, 0), limit) for slot in slots if calendar.is_open(slot)]


@query(permissions.SEE)
def count_expected(actor: Actor, store_id: int, day: date) -> int:
    """Bookings of a day whose cars have not come yet."""
    rows = Appointment.objects.visible_to(actor, permissions.SEE)
    return int(rows.filter(store_id=store_id, wanted_on=day, state=BOOKED).count())


def _joined(rows: Any) -> Any:
    return rows.select_related("vehicle", "customer", "advisor")


def _row(row: Appointment) -> AppointmentRow:
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
        package_code=row.package_code,
        arrived_at=row.arrived_at,
        punctuality=row.punctuality,
        punctuality_label=row.get_punctuality_display() if row.punctuality else "",
        cancel_reason=row.cancel_reason,
        document_kind=row.document_kind,
        document_id=row.document_id,
    )
