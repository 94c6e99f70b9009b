"""What happens on the facts of lower modules."""

from datetime import datetime

from anxin.parties.customers.events import ConsentGiven, ConsentWithdrawn, CustomerErasedInStore
from anxin.platform.actor import Actor
from anxin.platform.events import subscribe
from anxin.relationship.followup.commands import erase_follow_up_words, plan_follow_up, settle_consent
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
    """Why a call was called off; nobody calls any more (I.4)."""
    assert event.store_id is not None
    settle_consent(actor=actor, store_id=event.store_id, customer_id=event.customer_id, at=at)
    erase_follow_up_words(actor=actor, store_id=event.store_id, customer_id=event.customer_id, at=at)


@subscribe(ConsentGiven)
def resume_calls(*, actor: Actor, event: ConsentGiven, at: datetime) -> None:
    """The customer agreed: calls that are still in time stand in the queue again."""
    _settle(actor, event, at)


@subscribe(ConsentWithdrawn)
def withhold_calls(*, actor: Actor, event: ConsentWithdrawn, at: datetime) -> None:
    """The customer does not agree (any more): nobody calls."""
    _settle(actor, event, at)


def _settle(actor: Actor, event: ConsentGiven | ConsentWithdrawn, at: datetime) -> None:
    assert event.store_id is not None
    if event.purpose == "service":
        settle_consent(actor=actor, store_id=event.store_id, customer_id=event.customer_id, at=at)
