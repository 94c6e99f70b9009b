"""Turns a user's grants into an :class:`Actor`: roles × scopes → (permission, stores)."""

from collections.abc import Callable, Iterable
from datetime import date
from time import monotonic

from django.utils.functional import lazy
from django.utils.translation import get_language

from anxin.parties.org.models import Grant, RolePermission, User
from anxin.parties.org.roles import Role, all_roles, expand
from anxin.parties.org.stores import StoreInfo, all_stores, directory_mark
from anxin.platform.actor import Actor
from anxin.platform.permissions import all_permissions

MEMORY_SECONDS = 20.0


def _label(role: Role) -> str:
    return role.label(get_language())


# An actor is remembered for screens in either language, so the language is asked when the name is shown.
_label_on_screen: Callable[[Role], str] = lazy(_label, str)

_memory: dict[tuple[int, int], tuple[float, date, object, Actor]] = {}


def forget() -> None:
    """Drop remembered actors: between tests."""
    _memory.clear()


def actor_of(user: User, today: date) -> Actor:
    """The actor of an active user. Grants are remembered until they or the stores change, at most 20 seconds.

    An inactive user gets no stores and no permissions.
    """
    if not user.is_active:
        return Actor("user", user.pk, user.username)
    key = (user.pk, user.grants_version)
    mark = directory_mark()
    known = _memory.get(key)
    if known and monotonic() - known[0] < MEMORY_SECONDS and known[1] == today and known[2] == mark:
        return known[3]
    if len(_memory) > 5000:
        _memory.clear()
    actor = _build(user, today)
    _memory[key] = (monotonic(), today, mark, actor)
    return actor


def stores_in_scope(level: str, scope_id: int, stores: Iterable[StoreInfo]) -> frozenset[int]:
    """Ids of the stores under a scope (group → region or brand → store)."""
    match level:
        case "group":
            return frozenset(store.id for store in stores)
        case "region":
            return frozenset(store.id for store in stores if store.region_id == scope_id)
        case "brand":
            return frozenset(store.id for store in stores if store.brand_id == scope_id)
        case _:
            return frozenset(store.id for store in stores if store.id == scope_id)


def permissions_of_roles() -> dict[str, frozenset[str]]:
    """Permissions of every role: the modules' defaults and the group's departures from them."""
    held: dict[str, set[str]] = {role: set() for role in all_roles()}
    for permission in all_permissions().values():
        for role in expand(permission.default_roles):
            held[role].add(permission.code)
    for departure in RolePermission.objects.all():
        (held[departure.role].add if departure.allowed else held[departure.role].discard)(departure.permission)
    return {role: frozenset(codes) for role, codes in held.items()}


def _build(user: User, today: date) -> Actor:
    stores = list(all_stores().values())
    by_role = permissions_of_roles()
    shared = {code for code, permission in all_permissions().items() if permission.shared}
    reach: dict[str, set[int]] = {}
    in_group: set[str] = set()
    every: set[int] = set()
    roles: list[str] = []
    for grant in Grant.objects.filter(user=user).order_by("pk"):
        if (grant.valid_from and today < grant.valid_from) or (grant.valid_to and today > grant.valid_to):
            continue
        under = stores_in_scope(grant.level, grant.scope_id, stores)
        every |= under
        roles.append(grant.role)
        for code in by_role.get(grant.role, ()):
            reach.setdefault(code, set()).update(under)
            # Rows of the whole group (catalogue, users) need a grant for the whole group or, in a group of
            # one store, for that store.
            if code in shared and (grant.level == "group" or len(stores) <= 1):
                in_group.add(code)
    label = _label_on_screen(all_roles()[roles[0]]) if roles else ""
    home = user.home_store_id if user.home_store_id in every else min(every, default=None)
    return Actor(
        "user",
        user.pk,
        user.username,
        frozenset(every),
        {code: frozenset(ids) for code, ids in reach.items()},
        frozenset(in_group),
        home_store_id=home,
        display_name=user.display_name,
        post_label=label,
    )
