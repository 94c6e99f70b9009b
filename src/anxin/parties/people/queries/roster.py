"""The roster: who is planned, who is away, who is on duty on a day."""

from dataclasses import dataclass
from datetime import date, time

from django.db.models import Q, QuerySet

from anxin.parties.people import permissions
from anxin.parties.people.models import Absence, Employee, RosterDay
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared
from anxin.platform.queries import query, remembered


@dataclass(frozen=True, slots=True)
class RosterCell:
    """One planned day of one employee."""

    employee_id: int
    day: date
    is_working: bool
    starts_at: time | None
    ends_at: time | None


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """An absence that has not been taken back."""

    id: int
    employee_id: int
    employee_name: str
    kind: str
    label: str
    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class DutyRow:
    """An employee on duty on a day, with hours when they are planned; without a plan the store's hours hold."""

    employee_id: int
    name: str
    post: str
    starts_at: time | None
    ends_at: time | None


@query(permissions.SEE)
def list_roster(actor: Actor, store_id: int, first: date, last: date) -> list[RosterCell]:
    """The planned days of a store from a day to a day, both included."""
    rows = _planned(sorted(actor.stores_for(permissions.SEE)), store_id, first, last)
    return [RosterCell(one.employee_id, one.day, one.is_working, one.starts_at, one.ends_at) for one in rows]


@query(permissions.SEE)
@remembered
def list_absences(actor: Actor, store_id: int, first: date, last: date) -> list[AbsenceRow]:
    """Absences of a store that touch these days."""
    rows = _away(sorted(actor.stores_for(permissions.SEE)), store_id, first, last)
    return [
        AbsenceRow(
            one.pk,
            one.employee_id,
            one.employee.name,
            one.kind,
            str(one.get_kind_display()),
            one.starts_on,
            one.ends_on,
            one.reason,
        )
        for one in rows
    ]


@prepared
def _planned(stores: list[int], store_id: int, first: date, last: date) -> QuerySet[RosterDay]:
    rows: QuerySet[RosterDay] = RosterDay.objects.in_stores(stores)
    return rows.filter(store_id=store_id, day__gte=first, day__lte=last).order_by("employee_id", "day")


@prepared
def _away(stores: list[int], store_id: int, first: date, last: date) -> QuerySet[Absence]:
    rows: QuerySet[Absence] = Absence.objects.in_stores(stores)
    touching = rows.filter(store_id=store_id, cancelled_at=None, starts_on__lte=last, ends_on__gte=first)
    return touching.select_related("employee").order_by("starts_on", "pk")


@query(permissions.SEE)
@remembered
def list_duty(actor: Actor, store_id: int, day: date) -> list[DutyRow]:
    """Who is on duty on a day: employed, not away, and not on a rest day of the roster."""
    away = {one.employee_id for one in list_absences(actor, store_id, day, day)}
    planned = {one.employee_id: one for one in list_roster(actor, store_id, day, day)}
    employees = Employee.objects.visible_to(actor, permissions.SEE).filter(
        Q(left_on=None) | Q(left_on__gte=day), store_id=store_id, joined_on__lte=day
    )
    found = []
    for one in employees.exclude(pk__in=away).order_by("name_key", "pk"):
        cell = planned.get(one.pk)
        if cell is None:
            found.append(DutyRow(one.pk, one.name, one.post, None, None))
        elif cell.is_working:
            found.append(DutyRow(one.pk, one.name, one.post, cell.starts_at, cell.ends_at))
    return found
