"""Who acts on the pages of reviews."""

from anxin.management.reviews.commands.support import NoOwnEmployee
from anxin.parties.people.queries import find_own_employee
from anxin.platform.actor import Actor


def why_no_hand(actor: Actor, store_id: int) -> str:
    """Why the actor can put a name to nothing in a store: no employee of it; empty for its employees."""
    own = find_own_employee(actor)
    return "" if own is not None and own.store_id == store_id else str(NoOwnEmployee.default_message)
