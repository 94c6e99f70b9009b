"""Orders that stand without hours of theirs in the book: from before it was kept, from an import, or when it was full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anxin.holdings.parts.queries import all_there_at
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import commands as capacity
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.access import ORDER_KIND, items_of, jobs_of
from anxin.visit.repair_orders.commands.promising import minutes_ahead
from anxin.visit.repair_orders.lifecycle import AT_WORK
from anxin.visit.repair_orders.models import RepairOrder
from anxin.visit.repair_orders.promises import as_work, parts_of


@dataclass(frozen=True, slots=True)
class StandingOrders:
    """How many orders hold their hours now."""

    held: int


@command(permissions.OPEN, rule="R-RO10")
def hold_standing_orders(*, actor: Actor, store_id: int, order_ids: Sequence[int], at: datetime) -> StandingOrders:
    """Hold the hours of orders whose work is ahead, in the order in which they are promised; a few at once.

    :raises Denied: no permission in this store
    """
    actor.require(permissions.OPEN, store_id)
    rows = RepairOrder.objects.visible_to(actor, permissions.OPEN).locked()
    # Locked in the order of the key; planned by promise, so that what is due first gets the first hours.
    orders = list(rows.filter(pk__in=list(order_ids), store_id=store_id, state__in=AT_WORK).order_by("pk"))
    held = 0
    for order in sorted(orders, key=lambda one: (one.promised_at or one.opened_at, one.pk)):
        jobs = jobs_of(order)
        states = {job.pk: job.state for job in jobs}
        items = items_of(order)
        ahead = [one for one in items if rules.is_to_do(one.kind, one.decision, order.state, states[one.job_id])]
        waits, _is_open = all_there_at(parts_of(order, [one for one in items if one.decision in rules.COUNTED], at).values())
        document = DocumentRef(ORDER_KIND, order.pk)
        work = as_work(minutes_ahead(order, jobs, items, ahead))
        found = capacity.hold_work(order.store_id, document, work, at, waits)
        held += found is not None and found.ends_at is not None
    return StandingOrders(held)
