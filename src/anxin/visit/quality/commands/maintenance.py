"""What of a car's due maintenance nobody did or asked about, kept when its order passes (M08.05, K-D31)."""

from datetime import datetime

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.visit.quality import permissions
from anxin.visit.quality.models import MaintenanceCheck
from anxin.visit.quality.queries.maintenance import due_maintenance
from anxin.visit.repair_orders.queries import list_order_steps


@command(permissions.REPORT, rule="M08.05")
def note_due_maintenance(*, actor: Actor, store_id: int, repair_order_id: int, at: datetime) -> int:
    """Keep once what was due and what of it was missed when the general inspection passed; returns how much was missed."""
    actor.require(permissions.REPORT, store_id)
    if MaintenanceCheck.objects.visible_to(actor, permissions.REPORT).filter(repair_order_id=repair_order_id).exists():
        return 0
    (order,) = list_order_steps(actor, [repair_order_id])
    due = due_maintenance(actor, order.number)
    MaintenanceCheck.objects.create(
        store_id=store_id,
        repair_order_id=repair_order_id,
        due=due.due,
        missed=list(due.missed),
        at=at,
        checked_on=store_info(store_id).clock.day(at),
    )
    return len(due.missed)
