"""Who may judge whom: nobody himself, and nobody of a store what the store as a whole came to (R-AW25)."""

from anxin.management.assessments import permissions
from anxin.parties.org.queries import department_of_post
from anxin.parties.people.queries import Colleague, find_own_employee, list_employees
from anxin.platform.actor import Actor

HEAD = "general_manager"
"""Whom nobody of the store stands above."""
GROUP = "group"
"""The department of posts above the stores."""


def own_of_store(actor: Actor, store_id: int) -> Colleague | None:
    """The actor's own employee, if he is one of the store."""
    own = find_own_employee(actor)
    return own if own is not None and own.store_id == store_id else None


def is_about(own: Colleague | None, employee_id: int | None, team_id: int | None) -> bool:
    """Whether it is of this person, or of the team in which he is."""
    if own is None:
        return False
    return own.id == employee_id or (team_id is not None and own.team_id == team_id)


def may_judge(actor: Actor, store_id: int, employee_id: int | None, team_id: int | None) -> bool:
    """Whether the actor stands above it, for judging it and for answering an objection.

    The store itself and its general manager are judged from outside the store only: what one judges is not one's own.
    """
    own = own_of_store(actor, store_id)
    if is_about(own, employee_id, team_id):
        return False
    return not (_is_of_house(actor, store_id, own) and is_for_above(store_id, employee_id, team_id))


def find_barred(actor: Actor, store_id: int) -> set[tuple[int | None, int | None]]:
    """Of the store, its teams and its people those whom the actor may not judge, as (employee, team)."""
    own = own_of_store(actor, store_id)
    found: set[tuple[int | None, int | None]] = set()
    if own is not None:
        found = {(own.id, None), *([(None, own.team_id)] if own.team_id is not None else [])}
    if _is_of_house(actor, store_id, own):
        found |= {(None, None), *((one, None) for one in _heads(store_id))}
    return found


def is_for_above(store_id: int, employee_id: int | None, team_id: int | None) -> bool:
    """Whether it is of the store itself or of its general manager."""
    if employee_id is None:
        return team_id is None
    return employee_id in _heads(store_id)


def _heads(store_id: int) -> set[int]:
    return {one.id for one in list_employees(Actor.system("assessments", [store_id]), store_id, [HEAD])}


def _is_of_house(actor: Actor, store_id: int, own: Colleague | None) -> bool:
    # By the grants themselves: a token for fewer permissions makes nobody an outsider.
    if store_id in actor.grants.get(permissions.OBJECT_FOR_STORE, ()):
        return True
    return own is not None and department_of_post(own.post) != GROUP
