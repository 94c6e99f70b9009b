"""What appointments do when somebody is away, and when a customer's personal data are erased."""

from datetime import datetime

from anxin.parties.customers.events import CustomerErasedInStore
from anxin.parties.people.events import AbsenceRecorded
from anxin.platform.actor import Actor
from anxin.platform.events import subscribe
from anxin.visit.appointments.commands import erase_appointment_words, tell_endangered


@subscribe(CustomerErasedInStore)
def erase_words_of_customer(*, actor: Actor, event: CustomerErasedInStore, at: datetime) -> None:
    """What was said when booking (I.4)."""
    assert event.store_id is not None
    erase_appointment_words(actor=actor, store_id=event.store_id, customer_id=event.customer_id, at=at)


@subscribe(AbsenceRecorded)
def tell_what_an_absence_endangers(*, actor: Actor, event: AbsenceRecorded, at: datetime) -> None:
    """The desk hears at once which bookings no longer fit; the hourly job finds the other reasons (R-AP06)."""
    assert event.store_id is not None
    tell_endangered(actor=actor, store_id=event.store_id, at=at)
