"""The end of a job: it is finished with the technician's own inspection."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import commands as capacity
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.permissions import WORK
from anxin.visit.workshop import permissions
from anxin.visit.workshop.access import assignments_of, own_employee, team_of
from anxin.visit.workshop.commands.checking import items_of_list, keep_inspection, list_for, require_complete
from anxin.visit.workshop.commands.clock import end_waiting, running_clocks, stop
from anxin.visit.workshop.commands.fitness import require_certificates
from anxin.visit.workshop.commands.reserving import JOB_KIND
from anxin.visit.workshop.models import Inspection
from anxin.visit.workshop.rules import Check


class SelfCheckFailed(Conflict):
    """An item of the technician's own inspection is not in order, so the job is not done."""

    code = "self_check_failed"
    default_rule = "R-QC01"
    default_message = _("自检还有不合格的项目，请处理好再完工。")


class StillAsked(Conflict):
    """Something of a module above is open on the job, and nobody has said that it is no longer needed."""

    code = "still_asked"
    default_rule = "R-WS14"


FinishQuestion = Callable[[int, int], str]
_questions: dict[str, FinishQuestion] = {}


def register_finish_question(kind: str, question: FinishQuestion) -> None:
    """Ask ``question`` before a job is finished; call it where the module's commands are loaded.

    It gets the store and the job, whose order is locked in scope, and gives back what is open in words, or nothing.
    """
    _questions[kind] = question


@dataclass(frozen=True, slots=True)
class FinishedJob:
    """Order and job after the finish."""

    id: int
    number: str
    state: str
    version: int
    job_id: int
    job_state: str
    inspection_id: int


@command(permissions.CLOCK, rule="R-QC01")
def finish_job(
    *,
    actor: Actor,
    number: str,
    job_id: int,
    checks: Sequence[Check],
    at: datetime,
    cause: str | None = None,
    correction: str | None = None,
    despite: bool = False,
) -> FinishedJob:
    """Finish a job: its clocks and its waiting end, the self-inspection is kept, bay and technicians are free again.

    ``despite`` says that what is still asked about the job is no longer needed.

    :raises IllegalTransition: the job has not been started
    :raises StillAsked: something is still asked about it, and it is not finished ``despite`` that
    :raises SelfCheckFailed: an item of the self-inspection is not in order
    :raises Invalid: an item of the checklist has no result
    :raises SkillMissing: high voltage, finished by somebody without a valid certificate
    :raises Denied: somebody else's job, without the permission to clock for others
    """
    if not all(check.passed for check in checks):
        raise SelfCheckFailed(field="checks")
    hub.require_order(actor, permissions.CLOCK, number, then=WORK)
    worked = hub.finish_job(actor=actor, number=number, job_id=job_id, cause=cause, correction=correction, at=at)
    open_words = [] if despite else [words for one in _questions.values() if (words := one(worked.store_id, job_id))]
    if open_words:
        raise StillAsked("\n".join(open_words), field="despite")
    lines = hub.lines_of_job(worked.id, job_id)
    wanted = list_for("self", worked, lines, at)
    require_complete(wanted, checks)
    inspector = own_employee(actor, worked.store_id)
    if inspector.id not in {one.technician_id for one in assignments_of(job_id)}:
        actor.require(permissions.CLOCK_FOR_OTHERS, worked.store_id)
    running = running_clocks(job_id)
    if any(line.is_high_voltage for line in lines):
        # It may have been added while somebody without the certificate was at it.
        people = {inspector.id, *(clock.technician_id for clock in running)}
        on = store_info(worked.store_id).clock.day(at)
        require_certificates(team_of(actor, worked.store_id, people, on))
    for clock in running:
        stop(clock, at)
    end_waiting(job_id, at)
    made = Inspection(
        store_id=worked.store_id,
        repair_order_id=worked.id,
        job_id=job_id,
        level="self",
        inspector_id=inspector.id,
        passed=True,
        at=at,
    )
    inspection = keep_inspection(made, items_of_list(wanted, checks))
    capacity.release(actor=actor, store_id=worked.store_id, document=DocumentRef(JOB_KIND, job_id), at=at)
    return FinishedJob(worked.id, worked.number, worked.state, worked.version, job_id, worked.job_state, inspection.pk)
