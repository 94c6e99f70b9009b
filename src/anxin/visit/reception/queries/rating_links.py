"""The links by which customers rate: as the desk sees them, and as whoever holds one does (R-DL07)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query
from anxin.visit.reception import permissions
from anxin.visit.reception.models import RatingLink, ServiceRating
from anxin.visit.reception.rating_tokens import PATH, token_of
from anxin.visit.repair_orders.queries import get_order_head, token_hash


class RatingLinkEnded(NotFound):
    """Unknown, revoked or expired: never told apart."""

    code = "rating_link_ended"


@dataclass(frozen=True, slots=True)
class RatingLinkView:
    """The last link of an order. ``state``: "live", "used", "revoked" or "expired"; ``path`` is a secret, "" unless live."""

    state: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    path: str


@dataclass(frozen=True, slots=True)
class RatingPage:
    """What the holder of a link is told: the store, and whether the order was rated."""

    store_id: int
    is_rated: bool


@query(permissions.RATE)
def find_rating_link(actor: Actor, number: str, at: datetime) -> RatingLinkView | None:
    """The last link of an order and how it stands, for those who ask the customer to rate.

    :raises NotFound: unknown order or out of scope
    """
    head = get_order_head(actor, number)
    rows = RatingLink.objects.visible_to(actor, permissions.RATE).filter(repair_order_id=head.id)
    row = rows.order_by("-made_at", "-pk").first()
    if row is None:
        return None
    state = "used" if row.used_at else "revoked" if row.revoked_at else "live" if at < row.expires_at else "expired"
    path = PATH.format(token=token_of(row.store_id, row.nonce)) if state == "live" else ""
    return RatingLinkView(state, row.made_at, row.expires_at, row.used_at, row.revoked_at, path)


@query(permissions.RATE_OWN)
def get_rating_page(actor: Actor, token: str, at: datetime) -> RatingPage:
    """The page behind a link; nothing of the order is told.

    :raises RatingLinkEnded: none that opens
    """
    link = link_behind(actor, token, at)
    rated = ServiceRating.objects.in_stores([link.store_id]).filter(repair_order_id=link.repair_order_id)
    return RatingPage(link.store_id, rated.exists())


def link_behind(actor: Actor, token: str, at: datetime) -> Any:
    """The row of a token that opens, with its order.

    :raises RatingLinkEnded: none that opens
    """
    rows = RatingLink.objects.visible_to(actor, permissions.RATE_OWN).select_related("repair_order")
    row = rows.filter(token_sha256=token_hash(token), revoked_at=None, expires_at__gt=at).first()
    if row is None:
        raise RatingLinkEnded
    return row
