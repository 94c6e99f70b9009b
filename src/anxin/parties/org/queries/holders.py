"""Who in a store may do something: named to a colleague who may not."""

from django.db.models import Q
from django.utils.translation import get_language

from anxin.parties.org.actors import permissions_of_roles
from anxin.parties.org.models import Grant
from anxin.parties.org.roles import all_roles
from anxin.parties.org.stores import all_stores
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.ui.holders import Holder


@query(None)
def list_holders(actor: Actor, store_id: int, permission: str) -> list[Holder]:
    """Each active user to whom a role in this very store gives a permission, in the order of the roles.

    Nobody is named of a store that is not the actor's.
    """
    if store_id not in actor.store_ids:
        return []
    known, on = all_roles(), all_stores()[store_id].clock.day(clock.now())
    roles = [role for role, held in permissions_of_roles().items() if permission in held and role in known]
    grants = Grant.objects.filter(user__is_active=True, level="store", scope_id=store_id, role__in=roles)
    grants = grants.filter(Q(valid_from=None) | Q(valid_from__lte=on)).filter(Q(valid_to=None) | Q(valid_to__gte=on))
    found: dict[int, tuple[int, str, str]] = {}
    for user_id, name, role in grants.values_list("user_id", "user__display_name", "role"):
        place = (roles.index(role), name, known[role].label(get_language()))
        found[user_id] = min(found.get(user_id, place), place)
    return [Holder(name, label) for _place, name, label in sorted(found.values())]
