"""What happens on the facts of lower modules."""

from datetime import datetime

from anxin.holdings.purchasing.commands import erase_special_words
from anxin.parties.customers.events import CustomerErasedInStore
from anxin.platform.actor import Actor
from anxin.platform.events import subscribe


@subscribe(CustomerErasedInStore)
def erase_words_of_customer(*, actor: Actor, event: CustomerErasedInStore, at: datetime) -> None:
    """What was written down of the parts that he waited for (I.4)."""
    assert event.store_id is not None
    erase_special_words(actor=actor, store_id=event.store_id, customer_id=event.customer_id, at=at)
