"""Who stands in for whom, from a day to a day (M01.10, R-FU01): tasks move over and back by themselves.

A stand-in decides approvals in the other's post. So nobody makes himself one, and nobody appoints one for a post that
reaches further than his own, unless it is his own post or he keeps the staff files; approvals look once more at who
appointed (``work``). To end one takes the same reach. An appointment has a longest term, and ends when the posts change
in which it was given.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.people import permissions
from anxin.parties.people.commands.employees import EmployeeHasLeft, require_not_oneself
from anxin.parties.people.commands.endings import end_rows
from anxin.parties.people.commands.posts import PostBeyondReach, may_in_post
from anxin.parties.people.events import SubstituteAssigned
from anxin.parties.people.models import Employee, Substitution
from anxin.parties.people.parameters import LONGEST_SUBSTITUTION
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.parameters import value
from anxin.platform.text import clean_text


class SubstitutionOverlap(Conflict):
    """Somebody is already appointed for some of these days."""

    code = "substitution_overlap"
    default_message = _("这段日期已安排了代班人，请先结束原来的安排。")


@dataclass(frozen=True, slots=True)
class AssignedSubstitute:
    """The substitution after a command."""

    id: int
    employee_id: int
    substitute_id: int


@command(permissions.PLAN_ROSTER)
def assign_substitute(
    *,
    actor: Actor,
    employee_id: int,
    substitute_id: int,
    starts_on: date,
    ends_on: date,
    reason: str = "",
    at: datetime,
) -> AssignedSubstitute:
    """Appoint who stands in for an employee from a day to a day, both included.

    :raises NotFound: unknown employee
    :raises Invalid: the substitute is not another active colleague of the store, or the days are too many or in the wrong
        order
    :raises SubstitutionOverlap: somebody is appointed already
    :raises EmployeeHasLeft: the employee has left
    :raises OwnSubstitution: the actor names himself
    :raises PostBeyondReach: the employee's posts may do what the actor may not
    """
    employees = Employee.objects.visible_to(actor, permissions.PLAN_ROSTER)
    employee = employees.locked().one(pk=employee_id)
    if employee.left_on is not None:
        raise EmployeeHasLeft
    if ends_on < starts_on:
        raise Invalid(_("结束日期不能早于开始日期。"), field="ends_on")
    longest = value(LONGEST_SUBSTITUTION, employee.store_id, store_info(employee.store_id).clock.day(at))
    if (ends_on - starts_on).days >= longest:
        raise Invalid(_("一次代班最长 %(days)s 天，请把结束日期改早。") % {"days": longest}, field="ends_on")
    colleagues = employees.filter(store_id=employee.store_id, left_on=None).exclude(pk=employee_id)
    substitute = colleagues.filter(pk=substitute_id).first()
    if substitute is None:
        raise Invalid(_("请选择同店的另一位在职员工。"), field="substitute_id")
    require_not_oneself(actor, substitute)
    _require_reach(actor, employee)
    known = Substitution.objects.visible_to(actor, permissions.PLAN_ROSTER).filter(employee=employee, cancelled_at=None)
    if known.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise SubstitutionOverlap
    made = Substitution.objects.create(
        store_id=employee.store_id,
        employee=employee,
        substitute_id=substitute_id,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=clean_text(reason)[:120],
        assigned_by=actor.person_key,
    )
    events.publish(_assigned(made), at=at)
    return AssignedSubstitute(made.pk, employee_id, substitute_id)


def _require_reach(actor: Actor, employee: Employee) -> None:
    is_own = actor.kind == "user" and actor.id == employee.user_id
    if is_own or actor.may(permissions.MANAGE, employee.store_id):
        return
    if not all(may_in_post(actor, post, employee.store_id) for post in (employee.post, *employee.extra_posts)):
        raise PostBeyondReach


def _assigned(made: Substitution) -> SubstituteAssigned:
    return SubstituteAssigned(
        store_id=made.store_id,
        substitution_id=made.pk,
        employee_id=made.employee_id,
        substitute_id=made.substitute_id,
        starts_on=made.starts_on,
        ends_on=made.ends_on,
    )


@command(permissions.PLAN_ROSTER)
def end_substitution(*, actor: Actor, substitution_id: int, at: datetime) -> AssignedSubstitute:
    """End a substitution at once: tasks go back.

    :raises NotFound: unknown, or ended already
    :raises OwnSubstitution: the actor is the deputy who would act instead
    :raises PostBeyondReach: the employee's posts may do what the actor may not
    """
    rows = Substitution.objects.visible_to(actor, permissions.PLAN_ROSTER)
    row = rows.locked().one(pk=substitution_id, cancelled_at=None)
    require_not_oneself(actor, row.employee.deputy)
    _require_reach(actor, row.employee)
    end_rows([row], at)
    return AssignedSubstitute(row.pk, row.employee_id, row.substitute_id)
