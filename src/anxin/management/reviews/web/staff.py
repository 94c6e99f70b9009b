"""Who acts on the pages of reviews, and to whom something may be given."""

from itertools import groupby
from operator import attrgetter

from anxin.management.reviews.commands.support import NoOwnEmployee
from anxin.parties.org.queries import all_roles
from anxin.parties.people.permissions import SEE as SEE_STAFF
from anxin.parties.people.queries import find_own_employee, list_employees
from anxin.platform.actor import Actor


def staff_choices(actor: Actor, store_id: int) -> list[tuple[str, list[tuple[int, str]]]]:
    """People of a store, that of what is given and not the one in view, under their posts in the order of the list."""
    if not actor.may(SEE_STAFF, store_id):
        return []
    places = {code: place for place, code in enumerate(all_roles())}
    people = sorted(list_employees(actor, store_id), key=lambda one: places.get(one.post, len(places)))
    return [(label, [(one.id, one.name) for one in some]) for label, some in groupby(people, key=attrgetter("post_label"))]


def why_no_hand(actor: Actor, store_id: int) -> str:
    """Why the actor can put a name to nothing in a store: no employee of it; empty for its employees."""
    own = find_own_employee(actor)
    return "" if own is not None and own.store_id == store_id else str(NoOwnEmployee.default_message)
