"""Reactions of the workshop to what happens to an order, and to a customer's erasure."""

from datetime import datetime

from anxin.parties.customers.events import CustomerErasedInStore
from anxin.platform.actor import Actor
from anxin.platform.events import subscribe
from anxin.visit.repair_orders.events import RepairOrderCancelled
from anxin.visit.workshop.commands import erase_waiting_notes
from anxin.visit.workshop.commands.release import release_cancelled_order


@subscribe(RepairOrderCancelled)
def free_the_floor(*, actor: Actor, event: RepairOrderCancelled, at: datetime) -> None:
    """Give the bay and the technicians of a cancelled order back."""
    if event.store_id is not None:
        release_cancelled_order(actor=actor, repair_order_id=event.repairorder_id, store_id=event.store_id, at=at)


@subscribe(CustomerErasedInStore)
def erase_notes_of_customer(*, actor: Actor, event: CustomerErasedInStore, at: datetime) -> None:
    """Notes on the waiting (I.4)."""
    assert event.store_id is not None
    erase_waiting_notes(actor=actor, store_id=event.store_id, customer_id=event.customer_id, at=at)
