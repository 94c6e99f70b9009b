"""Jobs of a car that were done before: what a job that does one again is linked to (M08.03, K-N09)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.lifecycle import DELIVERED, JOB_FINISHED, SETTLED
from anxin.visit.repair_orders.models import Job

MOST_JOBS = 30


@dataclass(frozen=True, slots=True)
class EarlierJob:
    """A finished job of a settled order; ``settled_on`` is the store's business day."""

    id: int
    title: str
    number: str
    settled_on: date | None


@query(permissions.SEE)
def list_earlier_jobs(
    actor: Actor, vehicle_id: int, *, before: int | None = None, ids: Collection[int] | None = None
) -> list[EarlierJob]:
    """Finished jobs of a car's settled orders, newest first: all but those of the order ``before``, or those of ``ids``."""
    rows = Job.objects.visible_to(actor, permissions.SEE).filter(
        repair_order__vehicle_id=vehicle_id, repair_order__state__in=(SETTLED, DELIVERED), state=JOB_FINISHED
    )
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    found = rows.exclude(repair_order_id=before).order_by("-repair_order__opened_at", "position")[:MOST_JOBS]
    names = found.values_list("pk", "title", "repair_order__number", "repair_order__settled_on")
    return [EarlierJob(*row) for row in names]
