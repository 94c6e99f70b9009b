"""Who acts in the workshop, and what stands on a job: reads that the commands share."""

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from anxin.parties.people.queries import Colleague, EmployeeRow, find_employee, find_own_employee, list_employees
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared
from anxin.platform.errors import Conflict, Invalid
from anxin.visit.workshop import permissions
from anxin.visit.workshop.models import Assignment


class NotOnStaff(Conflict):
    """The actor is no employee of the store, so no hours can be booked on that person."""

    code = "not_on_staff"
    default_rule = "M07.14"
    default_message = _("您的账号没有关联本店员工，不能登记工时或签名，请联系门店管理员。")


def own_employee(actor: Actor, store_id: int) -> Colleague:
    """The actor's own employee in the store.

    :raises NotOnStaff: there is none
    """
    own = find_own_employee(actor)
    if own is None or own.store_id != store_id:
        raise NotOnStaff
    return own


def technician_for(actor: Actor, store_id: int, technician_id: int | None) -> Colleague:
    """The technician who is meant: oneself, or somebody for whom the actor may clock.

    :raises NotOnStaff: oneself, without being employed in the store
    :raises Denied: somebody else, without the permission
    :raises Invalid: nobody of that id on the store's staff
    """
    if technician_id is None:
        return own_employee(actor, store_id)
    meant = find_employee(actor, technician_id)
    if meant is None or meant.store_id != store_id:
        raise Invalid(_("本店没有这位技师，请从列表中选择。"), field="technician_id")
    if meant.user_id is None or meant.user_id != actor.id:
        actor.require(permissions.CLOCK_FOR_OTHERS, store_id)
    return meant


def team_of(actor: Actor, store_id: int, technician_ids: Collection[int], on: date) -> dict[int, EmployeeRow]:
    """The technicians with the skills valid on a day, in the order given.

    :raises Invalid: nobody is named, one twice, or one who is not on the store's staff that day
    """
    staff = {person.id: person for person in list_employees(actor, store_id, on=on)}
    team = {number: staff[number] for number in technician_ids if number in staff}
    if not team or len(team) != len(technician_ids):
        raise Invalid(_("请选择本店在职的技师，每人一次。"), field="technicians")
    return team


def assignments_of(job_id: int) -> list[Assignment]:
    """What stands on a job whose order the caller has locked in scope."""
    return _assignments(job_id)


@prepared
def _assignments(job_id: int) -> QuerySet[Assignment]:
    rows: QuerySet[Assignment] = Assignment.objects.across_stores(reason="of a job whose order is in scope")
    return rows.filter(job_id=job_id, released_at=None).select_related("technician").order_by("pk")
