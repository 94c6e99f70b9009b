"""The row of a customer's link whose address can be shown again: made when there is none that opens."""

import secrets
from datetime import datetime
from typing import Any, TypeVar

from anxin.platform.actor import Actor
from anxin.visit.repair_orders.link_tokens import derived_token, token_hash
from anxin.visit.repair_orders.models.derived_link import DerivedLink

Link = TypeVar("Link", bound=DerivedLink)
NONCE_BYTES = 16


def have_derived_link(
    model: type[Link], purpose: str, *, actor: Actor, store_id: int, order_id: int, expires_at: datetime, at: datetime
) -> Link:
    """The link of an order that opens at ``at``, or a new one; one that has run out is ended. The caller holds the turn."""
    rows: Any = model.objects.in_stores([store_id]).filter(repair_order_id=order_id, revoked_at=None)
    rows.filter(expires_at__lte=at).update(revoked_at=at)
    found: Link | None = rows.first()
    if found is not None:
        return found
    nonce = secrets.token_hex(NONCE_BYTES)
    rows = model.objects
    made: Link = rows.create(
        store_id=store_id,
        repair_order_id=order_id,
        nonce=nonce,
        token_sha256=token_hash(derived_token(purpose, store_id, nonce)),
        made_at=at,
        actor_key=actor.key,
        expires_at=expires_at,
    )
    return made
