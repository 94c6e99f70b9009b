"""What happens on the facts of lower modules."""

from datetime import datetime

from anxin.parties.customers.events import CustomerErasedInStore
from anxin.platform.actor import Actor
from anxin.platform.events import subscribe
from anxin.relationship.followup.commands import erase_follow_up_words, plan_follow_up
from anxin.visit.repair_orders.events import RepairOrderDelivered


@subscribe(RepairOrderDelivered)
def plan_call_after_delivery(*, actor: Actor, event: RepairOrderDelivered, at: datetime) -> None:
    """The car has left: its customer is called in three to seven days (R-FU02)."""
    assert event.store_id is not None
    plan_follow_up(
        actor=actor,
        store_id=event.store_id,
        repair_order_id=event.repairorder_id,
        vehicle_id=event.vehicle_id,
        customer_id=event.customer_id,
        at=at,
    )


@subscribe(CustomerErasedInStore)
def erase_words_of_customer(*, actor: Actor, event: CustomerErasedInStore, at: datetime) -> None:
    """Why a call was called off (I.4)."""
    assert event.store_id is not None
    erase_follow_up_words(actor=actor, store_id=event.store_id, customer_id=event.customer_id, at=at)
