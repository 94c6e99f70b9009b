"""Customer groups (R-WS08): who belongs to which team, and the team to which a team leader is held."""

from datetime import date

from anxin.parties.people.queries import find_own_employee, list_employees
from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.visit.workshop.parameters import TEAM_FIRST

TEAM_LEADER = "team_leader"


def teams_of(actor: Actor, store_id: int, day: date) -> dict[int, int]:
    """Employee → team, where the store works in customer groups (R-WS08); else nobody has one that counts."""
    if not value(TEAM_FIRST, store_id, day):
        return {}
    return members_of(actor, store_id, day)


def members_of(actor: Actor, store_id: int, day: date) -> dict[int, int]:
    """Employee → team, of everybody of the store who is in one."""
    return {one.id: one.team_id for one in list_employees(actor, store_id, on=day) if one.team_id is not None}


def led_team(actor: Actor, store_id: int, day: date) -> int | None:
    """The team in which a team leader dispatches where the store works in groups, 0 for a leader without one.

    None is held to no team: everybody else, and stores that do not work in groups.
    """
    if not value(TEAM_FIRST, store_id, day):
        return None
    own = find_own_employee(actor)
    if own is None or own.post != TEAM_LEADER:
        return None
    return own.team_id or 0
