"""Proposing a repair of what was found, with the four facts that the customer decides on (R-WS05)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, NotFound
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.access import jobs_of, locked_open_order
from anxin.visit.repair_orders.commands.change import ChangedRepairOrder, announce
from anxin.visit.repair_orders.commands.facts import Facts, explain
from anxin.visit.repair_orders.commands.leave import judge_new_items
from anxin.visit.repair_orders.commands.open import add_jobs
from anxin.visit.repair_orders.commands.promising import replan
from anxin.visit.repair_orders.models import Item
from anxin.visit.repair_orders.pricing import NewItem, NewJob, build_items


@command(permissions.PROPOSE, rule="R-WS05")
def propose_repair(
    *,
    actor: Actor,
    number: str,
    job_id: int,
    facts: Facts,
    at: datetime,
    items: Sequence[NewItem] = (),
    jobs: Sequence[NewJob] = (),
    proposed_by: int | None = None,
) -> ChangedRepairOrder:
    """Put what mends a fault that was found before the customer: items of the job at hand, and jobs of their own.

    :raises NotFound: unknown order or job, or out of scope; no key of a file
    :raises Denied: ``jobs`` without the permission to add any
    :raises OrderLocked: settled or cancelled
    :raises Invalid: nothing to offer, or an item to be mended
    :raises FactsMissing: one of the four facts is not said (R-WS05)
    """
    order = locked_open_order(actor, permissions.PROPOSE, number)
    rows = jobs_of(order)
    job = next((each for each in rows if each.pk == job_id), None)
    if job is None:
        raise NotFound
    if jobs:
        actor.require(permissions.CHANGE, order.store_id)
    if not items and not jobs:
        raise Invalid(_("请至少填一条明细。"), field="items")
    built = build_items(actor, [(job, NewJob(job.title, items=items))], at=at, additional=True, proposed_by=proposed_by)
    made = Item.objects.bulk_create(built)
    last = max(each.position for each in rows)
    _jobs, of_jobs = add_jobs(actor, order, jobs, first_position=last + 1, at=at, additional=True, proposed_by=proposed_by)
    made += of_jobs
    explain(actor, order, facts, made, proposed_by, at)
    planned = replan(actor, order, at)
    judge_new_items(actor, order, made, at)
    return announce(order, at, made, fields=planned)
