"""To whom of a store something may be given."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from anxin.parties.org.queries import all_roles
from anxin.parties.people.permissions import SEE
from anxin.parties.people.queries.employees import Colleague, list_employees
from anxin.platform.actor import Actor


def staff_choices(actor: Actor, store_id: int) -> list[tuple[str, list[tuple[int, str]]]]:
    """People of a store, that of what is given and not the one in view, under their posts in the order of the list."""
    return under_posts(list_employees(actor, store_id)) if actor.may(SEE, store_id) else []


def under_posts(people: Iterable[Colleague]) -> list[tuple[str, list[tuple[int, str]]]]:
    """People to choose from, under their posts in the order of the list of posts."""
    places = {code: place for place, code in enumerate(all_roles())}
    found = sorted(people, key=lambda one: places.get(one.post, len(places)))
    return [(label, [(one.id, one.name) for one in some]) for label, some in groupby(found, key=attrgetter("post_label"))]
