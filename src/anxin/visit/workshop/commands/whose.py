"""Whose a job is when its clock starts: nobody picks one (R-WS01), a team shares what it was given (R-WS08)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import Colleague
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.resources.capacity import commands as capacity
from anxin.visit.repair_orders.commands import WorkedOn
from anxin.visit.workshop import permissions, rules
from anxin.visit.workshop.access import assignments_of, team_of
from anxin.visit.workshop.commands.dispatch import NotDispatched
from anxin.visit.workshop.commands.fitness import require_equipped, require_fit
from anxin.visit.workshop.commands.reserving import JOB_KIND
from anxin.visit.workshop.covering import covered_of
from anxin.visit.workshop.models import Assignment, JobClock
from anxin.visit.workshop.parameters import DISPATCH_FIRST, TEAM_FIRST


class NotYourJob(Conflict):
    """The job is given to others (R-WS01: no picking of jobs)."""

    code = "not_your_job"
    default_rule = "R-WS01"


def require_mine(actor: Actor, worked: WorkedOn, job_id: int, technician: Colleague, at: datetime) -> None:
    """See that a technician may begin a job whose order the caller has locked; what a team-mate begins becomes his.

    :raises SkillMissing: high voltage without a valid certificate, or dispatched to a bay without the equipment
    :raises NotDispatched: nobody has been given it, and the store dispatches first
    :raises NotYourJob: dispatched to others
    """
    day = store_info(worked.store_id).clock.day(at)
    standing = assignments_of(job_id)
    is_mine = technician.id in {one.technician_id for one in standing}
    is_high_voltage = worked.needs is not None and worked.needs.is_high_voltage
    if worked.needs is not None and is_high_voltage:
        require_fit(worked.needs, team_of(actor, worked.store_id, [technician.id], day))
    if not is_mine:
        _require_given(worked.store_id, standing, technician, at)
    if is_high_voltage:
        require_equipped(actor, worked.store_id, {one.bay_id for one in standing} or {None})
    if not is_mine:
        _give(actor, worked, job_id, standing, technician, at)


def _require_given(store_id: int, standing: list[Assignment], technician: Colleague, at: datetime) -> None:
    if not standing:
        if value(DISPATCH_FIRST, store_id, at):
            raise NotDispatched(_("这个项目还没有派工，请找车间调度先派给您，再开工。"), rule="R-WS01")
        return
    teams = {one.technician.team_id for one in standing} - {None}
    if technician.team_id in teams and value(TEAM_FIRST, store_id, at):
        return
    names = "、".join(one.technician.name for one in standing)
    raise NotYourJob(_("这个项目派给了%(names)s，换人请找车间调度改派。") % {"names": names})


def _give(
    actor: Actor, worked: WorkedOn, job_id: int, standing: list[Assignment], technician: Colleague, at: datetime
) -> None:
    """The whole job where nobody has worked on it, with the plan of who had it; else an equal share of its hours."""
    clocks = JobClock.objects.visible_to(actor, permissions.CLOCK).filter(job_id=job_id)
    staying = standing if standing and clocks.exists() else []
    rows = Assignment.objects.visible_to(actor, permissions.CLOCK)
    if standing and not staying:
        rows.filter(pk__in=[one.pk for one in standing]).update(released_at=at)
        document = DocumentRef(JOB_KIND, job_id)
        capacity.release(actor=actor, store_id=worked.store_id, document=document, at=at, resource_kind="technician")
    *others, own = rules.equal_shares(len(staying) + 1)
    for one, percent in zip(staying, others, strict=True):
        rows.filter(pk=one.pk).update(share_percent=percent)
    plan = standing[0] if standing else Assignment()
    Assignment.objects.create(
        store_id=worked.store_id,
        repair_order_id=worked.id,
        job_id=job_id,
        technician_id=technician.id,
        bay_id=plan.bay_id,
        planned_from=plan.planned_from,
        planned_to=plan.planned_to,
        share_percent=own,
        assigned_at=at,
        covered_minutes=covered_of(standing),
        replanned=plan.replanned,
    )
