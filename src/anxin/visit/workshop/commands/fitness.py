"""Who and which bay is fit for a job: skills, the certificate for high voltage, the equipment (M07.18)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import BayRow, list_bays, store_info
from anxin.parties.people.queries import EmployeeRow, list_employees, skill_label
from anxin.parties.work.commands import cancel_tasks_of
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.references import DocumentRef
from anxin.visit.repair_orders.commands import ORDER_KIND, JobNeeds, WorkedOn
from anxin.visit.workshop import rules
from anxin.visit.workshop.models import Assignment, Waiting
from anxin.visit.workshop.parameters import HIGH_VOLTAGE_TASK


class SkillMissing(Invalid):
    """The technicians or the bay are not fit for the job."""

    code = "skill_missing"
    default_rule = "M07.18"


def require_certificates(team: Mapping[int, EmployeeRow]) -> None:
    """:raises SkillMissing: somebody lacks the certificate for high voltage"""
    require_fit(JobNeeds("", Decimal(0), frozenset(), True), team)


def require_fit(needs: JobNeeds, team: Mapping[int, EmployeeRow]) -> None:
    """:raises SkillMissing: somebody lacks the certificate for high voltage, or the team a skill"""
    lacking = rules.missing_skills(needs.skills, needs.is_high_voltage, {number: one.skills for number, one in team.items()})
    if not lacking:
        return
    unfit = "、".join(team[number].name for number in lacking if number)
    if unfit:
        raise SkillMissing(
            _("%(names)s没有有效的高压电资质，不能做这个项目，请换有证的技师。") % {"names": unfit}, field="technicians"
        )
    raise SkillMissing(
        _("所选技师没有人具备需要的技能：%(skills)s。请换人。")
        % {"skills": "、".join(map(skill_label, sorted(lacking[0])))},
        field="technicians",
        skills=sorted(lacking[0]),
    )


def fit_bay(actor: Actor, store_id: int, bay_id: int | None, high_voltage: bool) -> BayRow | None:
    """The bay that is meant.

    :raises SkillMissing: high voltage, and none that is equipped
    :raises Invalid: no such bay in use
    """
    if bay_id is None and not high_voltage:
        return None
    bay = next((one for one in list_bays(actor, store_id) if one.id == bay_id), None)
    if bay is None and bay_id is not None:
        raise Invalid(_("本店没有这个工位，或已停用，请从列表中选择。"), field="bay_id")
    if high_voltage:
        require_equipped(actor, store_id, {bay_id})
    return bay


def require_equipped(actor: Actor, store_id: int, bay_ids: Collection[int | None]) -> None:
    """:raises SkillMissing: one of the bays, or none, is for high voltage"""
    equipped = {one.id for one in list_bays(actor, store_id) if one.is_high_voltage}
    if not set(bay_ids) <= equipped:
        raise SkillMissing(_("高压项目要派到高压工位，请找车间调度改派。"), field="bay_id")


def jobs_without_fit(actor: Actor, store_id: int, job_ids: Collection[int], at: datetime) -> set[int]:
    """Of high-voltage jobs, whose orders are in scope, those that nobody who has them may go on with where they stand."""
    if not job_ids:
        return set()
    rows = Assignment.objects.in_stores([store_id]).filter(job_id__in=list(job_ids), released_at=None)
    places: dict[int, set[int | None]] = {}
    people: dict[int, set[int]] = {}
    for job_id, technician_id, bay_id in rows.values_list("job_id", "technician_id", "bay_id"):
        people.setdefault(job_id, set()).add(technician_id)
        places.setdefault(job_id, set()).add(bay_id)
    equipped = {one.id for one in list_bays(actor, store_id) if one.is_high_voltage}
    staff = list_employees(actor, store_id, on=store_info(store_id).clock.day(at))
    certified = {one.id for one in staff if rules.HIGH_VOLTAGE in one.skills}
    return {one for one in job_ids if not (people.get(one, set()) & certified and places[one] <= equipped)}


def settle_told(actor: Actor, worked: WorkedOn, job_id: int, at: datetime) -> None:
    """A high-voltage job was given to those who may: nothing is left to do, unless another job of the order waits too."""
    reason = Waiting.Reason.HIGH_VOLTAGE
    waits = Waiting.objects.in_stores([worked.store_id]).filter(repair_order_id=worked.id, until=None)
    named = Q(reason=reason) | Q(also__contains=[reason.value])
    if not waits.filter(named).exclude(job_id=job_id).exists():
        cancel_tasks_of(actor=actor, subject=DocumentRef(ORDER_KIND, worked.id), kind=HIGH_VOLTAGE_TASK, at=at)
