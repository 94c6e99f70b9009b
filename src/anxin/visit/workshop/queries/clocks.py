"""Stretches of the job clock, what they said before they were set right, and the shares of jobs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query
from anxin.visit.workshop import permissions
from anxin.visit.workshop.models import Assignment, JobClock


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A correction: what the clock said before it, nothing of a stretch that was added; why it was made and when."""

    started_before: datetime | None
    ended_before: datetime | None
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A stretch of the job clock with its corrections, the newest first."""

    id: int
    store_id: int
    number: str
    job_id: int
    title: str
    technician_id: int
    technician_name: str
    started_at: datetime
    ended_at: datetime | None
    corrections: tuple[CorrectionRow, ...] = ()


@dataclass(frozen=True, slots=True)
class JobShares:
    """A job that was begun: who had it or worked on it as (id, name), and each one's share in percent."""

    store_id: int
    number: str
    job_id: int
    title: str
    is_finished: bool
    technicians: tuple[tuple[int, str], ...]
    shares: dict[int, int]

    @property
    def words(self) -> str:
        """The shares in words."""
        return "、".join(f"{name} {self.shares[number]}%" for number, name in self.technicians if number in self.shares)


@query(permissions.SEE)
def list_job_shares(actor: Actor, repair_order_id: int) -> list[JobShares]:
    """Jobs of an order that somebody had or worked on, with the shares of their hours. Two statements."""
    given = Assignment.objects.visible_to(actor, permissions.SEE).filter(repair_order_id=repair_order_id, released_at=None)
    clocks = JobClock.objects.visible_to(actor, permissions.SEE).filter(repair_order_id=repair_order_id)
    jobs: dict[int, Any] = {}
    names: dict[int, dict[int, str]] = {}
    shares: dict[int, dict[int, int]] = {}
    joined = ("job__repair_order", "technician")
    for row in given.select_related(*joined).order_by("job__position", "pk"):
        jobs[row.job_id] = row.job
        names.setdefault(row.job_id, {})[row.technician_id] = row.technician.name
        shares.setdefault(row.job_id, {})[row.technician_id] = row.share_percent
    for clock in clocks.select_related(*joined).order_by("job__position", "pk"):
        jobs[clock.job_id] = clock.job
        names.setdefault(clock.job_id, {})[clock.technician_id] = clock.technician.name
    return [
        JobShares(
            job.store_id,
            job.repair_order.number,
            job_id,
            job.title,
            job.state == "FINISHED",
            tuple(names[job_id].items()),
            shares.get(job_id, {}),
        )
        for job_id, job in jobs.items()
    ]


@query(permissions.SEE)
def list_clocks(actor: Actor, repair_order_id: int) -> list[ClockRow]:
    """Stretches of the job clock on an order, by start. Two statements."""
    rows = JobClock.objects.visible_to(actor, permissions.SEE).filter(repair_order_id=repair_order_id)
    return _rows(rows.order_by("started_at", "pk"))


@query(permissions.CORRECT)
def get_clock(actor: Actor, clock_id: int) -> ClockRow:
    """One stretch, for whoever may set it right.

    :raises NotFound: unknown, or in a store where the actor may not correct
    """
    rows = _rows(JobClock.objects.visible_to(actor, permissions.CORRECT).filter(pk=clock_id))
    if not rows:
        raise NotFound
    return rows[0]


def _rows(clocks: Iterable[JobClock]) -> list[ClockRow]:
    found = clocks.select_related("technician", "job", "repair_order").prefetch_related("corrections")  # type: ignore[attr-defined]
    return [
        ClockRow(
            row.pk,
            row.store_id,
            row.repair_order.number,
            row.job_id,
            row.job.title,
            row.technician_id,
            row.technician.name,
            row.started_at,
            row.ended_at,
            tuple(
                CorrectionRow(one.started_before, one.ended_before, one.reason, one.at)
                for one in sorted(row.corrections.all(), key=lambda one: -one.pk)
            ),
        )
        for row in found
    ]
