"""Inspectors and workshop heads who lack a valid certificate (R-QC08)."""

from dataclasses import dataclass
from datetime import date

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import find_employee_of_user, list_employees, list_skill_holders
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.quality import permissions
from anxin.visit.workshop.parameters import CERTIFICATE, TRAINED_POSTS

INSPECTION = "inspection"
TRAINEE = "quality.trainee"
"""What a task to train somebody is about: the employee's line on the page of the inspectors."""


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """Somebody on a post that asks for the certificate; ``valid_to`` None of one that does not run out, or of none."""

    employee_id: int
    name: str
    post_label: str
    joined_on: date | None
    certificate: str
    trained_on: date | None
    valid_to: date | None
    is_trained: bool


@query(permissions.SEE)
def list_training(actor: Actor, store_id: int) -> list[TrainingRow]:
    """Holders of the posts that ask for an inspector's certificate, who joins later too; without a valid one first."""
    if not actor.may(permissions.SEE, store_id):
        return []
    rows = _rows(actor, store_id, store_info(store_id).clock.day(clock.now()))
    return sorted(rows, key=lambda row: row.is_trained)


def find_untrained(actor: Actor, store_id: int, employee_id: int, on: date) -> TrainingRow | None:
    """An employee whose post asks for a valid certificate on a day and who has none; None where the store asks for none."""
    if value(CERTIFICATE, store_id, on) == "off":
        return None
    rows = _rows(actor, store_id, on)
    return next((row for row in rows if row.employee_id == employee_id and not row.is_trained), None)


def _rows(actor: Actor, store_id: int, on: date) -> list[TrainingRow]:
    held = list_skill_holders(actor, store_id, INSPECTION)
    rows = []
    for person in list_employees(actor, store_id, posts=value(TRAINED_POSTS, store_id, on).split()):
        skill = held.get(person.id)
        rows.append(
            TrainingRow(
                person.id,
                person.name,
                person.post_label,
                person.joined_on,
                skill.certificate if skill else "",
                skill.trained_on if skill else None,
                skill.valid_to if skill else None,
                skill is not None and (skill.valid_to is None or skill.valid_to >= on),
            )
        )
    return rows


@query(permissions.SEE)
def is_certified(actor: Actor, store_id: int) -> bool:
    """Whether the actor's own certificate is valid today, so that the inspection is nobody's without one."""
    own = find_employee_of_user(actor, actor.id) if actor.id is not None else None
    held = list_skill_holders(actor, store_id, INSPECTION).get(own.id) if own else None
    today = store_info(store_id).clock.day(clock.now())
    return held is not None and (held.valid_to is None or held.valid_to >= today)
