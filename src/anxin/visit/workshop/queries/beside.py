"""What the technician's phone shows beside the running job: its place on the order, certificate, shift, and parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from anxin.parties.org.queries import store_info
from anxin.parties.people.permissions import SEE as SEE_STAFF
from anxin.parties.people.queries import find_running_shift, list_employees
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.repair_orders.queries import JobBeside, PartsOfJob, list_jobs_beside, list_parts_of_jobs
from anxin.visit.workshop import permissions
from anxin.visit.workshop.queries.hours import TechnicianDay
from anxin.visit.workshop.rules import HIGH_VOLTAGE


@dataclass(frozen=True, slots=True)
class BesideJob:
    """``own`` is the running or next job on its order, ``others`` the rest of it; ``certificate`` is None where none is
    needed. ``on_shift_since`` is the shift clock, ``parts`` the state of the parts by job."""

    own: JobBeside | None
    others: tuple[JobBeside, ...]
    certificate: bool | None
    on_shift_since: datetime | None
    parts: Mapping[int, PartsOfJob]

    @property
    def left(self) -> int:
        """How many of the others are still to be done."""
        return sum(one.state not in ("FINISHED", "DROPPED") for one in self.others)


@query(permissions.SEE)
def beside_day(actor: Actor, day: TechnicianDay, now: datetime) -> BesideJob:
    """What stands beside a technician's jobs: that much however many they are."""
    who, current = day.technician, day.current
    shift = find_running_shift(actor, who.id)
    parts = list_parts_of_jobs(actor, who.store_id, [one.job.job_id for one in day.jobs])
    jobs = list_jobs_beside(actor, current.job.number) if current else []
    own = next((one for one in jobs if current and one.job_id == current.job.job_id), None)
    certificate = None
    if current is not None and current.job.is_high_voltage and actor.may(SEE_STAFF, who.store_id):
        staff = list_employees(actor, who.store_id, on=store_info(who.store_id).clock.day(now))
        certificate = any(one.id == who.id and HIGH_VOLTAGE in one.skills for one in staff)
    return BesideJob(
        own,
        tuple(one for one in jobs if one is not own),
        certificate,
        shift.clocked_in_at if shift else None,
        parts,
    )
