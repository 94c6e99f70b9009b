"""What happens on the facts of lower modules."""

from datetime import datetime

from anxin.platform.actor import Actor
from anxin.platform.events import subscribe
from anxin.relationship.followup.commands import plan_follow_up
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
