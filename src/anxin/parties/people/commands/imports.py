"""Taking a staff list over: good rows are written, the others come back with what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import users_by_name
from anxin.parties.people import permissions
from anxin.parties.people.commands.employees import EmployeeDetails, OwnSubstitution, changed, fill, hired, is_oneself
from anxin.parties.people.models import Employee
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid, Refusal

LONGEST_LIST = 1000
Result = Literal["created", "changed", "unchanged", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffListRow:
    """One row of a staff list; deputy and mentor by number, the user by sign-in name."""

    number: str
    name: str
    post: str
    joined_on: date
    extra_posts: tuple[str, ...] = ()
    trade: str = ""
    level: str = ""
    phone: str = ""
    username: str = ""
    deputy_number: str = ""
    mentor_number: str = ""
    is_trainee: bool | None = None
    is_full_time: bool | None = None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was left out: its place in the list from 0, the field and what to do."""

    index: int
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class ImportedStaff:
    """What became of a list."""

    created: int
    changed: int
    unchanged: int
    refused: tuple[RefusedRow, ...]
    results: tuple[Result, ...]
    """What became of each row, in the order of the list."""


@command(permissions.MANAGE)
def import_employees(*, actor: Actor, store_id: int, rows: Sequence[StaffListRow], at: datetime) -> ImportedStaff:
    """Take up to 1,000 rows of a store's staff list over; the number decides whether a row is new or a change.

    The same list twice changes nothing; what is left empty stays as it is known.
    Rows that are refused do not stop the others.

    :raises Invalid: too many rows at once
    """
    actor.require(permissions.MANAGE, store_id)
    if len(rows) > LONGEST_LIST:
        raise Invalid(_("一次最多导入 1000 行，请分批。"), field="rows")
    run = _Import(actor, store_id, [row.username for row in rows if row.username], at)
    for index, row in enumerate(rows):
        run.take(index, row)
    for index, row in enumerate(rows):
        run.link(index, row)
    run.announce()
    results = run.results(rows)
    counts = ImportedStaff(
        results.count("created"), results.count("changed"), results.count("unchanged"), tuple(run.refused), tuple(results)
    )
    audit.note(None, store_id, created=counts.created, changed=counts.changed, refused=len(counts.refused))
    return counts


class _Import:
    """The state of one run: colleagues by number, and the counts."""

    def __init__(self, actor: Actor, store_id: int, wanted: Sequence[str], at: datetime) -> None:
        self.actor, self.store_id, self.at = actor, store_id, at
        known = Employee.objects.visible_to(actor, permissions.MANAGE).filter(store_id=store_id)
        self.employees: dict[str, Employee] = {one.number: one for one in known}
        self.users = users_by_name(wanted)
        self.changed: set[int] = set()
        self.new: set[int] = set()
        self.refused: list[RefusedRow] = []

    def take(self, index: int, row: StaffListRow) -> None:
        """Write one row, still without its deputy and mentor when they may come later in the list."""
        known = self.employees.get(row.number)
        if row.username and row.username not in self.users:
            self._refuse(index, "username", _("没有这个登录用户，请先建用户或留空。"))
            return
        details = EmployeeDetails(
            **_given(row, known),
            user_id=self.users[row.username] if row.username else known.user_id if known else None,
            deputy_id=known.deputy_id if known else None,
            mentor_id=known.mentor_id if known else None,
            team_id=known.team_id if known else None,
        )
        before = _state(known) if known else None
        user_before = known.user_id if known else None
        employee = known or Employee(store_id=self.store_id)
        try:
            with transaction.atomic():
                fill(self.actor, employee, details, at=self.at)
                self._save(employee, before)
        except Refusal as refusal:
            if known:
                known.refresh_from_db()
            self._refuse(index, refusal.field or "", refusal.message)
            return
        if known and known.user_id != user_before:
            for principal in self.employees.values():
                if principal.deputy_id == known.pk:
                    principal.refresh_from_db()

    def link(self, index: int, row: StaffListRow) -> None:
        """Set deputy and mentor by number once every row of the list is known."""
        employee = self.employees.get(row.number)
        if employee is None or any(one.index == index for one in self.refused):
            return
        for name, number in (("deputy", row.deputy_number), ("mentor", row.mentor_number)):
            other = self.employees.get(number)
            if not number:
                continue
            if other is None or other.pk == employee.pk or other.left_on is not None:
                self._refuse(index, f"{name}_number", _("没有这个工号的在职同事；其余内容已导入。"))
                continue
            if getattr(employee, f"{name}_id") != other.pk:
                if name == "deputy" and is_oneself(self.actor, other):
                    self._refuse(index, "deputy_number", OwnSubstitution.default_message)
                    continue
                setattr(employee, f"{name}_id", other.pk)
                if name == "deputy":
                    employee.deputy_set_by = self.actor.person_key
                employee.save(update_fields=[f"{name}_id", "deputy_set_by"])
                if employee.pk not in self.new:
                    self.changed.add(employee.pk)

    def _save(self, employee: Employee, before: tuple[object, ...] | None) -> None:
        if before is None:
            employee.save(force_insert=True)
            self.employees[employee.number] = employee
            self.new.add(employee.pk)
            return
        if _state(employee) != before:
            employee.version += 1
            employee.save()
            if employee.pk not in self.new:
                self.changed.add(employee.pk)

    def announce(self) -> None:
        """Say of each file once what became of it."""
        for employee in self.employees.values():
            if employee.pk in self.new:
                events.publish(hired(employee), at=self.at)
            elif employee.pk in self.changed:
                events.publish(changed(employee), at=self.at)

    def results(self, rows: Sequence[StaffListRow]) -> list[Result]:
        """What became of each row."""
        refused = {one.index for one in self.refused}
        found: list[Result] = []
        for index, row in enumerate(rows):
            employee = self.employees.get(row.number)
            if index in refused or employee is None:
                found.append("refused")
            elif employee.pk in self.new:
                found.append("created")
            else:
                found.append("changed" if employee.pk in self.changed else "unchanged")
        return found

    def _refuse(self, index: int, field: str, message: object) -> None:
        self.refused.append(RefusedRow(index, field, str(message)))


_SAME = (
    "number",
    "name",
    "post",
    "joined_on",
    "extra_posts",
    "trade",
    "level",
    "phone",
    "is_trainee",
    "is_full_time",
)


_BLANK = {"is_trainee": False, "is_full_time": True}


def _given(row: StaffListRow, known: Employee | None) -> dict[str, Any]:
    """The row's values; an empty one is what is known, or the usual."""
    given = {}
    for name in _SAME:
        value = getattr(row, name)
        if value in ("", (), None):
            value = getattr(known, name) if known else _BLANK.get(name, value)
        given[name] = tuple(value) if name == "extra_posts" else value
    return given


def _state(employee: Employee) -> tuple[object, ...]:
    return (*(getattr(employee, name) for name in _SAME), employee.user_id)
