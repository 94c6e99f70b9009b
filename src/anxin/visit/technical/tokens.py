"""What whoever holds an outside expert's link may do. Knows no row."""

from anxin.platform.actor import Actor
from anxin.visit.repair_orders.queries import holder_of
from anxin.visit.technical import permissions


def expert_actor(token: str) -> Actor:
    """Whoever holds the link of an outside expert."""
    return holder_of(token, "expert-link", permissions.ANSWER_LINK)
