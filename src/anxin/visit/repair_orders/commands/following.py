"""Orders follow what is known of their parts: they came, or the parts desk said when they come (R-RO03, R-RO10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _now

from anxin.holdings.parts.queries import all_there_at
from anxin.parties.org.queries import system_actor
from anxin.parties.work.commands import complete_task
from anxin.parties.work.queries import find_open_task
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import commands as capacity
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.access import ORDER_KIND, items_of, jobs_of
from anxin.visit.repair_orders.commands.promising import minutes_ahead, plan_order
from anxin.visit.repair_orders.lifecycle import AT_WORK, AUTHORISED, DISPATCHED, OPEN
from anxin.visit.repair_orders.models import Item, RepairOrder
from anxin.visit.repair_orders.parameters import PARTS_ASKED
from anxin.visit.repair_orders.promises import as_work, parts_of


@dataclass(frozen=True, slots=True)
class FollowedParts:
    """How many orders were looked at anew."""

    orders: int


@command(permissions.CHANGE, rule="R-RO10")
def follow_parts(*, actor: Actor, store_id: int, came: Mapping[int, Decimal], at: datetime) -> FollowedParts:
    """So much came of articles, or the parts desk said when they come: plan anew what waits for them, close what was asked.

    The promise of an unsigned order follows; one that is signed and not begun is planned anew, so that the desk warns
    when its promise cannot be kept (R-RO10). Work that has begun goes on as it was planned.

    :raises Denied: no permission in this store
    """
    actor.require(permissions.CHANGE, store_id)
    waiting = Item.objects.visible_to(actor, permissions.CHANGE).filter(
        store_id=store_id, article_id__in=list(came), decision__in=rules.COUNTED, repair_order__state__in=AT_WORK
    )
    ids = set(waiting.values_list("repair_order_id", flat=True))
    orders = RepairOrder.objects.visible_to(actor, permissions.CHANGE).locked().filter(pk__in=ids).order_by("pk")
    found = [order for order in orders if order.state in AT_WORK and _waited(order, came, at)]
    for order in found:
        _plan_anew(actor, order, at)
    for order in found:
        _close_what_was_asked(order, at)
    return FollowedParts(len(found))


def _waited(order: RepairOrder, came: Mapping[int, Decimal], at: datetime) -> bool:
    """Whether an order was short of something before it came: nothing changes for the others."""
    counted = [item for item in items_of(order) if item.decision in rules.COUNTED]
    parts = parts_of(order, counted, at).values()
    return any(one.wanted > one.on_hand - one.promised - came[one.article_id] for one in parts if one.article_id in came)


def _plan_anew(actor: Actor, order: RepairOrder, at: datetime) -> None:
    if order.state == OPEN:
        if plan_order(actor, order, jobs_of(order), items_of(order), at, is_anew=True):
            order.version += 1
            order.save(update_fields=["promised_at", "promise_is_planned", "version"])
    elif order.state in (AUTHORISED, DISPATCHED):
        items = items_of(order)
        counted = [item for item in items if item.decision == Item.Decision.APPROVED]
        document, (waits, _is_open) = DocumentRef(ORDER_KIND, order.pk), all_there_at(parts_of(order, counted, at).values())
        work = as_work(minutes_ahead(order, jobs_of(order), items, counted))
        capacity.hold_work(order.store_id, document, work, at, waits, is_anew=True)


def _close_what_was_asked(order: RepairOrder, at: datetime) -> None:
    actor = system_actor("repair_orders")
    task = find_open_task(actor, PARTS_ASKED, DocumentRef(ORDER_KIND, order.pk))
    counted = [item for item in items_of(order) if item.decision in rules.COUNTED]
    if task is not None and all(one.is_known for one in parts_of(order, counted, at).values()):
        complete_task(actor=actor, task_id=task.id, result=_now("已答复或已到货"), at=at)
