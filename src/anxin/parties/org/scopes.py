"""How scopes hang together: a store's chain for the parameter store, and the system actor that reaches all stores."""

from anxin.parties.org.stores import all_stores, store_info
from anxin.platform.actor import Actor
from anxin.platform.parameters.resolve import ScopeChain


def scope_chain(store_id: int) -> ScopeChain:
    """Scopes of a store from the nearest to the widest, for the parameter store."""
    store = store_info(store_id)
    return ScopeChain([("store", store.id), ("brand", store.brand_id), ("group", 0)], store.tier, store.clock)


def system_actor(name: str) -> Actor:
    """A named part of the program with every store in scope, for jobs, importers and the command line."""
    return Actor.system(name, all_stores())
