"""Certificates that run out: whose, which, and on which day."""

from dataclasses import dataclass
from datetime import date

from anxin.parties.people import permissions
from anxin.parties.people.models import Skill
from anxin.platform.actor import Actor
from anxin.platform.queries import query


@dataclass(frozen=True, slots=True)
class EndingSkill:
    """A skill of somebody employed whose certificate is valid up to a day."""

    employee_id: int
    name: str
    code: str
    label: str
    valid_to: date


@query(permissions.SEE)
def list_ending_skills(actor: Actor, store_id: int, until: date, employee_id: int | None = None) -> list[EndingSkill]:
    """Skills of a store's staff, or of one employee, that end before a day or on it, ended ones too; by employee and day."""
    rows = Skill.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, valid_to__lte=until, employee__left_on=None
    )
    if employee_id is not None:
        rows = rows.filter(employee_id=employee_id)
    return [
        EndingSkill(row.employee_id, row.employee.name, row.code, str(row.get_code_display()), row.valid_to)
        for row in rows.select_related("employee").order_by("employee_id", "valid_to", "code")
        if row.valid_to is not None
    ]
