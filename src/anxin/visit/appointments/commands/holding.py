"""Holding a booking for a command of a higher module that moves its money."""

from dataclasses import dataclass

from anxin.platform.actor import Actor
from anxin.visit.appointments.lifecycle import ARRIVED, BOOKED
from anxin.visit.appointments.models import Appointment


@dataclass(frozen=True, slots=True)
class HeldBooking:
    """A booking whose row is locked."""

    id: int
    number: str
    store_id: int
    state: str

    @property
    def is_expected(self) -> bool:
        """Whether the car is still to come."""
        return self.state == BOOKED

    @property
    def has_arrived(self) -> bool:
        """Whether it is here."""
        return self.state == ARRIVED


def hold_booking(actor: Actor, permission: str, number: str = "", *, appointment_id: int | None = None) -> HeldBooking:
    """Lock a booking, by number or id, in the stores of a permission of the caller's; changes nothing.

    :raises NotFound: unknown, or in a store where the actor lacks the permission
    """
    rows = Appointment.objects.visible_to(actor, permission).locked()
    row: Appointment = rows.one(number=number) if appointment_id is None else rows.one(pk=appointment_id)
    return HeldBooking(row.pk, row.number, row.store_id, row.state)
