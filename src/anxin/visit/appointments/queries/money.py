"""Bookings as the cash desk needs them: it takes money for them and may see nothing else of them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from anxin.platform.actor import Actor
from anxin.platform.plates import normalise_tail
from anxin.visit.appointments.lifecycle import APPOINTMENT, BOOKED
from anxin.visit.appointments.models import Appointment

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class BookedCar:
    """A booking: whose car is expected when."""

    id: int
    number: str
    store_id: int
    state: str
    state_label: str
    wanted_at: datetime
    plate: str
    model_name: str
    customer_id: int
    customer_name: str
    vin: str = ""


def get_booked_car(actor: Actor, permission: str, number: str) -> BookedCar:
    """One booking, for a query of a higher module that needs ``permission``.

    :raises NotFound: unknown, or in a store where the actor lacks the permission
    """
    rows = Appointment.objects.visible_to(actor, permission).select_related("vehicle", "customer")
    return _booked(rows.one(number=number))


def find_booked_cars(actor: Actor, permission: str, store_id: int, text: str, today: date) -> list[BookedCar]:
    """Cars that a store still expects whose plate or booking number ends so, the next to come first; none without text."""
    wanted = normalise_tail(text)
    if not wanted:
        return []
    rows = Appointment.objects.visible_to(actor, permission).select_related("vehicle", "customer")
    mine = rows.filter(store_id=store_id, state=BOOKED, wanted_on__gte=today)
    ends = mine.filter(Q(number__endswith=wanted) | Q(vehicle__plate__endswith=wanted))
    return [_booked(row) for row in ends.order_by("wanted_at", "pk")[:MOST_FOUND]]


def _booked(row: Appointment) -> BookedCar:
    return BookedCar(
        row.pk,
        row.number,
        row.store_id,
        row.state,
        str(APPOINTMENT.labels[row.state]),
        row.wanted_at,
        row.vehicle.plate or "",
        row.vehicle.model_name,
        row.customer_id,
        row.customer.name,
        vin=row.vehicle.vin or "",
    )
