"""Ending what rests on a post or an employment: stand-ins, roster, running shifts; not the permission to."""

from collections.abc import Iterable
from datetime import date, datetime

from anxin.parties.people.events import SubstitutionEnded
from anxin.parties.people.models import Employee, RosterDay, Shift, Substitution
from anxin.platform import audit, events
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import ScopedQuerySet


def end_those_of(employee: Employee, *, today: date, at: datetime) -> None:
    """End who stands in for an employee whose posts changed: the trust was in the posts as they were (M01.10)."""
    ended = _open(today).filter(employee=employee).locked()
    ids = end_rows(ended, at)
    if ids:
        audit.note(DocumentRef("people.employee", employee.pk), employee.store_id, ended_substitutions=ids)


def end_plans(employee: Employee, left_on: date, at: datetime) -> None:
    """End roster days, running shifts and the standing in for others of somebody who leaves."""
    reason = "the employee's own plans end with the employment"
    RosterDay.objects.across_stores(reason=reason).filter(employee=employee, day__gt=left_on).delete()
    running = Shift.objects.across_stores(reason=reason).filter(employee=employee, clocked_out_at=None, clocked_in_at__lt=at)
    running.update(clocked_out_at=at)
    _open(left_on).filter(substitute=employee).update(cancelled_at=at)


def end_rows(rows: Iterable[Substitution], at: datetime) -> list[int]:
    """End these at once and say so: tasks go back. Returns their ids."""
    ids = []
    for row in rows:
        row.cancelled_at = at
        row.save(update_fields=["cancelled_at"])
        fact = SubstitutionEnded(
            store_id=row.store_id,
            substitution_id=row.pk,
            employee_id=row.employee_id,
            substitute_id=row.substitute_id,
        )
        events.publish(fact, at=at)
        ids.append(row.pk)
    return ids


def _open(on: date) -> ScopedQuerySet[Substitution]:
    reason = "appointments end with what they rest on"
    rows: ScopedQuerySet[Substitution] = Substitution.objects.across_stores(reason=reason)
    return rows.filter(cancelled_at=None, ends_on__gte=on)
