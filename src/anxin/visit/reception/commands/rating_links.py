"""The customer's own way to rate: a link that the desk shows and takes back, used once (R-DL07)."""

from dataclasses import dataclass, replace
from datetime import datetime

from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.references import DocumentRef
from anxin.platform.turns import take_turn
from anxin.visit.reception import permissions
from anxin.visit.reception.commands.rating import (
    ORDER_KIND,
    KeptRating,
    RatedBefore,
    RatingWish,
    last_moment,
    level_of,
    rate_service,
)
from anxin.visit.reception.models import RatingLink
from anxin.visit.reception.queries.rating_links import RatingLinkEnded, link_behind
from anxin.visit.reception.rating_tokens import PATH, PURPOSE, token_of
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders import queries as orders


@dataclass(frozen=True, slots=True)
class SharedRating:
    """The link, and until when it opens."""

    number: str
    path: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class EndedRating:
    """Whether a link that could still be used was ended."""

    number: str
    was_live: bool


@command(permissions.RATE, rule="R-DL07")
def share_rating(*, actor: Actor, number: str, at: datetime) -> SharedRating:
    """Make the link by which a customer rates on his own phone, or give the one that there is.

    It opens as long as he may rate (``reception.rating_days``).

    :raises NotFound: unknown or out of scope
    :raises Denied: no permission in this store
    :raises Conflict: not settled yet, or settled longer ago than the store says
    :raises RatedBefore: there is a rating
    """
    order = orders.get_order_head(actor, number)
    actor.require(permissions.RATE, order.store_id)
    expires_at = last_moment(order, at)
    take_turn(f"reception.rating:{order.id}")
    if level_of(order.store_id, order.id) is not None:
        raise RatedBefore
    # A settlement that was undone and made again gives more days: what has run out makes way for a new one.
    row = hub.have_derived_link(
        RatingLink,
        PURPOSE,
        actor=actor,
        store_id=order.store_id,
        order_id=order.id,
        expires_at=expires_at,
        at=at,
    )
    audit.note(DocumentRef(ORDER_KIND, order.id), order.store_id, rating_link=row.pk)
    return SharedRating(number, PATH.format(token=token_of(row.store_id, row.nonce)), row.expires_at)


@command(permissions.RATE, rule="R-DL07")
def revoke_rating(*, actor: Actor, number: str, at: datetime) -> EndedRating:
    """Take the link back; whoever opens it is asked to turn to the store.

    :raises NotFound: unknown or out of scope
    :raises Denied: no permission in this store
    """
    order = orders.get_order_head(actor, number)
    actor.require(permissions.RATE, order.store_id)
    rows = RatingLink.objects.visible_to(actor, permissions.RATE).filter(repair_order_id=order.id)
    ended = bool(rows.filter(revoked_at=None, used_at=None).update(revoked_at=at))
    audit.note(DocumentRef(ORDER_KIND, order.id), order.store_id, rating_link_revoked=ended)
    return EndedRating(number, ended)


@command(permissions.RATE_OWN, rule="R-DL07")
def rate_by_link(*, actor: Actor, token: str, wish: RatingWish, at: datetime) -> KeptRating:
    """Keep what a customer says on his own phone; the link is used up.

    :raises RatingLinkEnded: none that opens
    :raises Conflict: settled longer ago than the store says, or no longer settled
    :raises RatedBefore: there is a rating
    :raises Invalid: not one of the five levels, or too many words
    """
    link = link_behind(actor, token, at)
    system = Actor.system("rating-link", [link.store_id])
    kept = rate_service(actor=system, number=link.repair_order.number, wish=replace(wish, channel="own"), at=at)
    rows = RatingLink.objects.visible_to(actor, permissions.RATE_OWN).filter(pk=link.pk, revoked_at=None, used_at=None)
    if not rows.update(used_at=at):
        # Taken back between the two looks: nothing is kept.
        raise RatingLinkEnded
    audit.note(DocumentRef("reception.ratinglink", link.pk), link.store_id, used=True)
    return kept
