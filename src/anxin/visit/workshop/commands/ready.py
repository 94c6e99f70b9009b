"""The end of a wait whose cause is gone: from that instant on the job waits for its technician (M07.17)."""

from datetime import datetime

from django.db.models import QuerySet

from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.database.prepared import prepared
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.queries import get_readiness
from anxin.visit.workshop import permissions
from anxin.visit.workshop.events import JobReady
from anxin.visit.workshop.models import Waiting
from anxin.visit.workshop.queries import list_open_findings

ENDING = (Waiting.Reason.APPROVAL, Waiting.Reason.PARTS)
"""Waits of which the program knows by itself when their cause is gone."""


@command(permissions.CLOCK, rule="M07.17")
def mark_ready(*, actor: Actor, store_id: int, repair_order_id: int, reason: str, at: datetime) -> int:
    """Turn the waits of an order whose cause is gone into waiting for the technician; returns how many.

    ``reason`` is approval (every answer is given) or parts (everything signed for the job is issued). A technician may have
    gone on before: then the wait that is over already is divided at the instant at which its cause was gone, so that no
    minute is lost and each lies on the right account.

    :raises Denied: not in this store
    """
    actor.require(permissions.CLOCK, store_id)
    found = _first_wait([store_id], repair_order_id, reason) if reason in ENDING else []
    if not found:
        return 0
    (first,) = found
    waits = Waiting.objects.visible_to(actor, permissions.CLOCK).filter(
        store_id=store_id, repair_order_id=repair_order_id, reason=reason
    )
    hub.hold_job(actor, first.repair_order.number, first.job_id)
    gone_at, jobs = _gone(actor, store_id, first, at)
    if gone_at is None:
        return 0
    rows = waits.filter(since__lt=gone_at).exclude(until__lte=gone_at).locked().order_by("pk")
    ready = [row for row in rows if jobs is None or row.job_id in jobs]
    for row in ready:
        divide(row, gone_at)
        fact = JobReady(repairorder_id=repair_order_id, store_id=store_id, job_id=row.job_id)
        events.publish(fact, at=gone_at)
    return len(ready)


@prepared
def _first_wait(stores: list[int], repair_order_id: int, reason: str) -> QuerySet[Waiting]:
    rows: QuerySet[Waiting] = Waiting.objects.in_stores(stores)
    return rows.filter(repair_order_id=repair_order_id, reason=reason).select_related("repair_order").order_by("pk")[:1]


def _gone(actor: Actor, store_id: int, wait: Waiting, at: datetime) -> tuple[datetime | None, frozenset[int] | None]:
    """When the cause was gone, None if it is not; and for which jobs, None for all."""
    found = get_readiness(actor, wait.repair_order_id)
    if wait.reason == Waiting.Reason.PARTS:
        return at, found.supplied_jobs
    number = wait.repair_order.number
    if any(one.finding.number == number for one in list_open_findings(actor, store_id, at)):
        # The customer has not been asked about it yet.
        return None, None
    return found.answered_at, None


def divide(row: Waiting, at: datetime) -> None:
    """From ``at`` on the wait is one for the technician; what it waited before keeps its name."""
    until, row.until = row.until, at
    row.save(update_fields=["until"])
    Waiting.objects.create(
        store_id=row.store_id,
        repair_order_id=row.repair_order_id,
        job_id=row.job_id,
        reason=Waiting.Reason.READY,
        since=at,
        until=until,
    )
