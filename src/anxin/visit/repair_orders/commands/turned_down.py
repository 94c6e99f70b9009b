"""What the customer turned down at the counter before the signature: it stays with the car and is offered again."""

from datetime import datetime

from django.utils.translation import gettext as _

from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.text import clean_text
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.access import items_of, jobs_of, locked_open_order
from anxin.visit.repair_orders.commands.change import ChangedRepairOrder, add_job, announce
from anxin.visit.repair_orders.commands.decide import LONGEST_REASON, WRITTEN
from anxin.visit.repair_orders.commands.promising import replan
from anxin.visit.repair_orders.lifecycle import JOB, OPEN
from anxin.visit.repair_orders.models import Item, Job
from anxin.visit.repair_orders.pricing import NewJob


@command(permissions.AUTHORISE, rule="R-RC11")
def keep_turned_down_job(
    *, actor: Actor, number: str, job: NewJob, is_deferred: bool, at: datetime, reason: str = ""
) -> ChangedRepairOrder:
    """Keep a job that the customer does not want now, with its items declined or deferred (R-RC11).

    :raises NotFound: unknown or out of scope
    :raises OrderLocked: settled or cancelled
    :raises Conflict: signed already; from then on additional items are asked for
    :raises Invalid: no items, or a reason of more than 200 characters
    """
    order = locked_open_order(actor, permissions.AUTHORISE, number)
    if order.state != OPEN:
        raise Conflict(_("已经签字：请加为增项，再记客户的决定。"), rule="R-RC11")
    words = clean_text(reason) or ("" if is_deferred else _("客户没有说原因"))
    if len(words) > LONGEST_REASON:
        raise Invalid(_("原因最多 200 字，请写短一些。"), field="reason")
    made = set(add_job(actor=actor, number=number, job=job, at=at).item_ids)
    if not made:
        raise Invalid(_("还没有明细，先加项目再请客户签字"), field="job")
    order = locked_open_order(actor, permissions.AUTHORISE, number)
    items = [item for item in items_of(order) if item.pk in made]
    for item in items:
        item.decision = Item.Decision.DEFERRED if is_deferred else Item.Decision.DECLINED
        item.decided_at, item.decline_reason = at, words
    Item.objects.bulk_update(items, WRITTEN)
    dropped = [one for one in jobs_of(order) if one.pk == items[0].job_id]
    for one in dropped:
        one.state = JOB.after("drop", one.state)
    Job.objects.bulk_update(dropped, ["state"])
    return announce(order, at, fields=replan(actor, order, at))
