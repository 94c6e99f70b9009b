"""Ending what rests on a post, a user or an employment: stand-ins, deputies, roster, shifts; not the permission to."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import models

from anxin.parties.people import permissions
from anxin.parties.people.events import SubstitutionEnded
from anxin.parties.people.models import Employee, RosterDay, Shift, Substitution
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import ScopedQuerySet


def end_those_of(employee: Employee, *, today: date, at: datetime) -> None:
    """End who stands in for an employee whose posts changed: the trust was in the posts as they were (M01.10)."""
    ended = _open(today).filter(employee=employee).locked()
    ids = end_rows(ended, at)
    if ids:
        audit.note(DocumentRef("people.employee", employee.pk), employee.store_id, ended_substitutions=ids)


def end_standing_in(actor: Actor, employee: Employee, *, today: date, at: datetime) -> None:
    """End for whom an employee stands in or is the deputy: another user signs in as him, whom nobody trusted (M01.10)."""
    ended = end_rows(_open(today).filter(substitute=employee).locked(), at)
    files = Employee.objects.visible_to(actor, permissions.MANAGE).filter(store_id=employee.store_id, deputy=employee)
    principals = list(files.order_by("pk").locked().values_list("pk", flat=True))
    files.update(deputy=None, deputy_set_by="", version=models.F("version") + 1)
    if ended or principals:
        subject = DocumentRef("people.employee", employee.pk)
        audit.note(subject, employee.store_id, ended_substitutions=ended, no_longer_deputy_of=principals)


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
