"""Giving back what a cancelled order held on the floor."""

from datetime import datetime

from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import commands as capacity
from anxin.visit.workshop import permissions
from anxin.visit.workshop.commands.reserving import JOB_KIND
from anxin.visit.workshop.models import Assignment


@command(permissions.DISPATCH, rule="M07.01")
def release_cancelled_order(*, actor: Actor, repair_order_id: int, store_id: int, at: datetime) -> int:
    """Release the bay and the technicians of every job of a cancelled order; returns how many jobs held something.

    :raises Denied: not in this store
    """
    actor.require(permissions.DISPATCH, store_id)
    standing = Assignment.objects.visible_to(actor, permissions.DISPATCH).filter(
        repair_order_id=repair_order_id, store_id=store_id, released_at=None
    )
    job_ids = sorted(set(standing.values_list("job_id", flat=True)))
    standing.update(released_at=at)
    for job_id in job_ids:
        capacity.release(actor=actor, store_id=store_id, document=DocumentRef(JOB_KIND, job_id), at=at)
    audit.note(DocumentRef("repair_orders.repairorder", repair_order_id), store_id, released_jobs=job_ids)
    return len(job_ids)
