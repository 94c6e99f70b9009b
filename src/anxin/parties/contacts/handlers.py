"""What contacts do when a customer's personal data are erased."""

from datetime import datetime

from anxin.parties.contacts.commands import erase_contacts
from anxin.parties.customers.events import CustomerErasedInStore
from anxin.platform.actor import Actor
from anxin.platform.events import subscribe


@subscribe(CustomerErasedInStore)
def erase_contacts_of_customer(*, actor: Actor, event: CustomerErasedInStore, at: datetime) -> None:
    """Blank texts and words of the store (I.4)."""
    erase_contacts(actor=actor, customer_id=event.customer_id, at=at)
