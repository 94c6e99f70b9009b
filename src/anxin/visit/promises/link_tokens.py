"""The token of a customer's progress link, and what whoever holds it may do. Knows no row."""

from anxin.platform.actor import Actor
from anxin.visit.promises import permissions
from anxin.visit.repair_orders.queries import derived_token, holder_of

PURPOSE = "progress"
PATH = "/p/{token}/"


def token_of(store_id: int, nonce: str) -> str:
    """The token of a row."""
    return derived_token(PURPOSE, store_id, nonce)


def link_actor(token: str) -> Actor:
    """Whoever holds the link to a visit's progress."""
    return holder_of(token, "progress-link", permissions.FOLLOW)
