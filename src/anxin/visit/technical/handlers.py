"""What cases do when a customer is erased."""

from datetime import datetime

from anxin.parties.customers.events import CustomerErasedInStore
from anxin.platform.actor import Actor
from anxin.platform.events import subscribe
from anxin.visit.technical.commands import erase_case_words


@subscribe(CustomerErasedInStore)
def erase_words_of_cases(*, actor: Actor, event: CustomerErasedInStore, at: datetime) -> None:
    """Words that the library does not need (I.4)."""
    assert event.store_id is not None
    erase_case_words(actor=actor, store_id=event.store_id, customer_id=event.customer_id, at=at)
