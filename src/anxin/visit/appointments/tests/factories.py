"""Makes appointments for the tests of this and higher modules, through the commands."""

from datetime import datetime, timedelta

from anxin.parties.customers.tests.factories import make_vehicle
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.actor import Actor
from anxin.visit.appointments.commands import Booking, CarWish, KeptAppointment, book_appointment

LATER = AT + timedelta(hours=1)
"""15:00 in Shanghai, inside opening hours."""


def make_appointment(
    store: Store,
    *,
    wanted_at: datetime = LATER,
    at: datetime = AT,
    vehicle_id: int | None = None,
    actor: Actor | None = None,
    **more: object,
) -> KeptAppointment:
    """A booking of a car of the store's, one hour ahead."""
    car = CarWish(vehicle_id=vehicle_id or make_vehicle(store, at=at))
    booking = Booking(wanted_at, car=car, **more)  # type: ignore[arg-type]
    return book_appointment(actor=actor or system_actor("test"), store_id=store.pk, booking=booking, at=at)
