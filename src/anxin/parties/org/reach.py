"""Whom an actor may manage: the stores that a user's grants reach must lie within the actor's own.

Otherwise a store's administrator could take over the account of somebody who manages the group.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.actors import stores_in_scope
from anxin.parties.org.models import Brand, Grant, Region, User
from anxin.parties.org.stores import all_stores
from anxin.platform.actor import Actor
from anxin.platform.errors import Denied, NotFound

ADMINISTRATOR = "administrator"


def scope_exists(level: str, scope_id: int) -> bool:
    """Whether there is such a group, region, brand or store."""
    match level:
        case "group":
            return scope_id == 0
        case "region":
            return Region.objects.filter(pk=scope_id).exists()
        case "brand":
            return Brand.objects.filter(pk=scope_id).exists()
        case "store":
            return scope_id in all_stores()
        case _:
            return False


def covers(actor: Actor, permission: str, level: str, scope_id: int) -> bool:
    """Whether the actor holds the permission in the whole scope."""
    if actor.may_in_group(permission):
        return True
    under = stores_in_scope(level, scope_id, all_stores().values())
    # A brand or region may get more stores tomorrow, so it takes the group's permission.
    return level == "store" and bool(under) and under <= actor.stores_for(permission)


def require_scope(actor: Actor, permission: str, level: str, scope_id: int) -> None:
    """:raises Denied: the scope reaches beyond the stores in which the actor holds the permission"""
    if not covers(actor, permission, level, scope_id):
        raise Denied(permission=permission)


def may_manage(actor: Actor, permission: str, user: User, grants: Iterable[Grant]) -> bool:
    """Whether everything that the user reaches lies within the actor's stores."""
    if actor.may_in_group(permission):
        return True
    reach = actor.stores_for(permission)
    return user.home_store_id in reach and all(covers(actor, permission, each.level, each.scope_id) for each in grants)


def may_see(actor: Actor, permission: str, user: User) -> bool:
    """Whether the user is at home in a store in which the actor holds the permission."""
    return actor.may_in_group(permission) or user.home_store_id in actor.stores_for(permission)


def managed_user(actor: Actor, permission: str, user_id: int) -> User:
    """The user, locked.

    :raises NotFound: unknown, or at home in another store
    :raises Denied: of the own store, but with posts that reach beyond the actor's stores
    """
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None or not may_see(actor, permission, user):
        raise NotFound
    if not may_manage(actor, permission, user, Grant.objects.filter(user=user)):
        raise Denied(_("这个人的岗位超出您管理的门店；请集团管理员来做，或先请他收回那些岗位。"), permission=permission)
    return user
