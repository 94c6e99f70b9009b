"""The token of an outside expert's link, and what whoever holds it may do. Knows no row."""

from anxin.platform.actor import Actor
from anxin.visit.repair_orders.queries import store_of
from anxin.visit.technical import permissions


def expert_actor(token: str) -> Actor:
    """Whoever holds a token: one permission, which only what takes a token asks for, in the one store that it names."""
    store_id = store_of(token)
    stores = frozenset() if store_id is None else frozenset({store_id})
    return Actor("link", None, "expert-link", stores, {permissions.ANSWER_LINK: stores})
