"""The customer's progress link: made and sent once with the first signature, shown and taken back by the desk (M07.03)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts.commands import QueuedMessage, queue_message
from anxin.parties.contacts.parameters import SECRET
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.turns import take_turn
from anxin.visit.promises import permissions
from anxin.visit.promises.link_tokens import PATH, PURPOSE, token_of
from anxin.visit.promises.models import ProgressLink
from anxin.visit.promises.parameters import LINK_DAYS, LINK_TEMPLATE, RESEND_MINUTES
from anxin.visit.promises.queries.progress import number_behind
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders import queries as orders
from anxin.visit.repair_orders.commands import ORDER_KIND
from anxin.visit.repair_orders.queries import OrderHead

GONE = ("DELIVERED", "CANCELLED")


class NothingToFollow(Conflict):
    """The customer has not signed yet, or the car is gone."""

    code = "nothing_to_follow"
    default_rule = "M07.03"
    default_message = _("客户签字以后、交车以前才有进度可看；还没有签字的，请先请客户签字。")


class NothingToDecide(Conflict):
    """Nothing that was sent waits for the customer, or no message may go to his phone."""

    code = "nothing_to_decide"
    default_rule = "M07.03"
    default_message = _("现在不能把链接发到您的手机，请看短信里的链接，或联系门店。")


class DecisionAtHand(Conflict):
    """The customer has opened the link, or it went out a moment ago: another one would end the one that he holds."""

    code = "decision_at_hand"
    default_rule = "M07.03"
    default_message = _("链接刚发给您，或您已经打开过，请用那个链接决定；找不到的，请联系门店。")


@dataclass(frozen=True, slots=True)
class SharedProgress:
    """The link, and what became of its message: "" when none was sent."""

    number: str
    path: str
    expires_at: datetime
    message_state: str
    blocked_reason: str


@dataclass(frozen=True, slots=True)
class EndedProgress:
    """Whether a live link was ended."""

    number: str
    was_live: bool


@command(permissions.TELL, rule="M07.03")
def share_progress(*, actor: Actor, number: str, by_message: bool = True, at: datetime) -> SharedProgress:
    """Make the link by which a customer follows the visit, or give the one that there is; send it once (M07.03, SYS-12).

    The consent gate may keep the message back: the link stands all the same, on the paper and to be shown at the desk.

    :raises NotFound: unknown or out of scope
    :raises NothingToFollow: not signed yet, or the car is gone
    """
    head = _head(actor, number)
    if head.agreed_promise_at is None or head.state in GONE:
        raise NothingToFollow
    take_turn(f"promises:link:{head.id}")
    row = hub.have_derived_link(
        ProgressLink,
        PURPOSE,
        actor=actor,
        store_id=head.store_id,
        order_id=head.id,
        expires_at=at + timedelta(days=value(LINK_DAYS, head.store_id, at)),
        at=at,
    )
    path = PATH.format(token=token_of(row.store_id, row.nonce))
    message = ("", "")
    if by_message and row.sent_at is None and settings.PUBLIC_URL:
        sent = _send(actor, head, path, at)
        message = (sent.state, sent.blocked_reason)
        # What the consent gate kept back may still go once the customer agrees.
        if not sent.is_blocked:
            row.sent_at = at
            row.save(update_fields=["sent_at"])
    audit.note(DocumentRef(ORDER_KIND, head.id), head.store_id, progress_link=row.pk)
    return SharedProgress(number, path, row.expires_at, *message)


@command(permissions.TELL, rule="M07.03")
def revoke_progress(*, actor: Actor, number: str, at: datetime) -> EndedProgress:
    """Take the link back; whoever opens it is led to the store's phone.

    :raises NotFound: unknown or out of scope
    """
    head = _head(actor, number)
    rows = ProgressLink.objects.visible_to(actor, permissions.TELL).filter(repair_order_id=head.id, revoked_at=None)
    ended = bool(rows.update(revoked_at=at))
    audit.note(DocumentRef(ORDER_KIND, head.id), head.store_id, progress_link_revoked=ended)
    return EndedProgress(number, ended)


@command(permissions.FOLLOW, rule="M07.03")
def resend_decision(*, actor: Actor, token: str, at: datetime) -> datetime:
    """Send what waits to the customer's own phone again; returns until when that link opens.

    The progress link is on paper and in other hands: it never shows the link by which he signs (ADR 0014).

    :raises ProgressLinkEnded: none that opens
    :raises NothingToDecide: nothing was sent, all is answered, or no message may go to him
    :raises DecisionAtHand: he has opened the link, or it was sent a moment ago
    """
    number = number_behind(actor, token, at)
    take_turn(f"promises:resend:{number}")
    system = Actor.system("progress-link", sorted(actor.stores_for(permissions.FOLLOW)))
    link = orders.find_approval_link(system, number, at)
    if link is None or link.state != "live":
        raise NothingToDecide
    (store_id,) = system.store_ids
    if link.seen_at is not None or at < link.sent_at + timedelta(minutes=value(RESEND_MINUTES, store_id, at)):
        raise DecisionAtHand
    try:
        sent = hub.send_approval_link(actor=system, number=number, at=at)
    except Conflict as refusal:
        # What the house still lacks is not the customer's to know; he decides by the message or on the phone.
        raise NothingToDecide from refusal
    if sent.blocked_reason:
        raise NothingToDecide
    return sent.expires_at


def _head(actor: Actor, number: str) -> OrderHead:
    return orders.get_order_head(Actor.system("promises", sorted(actor.stores_for(permissions.TELL))), number)


def _send(actor: Actor, head: OrderHead, path: str, at: datetime) -> QueuedMessage:
    return queue_message(
        actor=actor,
        store_id=head.store_id,
        customer_id=head.customer_id,
        vehicle_id=head.vehicle_id,
        purpose="service",
        template=LINK_TEMPLATE,
        params={"plate": orders.masked_plate(head.plate), "link": SECRET},
        secret=settings.PUBLIC_URL + path,
        subject=DocumentRef(ORDER_KIND, head.id),
        at=at,
    )
