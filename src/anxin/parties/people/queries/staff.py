"""To whom of a store something may be given."""

from itertools import groupby
from operator import attrgetter

from anxin.parties.org.queries import all_roles
from anxin.parties.people.permissions import SEE
from anxin.parties.people.queries.employees import list_employees
from anxin.platform.actor import Actor


def staff_choices(actor: Actor, store_id: int) -> list[tuple[str, list[tuple[int, str]]]]:
    """People of a store, that of what is given and not the one in view, under their posts in the order of the list."""
    if not actor.may(SEE, store_id):
        return []
    places = {code: place for place, code in enumerate(all_roles())}
    people = sorted(list_employees(actor, store_id), key=lambda one: places.get(one.post, len(places)))
    return [(label, [(one.id, one.name) for one in some]) for label, some in groupby(people, key=attrgetter("post_label"))]
