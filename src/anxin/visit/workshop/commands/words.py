"""Cause and correction, written while the work goes on (R-RO05)."""

from datetime import datetime

from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import WorkedOn
from anxin.visit.repair_orders.permissions import WORK
from anxin.visit.workshop import permissions
from anxin.visit.workshop.access import assignments_of, own_employee


@command(permissions.CLOCK, rule="M06.13")
def write_cause(*, actor: Actor, number: str, job_id: int, cause: str, correction: str, at: datetime) -> WorkedOn:
    """Keep what was found and done on a job before it is finished; the finish shows it again.

    :raises IllegalTransition: the job is finished or dropped
    :raises Invalid: too many words
    :raises Denied: somebody else's job, without the permission to clock for others
    """
    hub.require_order(actor, permissions.CLOCK, number, then=WORK)
    worked = hub.write_job_words(actor=actor, number=number, job_id=job_id, cause=cause, correction=correction, at=at)
    own = own_employee(actor, worked.store_id)
    if own.id not in {one.technician_id for one in assignments_of(job_id)}:
        actor.require(permissions.CLOCK_FOR_OTHERS, worked.store_id)
    return worked
