"""Who stands in for whom, from a day to a day (M01.10, R-FU01): tasks move over and back by themselves."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.people import permissions
from anxin.parties.people.commands.employees import EmployeeHasLeft
from anxin.parties.people.events import SubstituteAssigned, SubstitutionEnded
from anxin.parties.people.models import Employee, Substitution
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
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
    :raises Invalid: the substitute is not another active colleague of the store, or the days are in the wrong order
    :raises SubstitutionOverlap: somebody is appointed already
    :raises EmployeeHasLeft: the employee has left
    """
    employees = Employee.objects.visible_to(actor, permissions.PLAN_ROSTER)
    employee = employees.locked().one(pk=employee_id)
    if employee.left_on is not None:
        raise EmployeeHasLeft
    if ends_on < starts_on:
        raise Invalid(_("结束日期不能早于开始日期。"), field="ends_on")
    colleagues = employees.filter(store_id=employee.store_id, left_on=None).exclude(pk=employee_id)
    if not colleagues.filter(pk=substitute_id).exists():
        raise Invalid(_("请选择同店的另一位在职员工。"), field="substitute_id")
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
    )
    events.publish(_assigned(made), at=at)
    return AssignedSubstitute(made.pk, employee_id, substitute_id)


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
    """
    rows = Substitution.objects.visible_to(actor, permissions.PLAN_ROSTER)
    row = rows.locked().one(pk=substitution_id, cancelled_at=None)
    row.cancelled_at = at
    row.save(update_fields=["cancelled_at"])
    fact = SubstitutionEnded(
        store_id=row.store_id,
        substitution_id=row.pk,
        employee_id=row.employee_id,
        substitute_id=row.substitute_id,
    )
    events.publish(fact, at=at)
    return AssignedSubstitute(row.pk, row.employee_id, row.substitute_id)
