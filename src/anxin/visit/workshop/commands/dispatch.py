"""Placing jobs on people and bays (M07.01, R-WS01): dispatch, move, recall."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.work.commands import cancel_tasks_of
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.clock import require_plausible
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import commands as capacity
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.commands import JobNeeds, WorkedOn
from anxin.visit.repair_orders.permissions import WORK
from anxin.visit.workshop import parameters, permissions, rules
from anxin.visit.workshop.access import assignments_of, team_of
from anxin.visit.workshop.commands.fitness import fit_bay, require_fit, settle_told
from anxin.visit.workshop.commands.groups import require_own_team
from anxin.visit.workshop.commands.growing import move_behind, moved_behind
from anxin.visit.workshop.commands.naming import lift_cause
from anxin.visit.workshop.commands.reserving import JOB_KIND, reserve
from anxin.visit.workshop.commands.seen import require_seen
from anxin.visit.workshop.covering import covered_by_move, labour_minutes
from anxin.visit.workshop.events import JobDispatched, JobRecalled
from anxin.visit.workshop.models import Assignment, JobClock, Waiting
from anxin.visit.workshop.parameters import REPLAN_TASK


class AlreadyDispatched(Conflict):
    """The job has its technicians."""

    code = "already_dispatched"
    default_rule = "M07.01"


class NotDispatched(Conflict):
    """Nobody has been given the job."""

    code = "not_dispatched"
    default_rule = "M07.01"
    default_message = _("这个项目还没有派工，请先派工。")


class TechnicianAtWork(Conflict):
    """Somebody is clocked on the job."""

    code = "technician_at_work"
    default_rule = "M07.01"


@dataclass(frozen=True, slots=True)
class Share:
    """A technician with the share of the job's hours in percent; without one all share equally."""

    technician_id: int
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Who does a job, from when, until when (None: the sold hours) and where.

    ``reasons`` are codes of the placement that chose them. ``seen`` is the job's ``stand_of`` that the caller saw, 0 for
    nobody: with another one the plan is refused. None does not ask. ``stretches`` are the parts of the span in which bay
    and people are taken; without them, all of it.
    """

    technicians: Sequence[Share]
    planned_from: datetime
    planned_to: datetime | None = None
    bay_id: int | None = None
    reasons: Sequence[str] = ()
    seen: int | None = None
    stretches: Sequence[tuple[datetime, datetime]] = ()


@dataclass(frozen=True, slots=True)
class DispatchedJob:
    """A job as it stands on the board; ``moved_behind`` is how many other jobs of its car made way for it."""

    id: int
    number: str
    state: str
    version: int
    job_id: int
    technician_ids: tuple[int, ...] = ()
    bay_id: int | None = None
    planned_from: datetime | None = None
    planned_to: datetime | None = None
    moved_behind: int = 0


@command(permissions.DISPATCH, rule="M07.01")
def dispatch_job(*, actor: Actor, number: str, job_id: int, plan: Plan, at: datetime) -> DispatchedJob:
    """Give a job to technicians and reserve their time and the bay.

    :raises IllegalTransition: the customer has not signed, or the job is done
    :raises AlreadyDispatched: somebody has it; move it instead
    :raises PlacingChanged: somebody placed it since the plan's ``seen``
    :raises SkillMissing: no certificate for high voltage, a skill that nobody in the team has, or a bay without insulation
    :raises CapacityTaken: bay or technician is taken; says by what and until when
    :raises NotYourTeam: a team leader, and somebody of another team
    :raises Invalid: unknown technicians, shares that do not sum to 100, or a plan that is not sound in time
    """
    hub.require_order(actor, permissions.DISPATCH, number, then=WORK)
    worked = hub.dispatch_repair_order(actor=actor, number=number, job_id=job_id, at=at)
    standing = assignments_of(job_id)
    require_seen(standing, plan.seen)
    if standing:
        names = "、".join(one.technician.name for one in standing)
        raise AlreadyDispatched(_("这个项目已派给%(names)s，请用改派。") % {"names": names})
    return _place(actor, worked, job_id, plan, labour_minutes(_needs_of(worked).hours), at)


@command(permissions.DISPATCH, rule="M07.01")
def move_job(*, actor: Actor, number: str, job_id: int, plan: Plan, at: datetime) -> DispatchedJob:
    """Give a dispatched job other people, another time or another bay; the car's own jobs in its way, that nobody has
    begun, come after it.

    :raises NotDispatched: nobody has it
    :raises PlacingChanged: somebody placed it since the plan's ``seen``
    :raises TechnicianAtWork: somebody who would lose the job is clocked on it
    :raises NotYourTeam: a team leader, and another team has the job or one that would make way for it
    :raises NoRoomBehind: what would make way for it would reach into closed hours
    :raises SkillMissing, CapacityTaken, Invalid: as in ``dispatch_job``
    """
    hub.require_order(actor, permissions.DISPATCH, number, then=WORK)
    worked = hub.dispatch_repair_order(actor=actor, number=number, job_id=job_id, at=at)
    standing = assignments_of(job_id)
    require_seen(standing, plan.seen)
    if not standing:
        raise NotDispatched
    _require_led(actor, worked.store_id, standing, at)
    staying = {share.technician_id for share in plan.technicians}
    _require_nobody_at_work(job_id, [one for one in standing if one.technician_id not in staying])
    span = (plan.planned_from, _until(worked, plan, len(staying)))
    behind = moved_behind(actor, worked.store_id, worked.id, job_id, _resources_of(plan), span)
    for was, _will in behind:
        _require_led(actor, worked.store_id, assignments_of(was.job_id), at)
    # All at once, and before anything is given back: of two who exchange two jobs, or move into the room that the other
    # leaves, each would hold what the other needs next.
    own = [*_resources_of(plan), *_resources_held(standing), *(each for was, _will in behind for each in was.takes)]
    capacity.take_resource_turns(worked.store_id, own)
    _take_back(actor, worked.store_id, job_id, standing, at)
    for was, _will in behind:
        document = DocumentRef(JOB_KIND, was.job_id)
        capacity.release(actor=actor, store_id=worked.store_id, document=document, at=at)
    is_answer = cancel_tasks_of(actor=actor, subject=DocumentRef(hub.ORDER_KIND, worked.id), kind=REPLAN_TASK, at=at) > 0
    agreed = labour_minutes(_needs_of(worked).hours)
    if plan.planned_to is not None and not is_answer:
        agreed = covered_by_move(worked.store_id, standing, (*span, len(staying)), agreed)
    done = _place(actor, worked, job_id, plan, agreed, at)
    move_behind(actor, worked.store_id, worked.id, behind, at)
    return replace(done, moved_behind=len(behind))


@command(permissions.DISPATCH, rule="M07.01")
def recall_job(*, actor: Actor, number: str, job_id: int, at: datetime) -> DispatchedJob:
    """Take a job off the board and give its reservations back.

    :raises NotDispatched: nobody has it
    :raises NotYourTeam: a team leader, and another team has it
    :raises TechnicianAtWork: somebody is clocked on it
    """
    hub.require_order(actor, permissions.DISPATCH, number, then=WORK)
    held = hub.hold_job(actor, number, job_id)
    standing = assignments_of(job_id)
    if not standing:
        raise NotDispatched
    _require_led(actor, held.store_id, standing, at)
    _require_nobody_at_work(job_id, standing)
    _take_back(actor, held.store_id, job_id, standing, at)
    others = Assignment.objects.across_stores(reason="of an order in scope").filter(
        repair_order_id=held.id, released_at=None
    )
    if not others.exists():
        held = hub.recall_repair_order(actor=actor, number=number, at=at)
    events.publish(JobRecalled(repairorder_id=held.id, store_id=held.store_id, job_id=job_id), at=at)
    return DispatchedJob(held.id, number, held.state, held.version, job_id)


def _place(actor: Actor, worked: WorkedOn, job_id: int, plan: Plan, covered: int, at: datetime) -> DispatchedJob:
    needs = _needs_of(worked)
    require_plausible(planned_from=plan.planned_from, planned_to=plan.planned_to)
    day = store_info(worked.store_id).clock.day(plan.planned_from)
    team = team_of(actor, worked.store_id, [share.technician_id for share in plan.technicians], day)
    require_own_team(actor, worked.store_id, [one.team_id for one in team.values()], day)
    shares = _shares(plan.technicians)
    require_fit(needs, team)
    bay = fit_bay(actor, worked.store_id, plan.bay_id, needs.is_high_voltage)
    until = _until(worked, plan, len(team))
    span = (plan.planned_from, until)
    bays = [("bay", bay.id, _("工位 %(code)s") % {"code": bay.code})] if bay is not None else []
    for resource in [*bays, *(("technician", number, team[number].name) for number in sorted(team))]:
        for stretch in plan.stretches or (span,):
            reserve(actor, worked.store_id, resource, stretch, job_id, at)
    Assignment.objects.bulk_create(
        Assignment(
            store_id=worked.store_id,
            repair_order_id=worked.id,
            job_id=job_id,
            technician_id=number,
            bay_id=plan.bay_id,
            share_percent=share,
            planned_from=plan.planned_from,
            planned_to=until,
            assigned_at=at,
            reasons=list(plan.reasons),
            covered_minutes=covered,
        )
        for number, share in zip(team, shares, strict=True)
    )
    fact = JobDispatched(
        repairorder_id=worked.id, store_id=worked.store_id, job_id=job_id, technician_ids=list(team), bay_id=plan.bay_id
    )
    events.publish(fact, at=at)
    if needs.is_high_voltage:
        lift_cause(actor, worked.store_id, job_id, Waiting.Reason.HIGH_VOLTAGE, at)
        settle_told(actor, worked, job_id, at)
    return DispatchedJob(worked.id, worked.number, worked.state, worked.version, job_id, tuple(team), plan.bay_id, *span)


def _until(worked: WorkedOn, plan: Plan, people: int) -> datetime:
    require_plausible(planned_from=plan.planned_from, planned_to=plan.planned_to)
    day = store_info(worked.store_id).clock.day(plan.planned_from)
    shortest = value(parameters.SHORTEST_PLAN, worked.store_id, day)
    return plan.planned_to or rules.planned_end(plan.planned_from, _needs_of(worked).hours, max(people, 1), shortest)


def _resources_of(plan: Plan) -> list[tuple[str, int]]:
    bays = [("bay", plan.bay_id)] if plan.bay_id is not None else []
    return [*bays, *(("technician", share.technician_id) for share in plan.technicians)]


def _resources_held(standing: Sequence[Assignment]) -> list[tuple[str, int]]:
    bays = [("bay", one.bay_id) for one in standing if one.bay_id is not None]
    return [*bays, *(("technician", one.technician_id) for one in standing)]


def _needs_of(worked: WorkedOn) -> JobNeeds:
    if worked.needs is None:
        raise RuntimeError("a dispatched job brings its needs")
    return worked.needs


def _shares(technicians: Sequence[Share]) -> list[int]:
    given = [share.percent for share in technicians]
    if all(percent is None for percent in given):
        return rules.equal_shares(len(technicians))
    shares = [percent or 0 for percent in given]
    if sum(shares) != 100 or min(shares) < 1:
        raise Invalid(
            _("各技师的比例合计必须是 100%%，现在是 %(sum)s%%，请改。") % {"sum": sum(shares)}, field="technicians"
        )
    return shares


def _require_led(actor: Actor, store_id: int, standing: Sequence[Assignment], at: datetime) -> None:
    day = store_info(store_id).clock.day(at)
    require_own_team(actor, store_id, [one.technician.team_id for one in standing], day)


def _require_nobody_at_work(job_id: int, leaving: Sequence[Assignment]) -> None:
    clocks = JobClock.objects.across_stores(reason="of a job whose order is in scope").filter(job_id=job_id, ended_at=None)
    at_work = set(clocks.values_list("technician_id", flat=True))
    names = "、".join(one.technician.name for one in leaving if one.technician_id in at_work)
    if names:
        raise TechnicianAtWork(_("%(names)s正在做这个项目，请先暂停。") % {"names": names})


def _take_back(actor: Actor, store_id: int, job_id: int, standing: Sequence[Assignment], at: datetime) -> None:
    rows = Assignment.objects.across_stores(reason="of a job whose order is in scope")
    rows.filter(pk__in=[one.pk for one in standing]).update(released_at=at)
    capacity.release(actor=actor, store_id=store_id, document=DocumentRef(JOB_KIND, job_id), at=at)
