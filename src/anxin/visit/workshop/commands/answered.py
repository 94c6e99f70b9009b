"""Ending the wait for a customer who has said everything that was asked (M07.02)."""

from datetime import datetime

from django.db.models import F
from django.db.models.functions import Greatest

from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.references import DocumentRef
from anxin.visit.repair_orders.commands import ORDER_KIND
from anxin.visit.repair_orders.queries import get_repair_order
from anxin.visit.workshop import permissions
from anxin.visit.workshop.models import Waiting


@command(permissions.CLOCK, rule="M07.02")
def end_answered_waits(*, actor: Actor, repair_order_id: int, store_id: int, at: datetime) -> int:
    """End what the jobs of an order wait for the customer for, once nothing of the order waits; returns how many waited.

    :raises Denied: not in this store
    """
    actor.require(permissions.CLOCK, store_id)
    waits = Waiting.objects.visible_to(actor, permissions.CLOCK).filter(
        repair_order_id=repair_order_id, store_id=store_id, reason=Waiting.Reason.APPROVAL, until=None
    )
    number = waits.values_list("repair_order__number", flat=True).first()
    if number is None:
        return 0
    view = get_repair_order(actor, number)
    if view.waiting or view.waiting_plans:
        return 0
    ended: int = waits.update(until=Greatest(F("since"), at))
    audit.note(DocumentRef(ORDER_KIND, repair_order_id), store_id, ended_waits=ended)
    return ended
