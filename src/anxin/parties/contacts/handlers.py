"""What contacts do when a customer's personal data are erased."""

from datetime import datetime

from anxin.parties.contacts.tasks import erase_contacts_everywhere
from anxin.parties.customers.events import CustomerErased
from anxin.platform.actor import Actor
from anxin.platform.events import subscribe
from anxin.platform.jobs import defer


@subscribe(CustomerErased)
def erase_contacts_of_customer(*, actor: Actor, event: CustomerErased, at: datetime) -> None:
    """Blank texts and words in every store (I.4)."""
    defer(erase_contacts_everywhere, customer_id=event.customer_id)
