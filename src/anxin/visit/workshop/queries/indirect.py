"""Stretches of a technician on no car, and what they said before they were set right."""

from dataclasses import dataclass
from datetime import date, datetime

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import Colleague, find_employee
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query
from anxin.visit.workshop import permissions
from anxin.visit.workshop.models import IndirectCorrection, IndirectTime
from anxin.visit.workshop.queries.clocks import CorrectionRow


@dataclass(frozen=True, slots=True)
class IndirectRow:
    """A stretch on no car: whose, what, when, and on which business day of the store it stands."""

    id: int
    store_id: int
    technician_id: int
    technician_name: str
    activity: str
    label: str
    note: str
    worked_on: date
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class IndirectDay:
    """A technician's stretches on no car of a business day, and what was set right about them, the newest first."""

    stretches: tuple[IndirectRow, ...]
    corrections: tuple[tuple[str, CorrectionRow], ...]


@query(permissions.FIGURES)
def list_indirect_time(actor: Actor, technician_id: int, day: date) -> IndirectDay:
    """Time on no car of a technician on a business day; a correction stands with its activity's word.

    :raises NotFound: nobody of that id in a store whose figures the actor may see
    """
    person = find_employee(actor, technician_id)
    if person is None or not actor.may(permissions.FIGURES, person.store_id):
        raise NotFound
    return indirect_day(actor, person, day)


def indirect_day(actor: Actor, person: Colleague, day: date) -> IndirectDay:
    """The same of somebody whose figures the actor may see. Two statements."""
    since, until = store_info(person.store_id).clock.bounds(day)
    rows = IndirectTime.objects.visible_to(actor, permissions.FIGURES).filter(technician_id=person.id, worked_on=day)
    made = IndirectCorrection.objects.visible_to(actor, permissions.FIGURES).filter(
        technician_id=person.id, started_after__gte=since, started_after__lt=until
    )
    return IndirectDay(
        tuple(_row(row) for row in rows.select_related("technician").order_by("started_at", "pk")),
        tuple(
            (
                str(one.get_activity_display()),
                CorrectionRow(one.started_before, one.ended_before, one.reason, one.at),
            )
            for one in made.order_by("-pk")
        ),
    )


@query(permissions.CORRECT)
def get_indirect_time(actor: Actor, stretch_id: int) -> IndirectRow:
    """One stretch, for whoever may set it right.

    :raises NotFound: unknown, or in a store where the actor may not correct
    """
    rows = IndirectTime.objects.visible_to(actor, permissions.CORRECT).select_related("technician")
    return _row(rows.one(pk=stretch_id))


def _row(row: IndirectTime) -> IndirectRow:
    return IndirectRow(
        row.pk,
        row.store_id,
        row.technician_id,
        row.technician.name,
        row.activity,
        str(row.get_activity_display()),
        row.note,
        row.worked_on,
        row.started_at,
        row.ended_at,
    )
