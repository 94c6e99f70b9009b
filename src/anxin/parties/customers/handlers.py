"""What customers do in every store that knew an erased customer."""

from datetime import datetime

from anxin.parties.customers.commands import forget_customer
from anxin.parties.customers.events import CustomerErasedInStore
from anxin.platform.actor import Actor
from anxin.platform.events import subscribe


@subscribe(CustomerErasedInStore)
def forget_customer_in_store(*, actor: Actor, event: CustomerErasedInStore, at: datetime) -> None:
    """The erased customer owns, drives and pays for no vehicle any more (I.4)."""
    assert event.store_id is not None
    forget_customer(actor=actor, store_id=event.store_id, customer_id=event.customer_id, at=at)
