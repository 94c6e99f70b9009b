"""Keeping a job back for a higher module, which lifts the hold when its own question is answered (R-WS15)."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.database.prepared import prepared
from anxin.platform.errors import Conflict, NotFound
from anxin.platform.references import DocumentRef
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.access import ORDER_KIND, jobs_of, locked_order
from anxin.visit.repair_orders.events import RepairOrderChanged
from anxin.visit.repair_orders.models import JobHold


class JobHeld(Conflict):
    """A higher module keeps the job back."""

    code = "job_held"
    default_rule = "R-WS15"
    default_message = _("这个项目暂时不能施工：重大技术问题要技术小组一致同意。请看疑难案例，等表决通过后再开工。")


@command(permissions.WORK, rule="R-WS15")
def hold_job_back(*, actor: Actor, number: str, job_id: int, source: DocumentRef, at: datetime) -> bool:
    """Keep a job back for a document; the order is locked before. Returns whether it was not yet.

    :raises NotFound: unknown order or job, or out of scope
    """
    order = locked_order(actor, permissions.WORK, number)
    if job_id not in {job.pk for job in jobs_of(order)}:
        raise NotFound
    if any((hold.source_kind, hold.source_id) == (source.kind, source.id) for hold in _standing(order.store_id, job_id)):
        return False
    hold = JobHold(
        store_id=order.store_id,
        repair_order=order,
        job_id=job_id,
        reason=JobHold.Reason.GROUP,
        source_kind=source.kind,
        source_id=source.id,
        held_at=at,
    )
    hold.save(force_insert=True)
    audit.note(DocumentRef(ORDER_KIND, order.pk), order.store_id, held_job=job_id)
    events.publish(RepairOrderChanged(repairorder_id=order.pk, store_id=order.store_id), at=at)
    return True


@command(permissions.WORK, rule="R-WS15")
def lift_job_hold(*, actor: Actor, number: str, job_id: int, source: DocumentRef, at: datetime) -> bool:
    """Let a job go on for which a document kept it back; returns whether it did.

    :raises NotFound: unknown order, or out of scope
    """
    order = locked_order(actor, permissions.WORK, number)
    mine = [one for one in _standing(order.store_id, job_id) if (one.source_kind, one.source_id) == (source.kind, source.id)]
    for hold in mine:
        hold.lifted_at = at
        hold.save(update_fields=["lifted_at"])
    if mine:
        audit.note(DocumentRef(ORDER_KIND, order.pk), order.store_id, freed_job=job_id)
        events.publish(RepairOrderChanged(repairorder_id=order.pk, store_id=order.store_id), at=at)
    return bool(mine)


def require_not_held(store_id: int, job_id: int) -> None:
    """:raises JobHeld: something keeps the job, whose order the caller has locked in scope, back"""
    if _standing(store_id, job_id):
        raise JobHeld


def _standing(store_id: int, job_id: int) -> list[JobHold]:
    return _holds([store_id], job_id)


@prepared
def _holds(stores: list[int], job_id: int) -> QuerySet[JobHold]:
    rows: QuerySet[JobHold] = JobHold.objects.in_stores(stores)
    return rows.filter(job_id=job_id, lifted_at=None).order_by("pk")
