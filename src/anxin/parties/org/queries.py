"""Public reads of the organisation."""

from anxin.parties.org.actors import stores_in_scope
from anxin.parties.org.models import Bay
from anxin.parties.org.roles import all_roles
from anxin.parties.org.stores import StoreInfo, all_stores, calendar_of, store_info
from anxin.parties.org.users import roles_in_store, user_exists, users_by_name
from anxin.platform.actor import Actor
from anxin.platform.parameters.resolve import ScopeChain

__all__ = [
    "Bay",
    "StoreInfo",
    "all_roles",
    "all_stores",
    "calendar_of",
    "roles_in_store",
    "scope_chain",
    "store_info",
    "stores_in_scope",
    "system_actor",
    "user_exists",
    "users_by_name",
]


def scope_chain(store_id: int) -> ScopeChain:
    """Scopes of a store from the nearest to the widest, for the parameter store."""
    store = store_info(store_id)
    return ScopeChain([("store", store.id), ("brand", store.brand_id), ("group", 0)], store.tier)


def system_actor(name: str) -> Actor:
    """A named part of the program with every store in scope, for jobs, importers and the command line."""
    return Actor.system(name, all_stores())
