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
from anxin.visit.workshop.parameters import TRAINED_POSTS

INSPECTION = "inspection"


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
    """Holders of the posts that ask for an inspector's certificate, those without a valid one first."""
    if not actor.may(permissions.SEE, store_id):
        return []
    today = store_info(store_id).clock.day(clock.now())
    posts = value(TRAINED_POSTS, store_id, today).split()
    rows, held = [], list_skill_holders(actor, store_id, INSPECTION)
    for person in list_employees(actor, store_id, posts=posts, on=today):
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
                INSPECTION in person.skills,
            )
        )
    return sorted(rows, key=lambda row: row.is_trained)


@query(permissions.SEE)
def is_certified(actor: Actor, store_id: int) -> bool:
    """Whether the actor's own certificate is valid today, so that the inspection is nobody's without one."""
    own = find_employee_of_user(actor, actor.id) if actor.id is not None else None
    held = list_skill_holders(actor, store_id, INSPECTION).get(own.id) if own else None
    today = store_info(store_id).clock.day(clock.now())
    return held is not None and (held.valid_to is None or held.valid_to >= today)
