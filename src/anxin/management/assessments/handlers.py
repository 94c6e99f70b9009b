"""What assessments do when a customer is erased."""

from datetime import datetime

from anxin.management.assessments.commands import erase_assessment_words
from anxin.parties.customers.events import CustomerErasedInStore
from anxin.platform.actor import Actor
from anxin.platform.events import subscribe


@subscribe(CustomerErasedInStore)
def erase_words_of_assessments(*, actor: Actor, event: CustomerErasedInStore, at: datetime) -> None:
    """Words about the customer's orders (I.4)."""
    assert event.store_id is not None
    erase_assessment_words(actor=actor, store_id=event.store_id, customer_id=event.customer_id, at=at)
