"""The duty roster and absences (M01.05)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext_lazy as _

from anxin.parties.people import permissions
from anxin.parties.people.commands.employees import EmployeeHasLeft, require_not_oneself
from anxin.parties.people.events import AbsenceRecorded
from anxin.parties.people.models import Absence, Employee, RosterDay
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text

LONGEST_PLAN = 5000


class AbsenceOverlap(Conflict):
    """An absence is already recorded for some of these days."""

    code = "absence_overlap"
    default_message = _("这段日期里已有缺勤记录，请先撤销原来的记录。")


@dataclass(frozen=True, slots=True)
class PlannedDuty:
    """One cell of the roster: on duty from and to, or, without hours, a rest day."""

    employee_id: int
    day: date
    starts_at: time | None = None
    ends_at: time | None = None

    @property
    def is_working(self) -> bool:
        """Whether the day is one of duty."""
        return self.starts_at is not None


@dataclass(frozen=True, slots=True)
class PlannedRoster:
    """How many cells were written."""

    days: int


@dataclass(frozen=True, slots=True)
class RecordedAbsence:
    """The absence after a command."""

    id: int
    employee_id: int


@command(permissions.PLAN_ROSTER)
def plan_roster(*, actor: Actor, store_id: int, duties: Sequence[PlannedDuty], at: datetime) -> PlannedRoster:
    """Write cells of a store's roster; a cell that exists is replaced.

    :raises NotFound: an employee is not of this store or has left
    :raises Invalid: hours with a zone, or that end before they begin (past midnight is the next day's cell), or one cell
        twice
    """
    actor.require(permissions.PLAN_ROSTER, store_id)
    if len(duties) > LONGEST_PLAN or len({(one.employee_id, one.day) for one in duties}) < len(duties):
        raise Invalid(_("同一位员工的同一天只能排一次。"), field="duties")
    for one in duties:
        if any(each and each.tzinfo for each in (one.starts_at, one.ends_at)):
            raise Invalid(_("上下班时间按门店当地时间填写，如 08:30，不带时区。"), field="duties")
        if (one.starts_at is None) != (one.ends_at is None) or (
            one.starts_at and one.ends_at and one.starts_at >= one.ends_at
        ):
            raise Invalid(_("下班时间须晚于上班时间，跨零点的班分两天排；休息日两项都留空。"), field="duties")
    wanted = {one.employee_id for one in duties}
    employees = Employee.objects.visible_to(actor, permissions.PLAN_ROSTER).filter(store_id=store_id, left_on=None)
    if set(employees.filter(pk__in=wanted).values_list("pk", flat=True)) != wanted:
        raise NotFound
    rows = [
        RosterDay(
            store_id=store_id,
            employee_id=one.employee_id,
            day=one.day,
            is_working=one.is_working,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
        )
        for one in duties
    ]
    RosterDay.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["employee", "day"],
        update_fields=["is_working", "starts_at", "ends_at"],
        batch_size=1000,
    )
    days = sorted({one.day for one in duties})
    audit.note(None, store_id, cells=len(rows), first=str(days[0]) if days else "", last=str(days[-1]) if days else "")
    return PlannedRoster(len(rows))


@command(permissions.PLAN_ROSTER)
def record_absence(
    *, actor: Actor, employee_id: int, kind: str, starts_on: date, ends_on: date, reason: str = "", at: datetime
) -> RecordedAbsence:
    """Record that an employee is away from a day to a day, both included.

    :raises NotFound: unknown employee
    :raises Invalid: unknown kind, or the days are in the wrong order
    :raises AbsenceOverlap: some of the days are recorded already
    :raises OwnSubstitution: the actor is the deputy who would act
    """
    employee = Employee.objects.visible_to(actor, permissions.PLAN_ROSTER).locked().one(pk=employee_id)
    if employee.left_on is not None:
        raise EmployeeHasLeft
    require_not_oneself(actor, employee.deputy)
    if kind not in Absence.Kind.values:
        raise Invalid(field="kind")
    if ends_on < starts_on:
        raise Invalid(_("结束日期不能早于开始日期。"), field="ends_on")
    known = Absence.objects.visible_to(actor, permissions.PLAN_ROSTER).filter(employee=employee, cancelled_at=None)
    if known.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise AbsenceOverlap
    made = Absence.objects.create(
        store_id=employee.store_id,
        employee=employee,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=clean_text(reason)[:120],
        recorded_by=actor.person_key,
    )
    fact = AbsenceRecorded(
        store_id=employee.store_id,
        absence_id=made.pk,
        employee_id=employee.pk,
        absence_kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    events.publish(fact, at=at)
    return RecordedAbsence(made.pk, employee.pk)


@command(permissions.PLAN_ROSTER)
def cancel_absence(*, actor: Actor, absence_id: int, at: datetime) -> RecordedAbsence:
    """Take an absence back.

    :raises NotFound: unknown, or taken back already
    """
    row = Absence.objects.visible_to(actor, permissions.PLAN_ROSTER).locked().one(pk=absence_id, cancelled_at=None)
    row.cancelled_at = at
    row.save(update_fields=["cancelled_at"])
    audit.note(DocumentRef("people.absence", row.pk), row.store_id, employee_id=row.employee_id, cancelled=True)
    return RecordedAbsence(row.pk, row.employee_id)
