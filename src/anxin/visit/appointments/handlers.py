"""What appointments do when a customer's personal data are erased."""

from datetime import datetime

from anxin.parties.customers.events import CustomerErasedInStore
from anxin.platform.actor import Actor
from anxin.platform.events import subscribe
from anxin.visit.appointments.commands import erase_appointment_words


@subscribe(CustomerErasedInStore)
def erase_words_of_customer(*, actor: Actor, event: CustomerErasedInStore, at: datetime) -> None:
    """What was said when booking (I.4)."""
    assert event.store_id is not None
    erase_appointment_words(actor=actor, store_id=event.store_id, customer_id=event.customer_id, at=at)
