"""Work on a job stops for everybody while a higher module keeps the job back, and may go on after (R-WS15)."""

from datetime import datetime

from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.permissions import WORK
from anxin.visit.workshop import permissions
from anxin.visit.workshop.commands.clock import running_clocks, stop
from anxin.visit.workshop.commands.naming import begin_wait, lift_cause
from anxin.visit.workshop.events import JobPaused
from anxin.visit.workshop.models import Waiting


@command(permissions.REPORT, rule="R-WS15")
def halt_job(*, actor: Actor, number: str, job_id: int, at: datetime) -> int:
    """Stop every clock that runs on a job; from then on it waits for the experts. Returns how many ran.

    :raises NotFound: unknown order or job, or out of scope
    """
    hub.require_order(actor, permissions.REPORT, number, then=WORK)
    held = hub.hold_job(actor, number, job_id)
    running = running_clocks(job_id)
    ended = [stop(clock, at) for clock in running]
    if ended:
        begin_wait(actor, (held.store_id, held.id), job_id, Waiting.Reason.EXPERT, max(ended))
    for clock in running:
        fact = JobPaused(
            repairorder_id=held.id,
            store_id=held.store_id,
            job_id=job_id,
            technician_id=clock.technician_id,
            reason=Waiting.Reason.EXPERT.value,
        )
        events.publish(fact, at=at)
    return len(running)


@command(permissions.REPORT, rule="R-WS15")
def free_job(*, actor: Actor, number: str, job_id: int, at: datetime) -> int:
    """What waited for the experts waits for its technician from now on, or for what else keeps it; returns how many waits.

    :raises NotFound: unknown order or job, or out of scope
    """
    hub.require_order(actor, permissions.REPORT, number, then=WORK)
    held = hub.hold_job(actor, number, job_id)
    return lift_cause(actor, held.store_id, job_id, Waiting.Reason.EXPERT, at)
