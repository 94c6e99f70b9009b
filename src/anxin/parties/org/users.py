"""What other modules may ask about users: whether one exists, and which role one holds in a store."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q

from anxin.parties.org.models import Grant, User
from anxin.parties.org.stores import store_info
from anxin.platform.actor import Actor


def users_by_name(usernames: Collection[str]) -> Mapping[str, int]:
    """User ids by sign-in name; unknown names are left out."""
    return dict(User.objects.filter(username__in=set(usernames)).values_list("username", "pk"))


def roles_in_store(user_id: int, store_id: int, on: date) -> frozenset[str]:
    """Role codes that an active user holds in a store on a day, by a grant for it, its brand, region or the group."""
    store = store_info(store_id)
    scope = Q(level="group") | Q(level="store", scope_id=store.id) | Q(level="brand", scope_id=store.brand_id)
    if store.region_id is not None:
        scope |= Q(level="region", scope_id=store.region_id)
    valid = (Q(valid_from=None) | Q(valid_from__lte=on)) & (Q(valid_to=None) | Q(valid_to__gte=on))
    grants = Grant.objects.filter(scope, valid, user_id=user_id, user__is_active=True)
    return frozenset(grants.values_list("role", flat=True))


def store_users(actor: Actor, store_id: int) -> list[tuple[int, str]]:
    """Active users at home in a store of the actor: id, and name with sign-in name; for linking staff files."""
    if store_id not in actor.store_ids:
        return []
    users = User.objects.filter(home_store_id=store_id, is_active=True).order_by("username")
    return [(one.pk, f"{one.display_name} · {one.username}") for one in users]
