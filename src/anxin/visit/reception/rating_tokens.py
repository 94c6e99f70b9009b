"""The token of the link by which a customer rates his own order, and what whoever holds it may do. Knows no row."""

from anxin.platform.actor import Actor
from anxin.visit.reception import permissions
from anxin.visit.repair_orders.queries import derived_token, holder_of

PURPOSE = "rating"
PATH = "/r/{token}/"


def token_of(store_id: int, nonce: str) -> str:
    """The token of a row."""
    return derived_token(PURPOSE, store_id, nonce)


def link_actor(token: str) -> Actor:
    """Whoever holds the link to rate."""
    return holder_of(token, "rating-link", permissions.RATE_OWN)
