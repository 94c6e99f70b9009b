"""What happens on the facts of lower modules."""

from datetime import datetime

from anxin.holdings.vehicle_sales.commands import erase_sale_words
from anxin.parties.customers.events import CustomerErasedInStore
from anxin.platform.actor import Actor
from anxin.platform.events import subscribe


@subscribe(CustomerErasedInStore)
def erase_words_of_customer(*, actor: Actor, event: CustomerErasedInStore, at: datetime) -> None:
    """Why a sale fell through (I.4)."""
    assert event.store_id is not None
    erase_sale_words(actor=actor, store_id=event.store_id, customer_id=event.customer_id, at=at)
