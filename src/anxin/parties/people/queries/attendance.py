"""The shift clock, attendance of a month, and whether the store is staffed as it must be."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from anxin.parties.org.queries import store_info
from anxin.parties.people import permissions, rules
from anxin.parties.people.models import Absence, Employee, RosterDay, Shift
from anxin.parties.people.queries.employees import post_label
from anxin.parties.people.queries.staffing_limits import incompatibilities, team_minimums, warranty_deputy_posts
from anxin.platform.actor import Actor
from anxin.platform.queries import query


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A shift on the clock; ``clocked_out_at`` None is running."""

    id: int
    employee_id: int
    employee_name: str
    clocked_in_at: datetime
    clocked_out_at: datetime | None
    worked_on: date
    corrected_reason: str

    @property
    def minutes(self) -> int | None:
        """Length of the shift; None while it runs."""
        if self.clocked_out_at is None:
            return None
        return rules.minutes_between(self.clocked_in_at, self.clocked_out_at, self.clocked_out_at)


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """A month of one employee; ``absenteeism`` is a ratio (K-E06), days are counted from the roster."""

    employee_id: int
    name: str
    post: str
    scheduled_days: int
    rest_days: int
    absent_days: int
    unclocked_days: int
    clocked_minutes: int
    absenteeism: Decimal | None
    effective_days: Decimal | None


@dataclass(frozen=True, slots=True)
class StaffingFinding:
    """Something about the staffing of a store that a requirement forbids (M01.04)."""

    code: str
    source: str
    text: str
    employee_id: int | None = None


@query(None)
def find_running_shift(actor: Actor, employee_id: int) -> ShiftRow | None:
    """The running shift of an employee, if any."""
    rows = Shift.objects.across_stores(reason="one's own clock; row-level security holds")
    found = rows.filter(employee_id=employee_id, clocked_out_at=None).select_related("employee").first()
    return _shift(found) if found else None


@query(permissions.SEE)
def list_shifts(actor: Actor, store_id: int, first: date, last: date) -> list[ShiftRow]:
    """Shifts of a store whose business day lies between two days, both included."""
    rows = Shift.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, worked_on__range=(first, last))
    return [_shift(one) for one in rows.select_related("employee").order_by("worked_on", "employee__name_key", "pk")]


@query(permissions.SEE)
def list_shifts_of(actor: Actor, employee_id: int) -> list[ShiftRow]:
    """The last 31 shifts of an employee, the newest first."""
    rows = Shift.objects.visible_to(actor, permissions.SEE).filter(employee_id=employee_id)
    return [_shift(one) for one in rows.select_related("employee").order_by("-clocked_in_at")[:31]]


def sum_attendance(rows: Iterable[AttendanceRow]) -> rules.Attendance:
    """The sums of many people; their absenteeism is a ratio of sums."""
    total = rules.NO_ATTENDANCE
    for one in rows:
        counted = (one.scheduled_days, one.rest_days, one.absent_days, one.unclocked_days, one.clocked_minutes)
        total = total.plus(rules.Attendance(*counted))
    return total


@query(permissions.SEE)
def attendance_of(actor: Actor, store_id: int, month: date, at: datetime) -> list[AttendanceRow]:
    """Attendance of every employee of a store in a month (any day of it), by name (R-KP16, K-P13, K-E06)."""
    first = month.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    today = store_info(store_id).clock.day(at)
    planned = _planned(actor, store_id, first, last)
    minutes: dict[int, int] = defaultdict(int)
    shifts = Shift.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, worked_on__range=(first, last))
    for shift in shifts:
        minutes[shift.employee_id] += rules.minutes_between(shift.clocked_in_at, shift.clocked_out_at, at)
    employees = Employee.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, joined_on__lte=last)
    found = []
    for one in employees.exclude(left_on__lt=first).order_by("name_key", "pk"):
        sums = rules.attendance(planned.get(one.pk, ()), minutes[one.pk], today=today)
        has_plan = sums.scheduled_days + sums.rest_days > 0
        effective = rules.effective_working_days(last.day, sums.rest_days, 1) if has_plan else None
        found.append(
            AttendanceRow(
                one.pk,
                one.name,
                one.post,
                sums.scheduled_days,
                sums.rest_days,
                sums.absent_days,
                sums.unclocked_days,
                sums.clocked_minutes,
                sums.absenteeism,
                effective,
            )
        )
    return found


@query(permissions.SEE)
def check_staffing(actor: Actor, store_id: int, on: date) -> list[StaffingFinding]:
    """What is wrong with a store's staffing on a day: teams too small, posts doubled, deputies missing (M01.04)."""
    employees = list(
        Employee.objects.visible_to(actor, permissions.SEE)
        .filter(store_id=store_id, left_on=None, joined_on__lte=on)
        .select_related("deputy")
    )
    if not employees:
        return []
    names = {one.pk: one.name for one in employees}
    holders = [_holder(one) for one in employees]
    found = []
    for team in team_minimums(store_id, on):
        strength = rules.team_strength(holders, team)
        if strength < team.minimum:
            words = {"team": _TEAMS[team.code](), "minimum": team.minimum, "strength": strength}
            text = _("%(team)s至少 %(minimum)s 人，现有 %(strength)s 人。") % words
            found.append(StaffingFinding(f"{team.code}_too_small", team.source, text))
    for holder in holders:
        broken = rules.posts_in_conflict(holder.posts, incompatibilities(store_id, on))
        if broken:
            words = {"name": names[holder.employee_id], "post": post_label(broken.post)}
            text = _("%(name)s：%(post)s不得兼任其他岗位。") % words
            found.append(StaffingFinding("posts_doubled", broken.source, text, holder.employee_id))
    for employee_id in rules.lacking_deputy(holders, "warranty_clerk", warranty_deputy_posts(store_id, on)):
        text = _("索赔员%(name)s没有合格的 B 岗，请在档案中指定。") % {"name": names[employee_id]}
        found.append(StaffingFinding("warranty_deputy_missing", "R-WA06", text, employee_id))
    return found


_TEAMS = {
    "insurance": lambda: _("事故保险团队"),
    "beauty": lambda: _("美容团队"),
    "parts_seller": lambda: _("专职配件外销"),
}


def _planned(actor: Actor, store_id: int, first: date, last: date) -> dict[int, list[rules.PlannedDay]]:
    absences: dict[int, list[Any]] = defaultdict(list)
    for one in Absence.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, cancelled_at=None, starts_on__lte=last, ends_on__gte=first
    ):
        absences[one.employee_id].append(one)
    shifts = Shift.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, worked_on__range=(first, last))
    clocked = set(shifts.values_list("employee_id", "worked_on"))
    planned: dict[int, list[rules.PlannedDay]] = defaultdict(list)
    cells = RosterDay.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, day__range=(first, last))
    for cell in cells:
        kind = next((a.kind for a in absences[cell.employee_id] if a.starts_on <= cell.day <= a.ends_on), "")
        is_clocked = (cell.employee_id, cell.day) in clocked
        planned[cell.employee_id].append(rules.PlannedDay(cell.day, cell.is_working, kind, is_clocked))
    return planned


def _holder(one: Any) -> rules.Holder:
    deputy = one.deputy if one.deputy and one.deputy.left_on is None else None
    deputy_posts = frozenset([deputy.post, *deputy.extra_posts]) if deputy else None
    return rules.Holder(one.pk, frozenset([one.post, *one.extra_posts]), one.is_full_time, deputy_posts)


def _shift(one: Any) -> ShiftRow:
    return ShiftRow(
        one.pk,
        one.employee_id,
        one.employee.name,
        one.clocked_in_at,
        one.clocked_out_at,
        one.worked_on,
        one.corrected_reason,
    )
