"""What days and visits in play share: a step with its place in time, a booking, the handlers of what was announced."""

from collections.abc import Callable
from datetime import datetime

from anxin.faces.twin.floor import Floor
from anxin.faces.twin.plan import PlannedBooking
from anxin.parties.org.queries import system_actor
from anxin.parties.work import commands as work
from anxin.platform.events.handling import handle
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import unit_of_work
from anxin.visit.appointments import commands as appointments
from anxin.visit.billing import commands as billing
from anxin.visit.billing.queries import find_late_express

Step = tuple[datetime, int, int, Callable[[datetime], None]]
FIRST = 1_000_000
"""At the same minute bookings go before visits, by car."""


def handle_events(store_id: int) -> None:
    """Let the handlers of what was announced run now, as the worker would."""
    with unit_of_work(system_actor("twin"), "twin.read", writable=False):
        waiting = StoredEvent.objects.filter(handled_at=None, store_id=store_id).order_by("pk")
        event_ids = list(waiting.values_list("pk", flat=True))
    for event_id in event_ids:
        handle(event_id, store_id)


def book(floor: Floor, booking: PlannedBooking, at: datetime) -> str:
    """Book a car over the phone; returns the number of the appointment."""
    vehicle_id, _customer_id = floor.cars[booking.car]
    wish = appointments.Booking(
        booking.wanted_at,
        kind=booking.kind,
        channel="phone",
        advisor_id=floor.advisor(booking.advisor).employee_id,
        words=booking.words,
        is_complaint=booking.is_complaint,
        package_code=booking.package_code,
        car=appointments.CarWish(vehicle_id=vehicle_id),
    )
    clerk = floor.one("follow_up_clerk").actor
    return appointments.book_appointment(actor=clerk, store_id=floor.store.id, booking=wish, at=at).number


def decide_late_express(floor: Floor, number: str, at: datetime, *, approve: bool) -> None:
    """Let the service manager say whether a late express order is free, where that has yet to be said."""
    asked = billing.ask_free_express(actor=system_actor("twin"), number=number, at=at)
    known = find_late_express(system_actor("twin"), number) if asked.approval_id is not None else None
    if known is None or known.state != "PENDING":
        return
    said = "超时是我们的原因，按承诺免收" if approve else "客户同意多等，不免收"
    manager = floor.one("service_manager").actor
    work.decide_approval(actor=manager, approval_id=known.approval_id, approve=approve, words=said, at=at)
