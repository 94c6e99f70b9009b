"""The shift clock: clocking in and out, and the supervisor's correction with its reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.people import permissions, rules
from anxin.parties.people.commands.employees import EmployeeHasLeft
from anxin.parties.people.events import ShiftEnded, ShiftStarted
from anxin.parties.people.models import Employee, Shift
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.clock import require_plausible
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Denied, Invalid
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text

LONGEST_SHIFT = timedelta(hours=36)


class AlreadyClockedIn(Conflict):
    """A shift is running."""

    code = "already_clocked_in"
    default_message = _("已经打过上班卡，请先打下班卡。")


class NotClockedIn(Conflict):
    """No shift is running."""

    code = "not_clocked_in"
    default_message = _("还没有打上班卡；若忘了打卡，请主管补录。")


class ShiftOverlap(Conflict):
    """The corrected time would overlap another shift."""

    code = "shift_overlap"
    default_message = _("改后的时间与这位员工的另一段班重叠，请核对。")


@dataclass(frozen=True, slots=True)
class ClockedShift:
    """The shift after a command."""

    id: int
    employee_id: int
    clocked_in_at: datetime
    clocked_out_at: datetime | None


@command(permissions.CLOCK)
def clock_in(*, actor: Actor, employee_id: int, at: datetime) -> ClockedShift:
    """Begin a shift: one's own, or, for whoever plans the roster, anybody's.

    :raises NotFound: unknown employee
    :raises Denied: somebody else's shift
    :raises AlreadyClockedIn: a shift is running
    """
    employee = _own_or_led(actor, employee_id)
    if employee.left_on is not None:
        raise EmployeeHasLeft
    others = [(one.clocked_in_at, one.clocked_out_at) for one in _shifts(actor, employee)]
    if rules.is_overlapping(others, at, None):
        raise AlreadyClockedIn
    worked_on = store_info(employee.store_id).clock.day(at)
    shift = Shift.objects.create(store_id=employee.store_id, employee=employee, clocked_in_at=at, worked_on=worked_on)
    events.publish(ShiftStarted(store_id=employee.store_id, shift_id=shift.pk, employee_id=employee.pk), at=at)
    return _clocked(shift)


@command(permissions.CLOCK)
def clock_out(*, actor: Actor, employee_id: int, at: datetime) -> ClockedShift:
    """End the running shift.

    :raises NotFound: unknown employee
    :raises Denied: somebody else's shift
    :raises NotClockedIn: no shift is running
    """
    employee = _own_or_led(actor, employee_id)
    shift = _shifts(actor, employee).filter(clocked_out_at=None, clocked_in_at__lt=at).first()
    if shift is None:
        raise NotClockedIn
    shift.clocked_out_at = at
    shift.save(update_fields=["clocked_out_at"])
    minutes = rules.minutes_between(shift.clocked_in_at, at, at)
    fact = ShiftEnded(store_id=shift.store_id, shift_id=shift.pk, employee_id=employee.pk, minutes=minutes)
    events.publish(fact, at=at)
    return _clocked(shift)


@command(permissions.PLAN_ROSTER)
def correct_shift(
    *,
    actor: Actor,
    employee_id: int,
    clocked_in_at: datetime,
    clocked_out_at: datetime,
    reason: str,
    shift_id: int | None = None,
    at: datetime,
) -> ClockedShift:
    """Mend a shift, or add one that nobody clocked (``shift_id`` None); the reason is kept.

    :raises NotFound: unknown employee or shift
    :raises Invalid: no reason, wrong order, a time that is not over yet, or a shift of more than 36 hours
    :raises ShiftOverlap: overlaps another shift of the employee
    """
    employee = Employee.objects.visible_to(actor, permissions.PLAN_ROSTER).locked().one(pk=employee_id)
    if not clean_text(reason):
        raise Invalid(_("请写明更正原因。"), field="reason")
    _require_span(clocked_in_at, clocked_out_at, at)
    shifts = Shift.objects.visible_to(actor, permissions.PLAN_ROSTER).filter(employee=employee)
    shift = Shift(store_id=employee.store_id, employee=employee) if shift_id is None else shifts.one(pk=shift_id)
    others = [(one.clocked_in_at, one.clocked_out_at) for one in shifts.exclude(pk=shift.pk)]
    if rules.is_overlapping(others, clocked_in_at, clocked_out_at):
        raise ShiftOverlap
    shift.clocked_in_at, shift.clocked_out_at = clocked_in_at, clocked_out_at
    shift.worked_on = store_info(employee.store_id).clock.day(clocked_in_at)
    shift.corrected_reason = clean_text(reason)[:120]
    shift.save()
    subject = DocumentRef("people.shift", shift.pk)
    audit.note(
        subject,
        shift.store_id,
        employee_id=employee.pk,
        clocked_in_at=clocked_in_at.isoformat(),
        clocked_out_at=clocked_out_at.isoformat(),
    )
    return _clocked(shift)


def _require_span(clocked_in_at: datetime, clocked_out_at: datetime, at: datetime) -> None:
    require_plausible(clocked_in_at=clocked_in_at, clocked_out_at=clocked_out_at)
    if not clocked_in_at < clocked_out_at <= at:
        raise Invalid(_("下班时间须晚于上班时间，且不能在将来。"), field="clocked_out_at")
    if clocked_out_at - clocked_in_at > LONGEST_SHIFT:
        raise Invalid(_("一个班最长 36 小时，请核对日期。"), field="clocked_in_at")


def _own_or_led(actor: Actor, employee_id: int) -> Employee:
    employee: Employee = Employee.objects.visible_to(actor, permissions.CLOCK).locked().one(pk=employee_id)
    is_own = actor.kind == "user" and employee.user_id == actor.id
    if not is_own and not actor.may(permissions.PLAN_ROSTER, employee.store_id):
        raise Denied(_("只能为自己打卡；替别人打卡请主管操作。"))
    return employee


def _shifts(actor: Actor, employee: Employee):  # type: ignore[no-untyped-def]
    return Shift.objects.visible_to(actor, permissions.CLOCK).filter(employee=employee)


def _clocked(shift: Shift) -> ClockedShift:
    return ClockedShift(shift.pk, shift.employee_id, shift.clocked_in_at, shift.clocked_out_at)
