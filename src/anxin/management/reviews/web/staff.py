"""Who acts on the pages of reviews, and to whom something may be given."""

from anxin.management.reviews.commands.support import NoOwnEmployee
from anxin.parties.people.permissions import SEE as SEE_STAFF
from anxin.parties.people.queries import find_own_employee, list_employees
from anxin.platform.actor import Actor


def staff_choices(actor: Actor, store_id: int) -> list[tuple[int, str]]:
    """People of a store, that of what is given and not the one in view, to whom something may be given."""
    if not actor.may(SEE_STAFF, store_id):
        return []
    return [(one.id, one.name) for one in list_employees(actor, store_id)]


def why_no_hand(actor: Actor, store_id: int) -> str:
    """Why the actor can put a name to nothing in a store: no employee of it; empty for its employees."""
    own = find_own_employee(actor)
    return "" if own is not None and own.store_id == store_id else str(NoOwnEmployee.default_message)
