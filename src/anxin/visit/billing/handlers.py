"""What billing does when an order passes its inspection."""

from datetime import datetime

from anxin.platform.actor import Actor
from anxin.platform.events import subscribe
from anxin.visit.billing.commands import ask_free_express
from anxin.visit.repair_orders.events import RepairOrderInspected


@subscribe(RepairOrderInspected)
def ask_for_late_express(*, actor: Actor, event: RepairOrderInspected, at: datetime) -> None:
    """An express job that came late is proposed to be free, before anybody settles it (R-DL11)."""
    if event.passed:
        ask_free_express(actor=actor, order_id=event.repairorder_id, at=at)
