"""Whether the clocks and the waits of a job tile its work: nothing lost, nothing counted twice (M07.17)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.workshop import permissions, tiling
from anxin.visit.workshop.models import Inspection, JobClock, Waiting
from anxin.visit.workshop.parameters import LOOK_BACK_DAYS
from anxin.visit.workshop.tiling import Span

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class TimeDifference:
    """A job of which minutes have no name, or two."""

    repair_order_id: int
    number: str
    job_id: int
    title: str
    lost_minutes: int
    double_minutes: int


@query(permissions.SEE)
def find_time_differences(actor: Actor, store_id: int, at: datetime) -> list[TimeDifference]:
    """Jobs of a store that were worked on lately and whose time does not tile; empty is right. Three statements."""
    day = store_info(store_id).clock.day(at)
    since = day - timedelta(days=value(LOOK_BACK_DAYS, store_id, day))
    clocks = JobClock.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    recent = clocks.filter(worked_on__gte=since).order_by().values("job_id")
    jobs: dict[int, JobClock] = {}
    work: dict[int, list[Span]] = defaultdict(list)
    for row in clocks.filter(job_id__in=recent).select_related("job", "repair_order").order_by("started_at"):
        jobs[row.job_id] = row
        work[row.job_id].append(Span(row.started_at, row.ended_at, ""))
    waits: dict[int, list[Span]] = defaultdict(list)
    waited = Waiting.objects.visible_to(actor, permissions.SEE).filter(job_id__in=list(jobs))
    for job_id, begun, until, reason in waited.order_by("since").values_list("job_id", "since", "until", "reason"):
        waits[job_id].append(Span(begun, until, reason))
    finished: dict[int, list[datetime]] = defaultdict(list)
    checks = Inspection.objects.visible_to(actor, permissions.SEE).filter(job_id__in=list(jobs), level="self")
    for job_id, checked_at in checks.values_list("job_id", "at"):
        finished[job_id].append(checked_at)
    found = []
    for job_id, row in sorted(jobs.items()):
        fitted = tiling.fit_waits(work[job_id], waits[job_id], finished[job_id], is_over=row.job.state == "FINISHED")
        lost, twice = _differences(fitted, waits[job_id], at)
        if lost or twice:
            order = row.repair_order
            found.append(TimeDifference(order.pk, order.number, job_id, row.job.title, lost, twice))
    return found


def _differences(
    fitted: list[tuple[int | None, datetime, datetime | None]], waits: list[Span], at: datetime
) -> tuple[int, int]:
    """Minutes without a name, and minutes that are work and wait, or wait outside the work."""
    lost = sum(((until or at) - since for place, since, until in fitted if place is None), timedelta(0))
    kept = sum(((until or at) - since for place, since, until in fitted if place is not None), timedelta(0))
    waited = sum(((one.until or at) - one.since for one in waits), timedelta(0))
    return max(lost, timedelta(0)) // MINUTE, max(waited - kept, timedelta(0)) // MINUTE
