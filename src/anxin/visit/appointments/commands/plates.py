"""The numbered plates of booked cars (R-AP08, FORM-43): given on arrival, given back when the car leaves."""

from datetime import datetime

from django.db.models import F

from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.turns import take_turn
from anxin.visit.appointments import parameters, permissions, rules
from anxin.visit.appointments.models import Appointment


def free_plate(actor: Actor, row: Appointment) -> int | None:
    """The lowest plate of the store that is free, until the end of the transaction; None when all stand on cars."""
    size = value(parameters.PLATES, row.store_id, row.wanted_on)
    if not size:
        return None
    take_turn(f"appointments:plates of {row.store_id}")
    out = Appointment.objects.visible_to(actor, permissions.ARRIVE).filter(
        store_id=row.store_id, plate_number__isnull=False, plate_returned_at=None
    )
    taken = {number for number in out.values_list("plate_number", flat=True) if number is not None}
    return rules.lowest_free(taken, size)


def return_plate(actor: Actor, permission: str, appointment_id: int, *, at: datetime) -> None:
    """Inside a command by which the car leaves: the plate of its booking is free; none on it is no error.

    ``permission`` is the one by which the caller let the car go.
    """
    rows = Appointment.objects.visible_to(actor, permission).filter(pk=appointment_id, plate_returned_at=None)
    rows.filter(plate_number__isnull=False).update(plate_returned_at=at, version=F("version") + 1)
