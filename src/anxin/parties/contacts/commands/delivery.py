"""What happens to a queued message: taken by a worker, delivered, tried again, given up, or handed over by people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts import permissions
from anxin.parties.contacts.commands.messages import SENT_BY_PROGRAM, send_later
from anxin.parties.contacts.events import MessageBlocked, MessageFailed, MessageSent
from anxin.parties.contacts.lifecycle import FAILED, MESSAGE, SENDING, SENT, WAITING
from anxin.parties.contacts.models import Message
from anxin.parties.contacts.parameters import DELIVERY_ATTEMPTS, SECRET
from anxin.parties.contacts.queries.gate import ask_gate
from anxin.parties.contacts.sending import OutgoingMessage
from anxin.parties.org.queries import store_info
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef

Outcome = Literal["sent", "try_again", "refused"]


class SecretForgotten(Conflict):
    """The message carried a link that is kept nowhere: whoever made it sends a new one."""

    code = "secret_forgotten"
    default_message = _("这条消息带的链接没有保存，请到原单据重新发送。")


@dataclass(frozen=True, slots=True)
class TakenMessage:
    """``outgoing`` is what to send; None when there is nothing (any more) to send."""

    id: int
    state: str
    outgoing: OutgoingMessage | None


@command(permissions.DELIVER)
def take_message(*, actor: Actor, message_id: int, at: datetime) -> TakenMessage:
    """Take a message for sending, after asking the consent gate once more: consent may have ended since.

    :raises NotFound: unknown
    """
    message = Message.objects.visible_to(actor, permissions.DELIVER).locked().one(pk=message_id)
    if message.state not in (WAITING, SENDING):
        return TakenMessage(message.pk, message.state, None)
    reason, address = ask_gate(message.store_id, message.customer_id, message.purpose, message.channel)
    if reason or address is None:
        message.state, message.blocked_reason, message.secret = MESSAGE.after("block", message.state), reason, ""
        message.save(update_fields=["state", "blocked_reason", "secret"])
        blocked = MessageBlocked(
            store_id=message.store_id, message_id=message.pk, customer_id=message.customer_id, reason=reason
        )
        events.publish(blocked, at=at)
        return TakenMessage(message.pk, message.state, None)
    message.state, message.attempts = MESSAGE.after("take", message.state), message.attempts + 1
    message.save(update_fields=["state", "attempts"])
    audit.note(DocumentRef("contacts.message", message.pk), message.store_id, attempt=message.attempts)
    key = f"message-{message.pk}"
    outgoing = OutgoingMessage(key, message.channel, address.phone, _whole(message), message.template)
    return TakenMessage(message.pk, message.state, outgoing)


@command(permissions.DELIVER)
def record_delivery(
    *, actor: Actor, message_id: int, outcome: Outcome, provider_id: str = "", failure: str = "", at: datetime
) -> TakenMessage:
    """Write down what the service said; after the last attempt a message that cannot be sent is given up.

    :raises NotFound: unknown
    :raises IllegalTransition: it was not taken
    """
    message = Message.objects.visible_to(actor, permissions.DELIVER).locked().one(pk=message_id)
    today = store_info(message.store_id).clock.day(at)
    is_last = message.attempts >= value(DELIVERY_ATTEMPTS, message.store_id, today)
    verb = "deliver" if outcome == "sent" else "fail" if outcome == "refused" or is_last else "wait"
    message.state = MESSAGE.after(verb, message.state)
    message.provider_id, message.failure = provider_id[:80], failure[:200]
    message.sent_at = at if outcome == "sent" else None
    message.secret = "" if message.state in (SENT, FAILED) else message.secret
    message.save(update_fields=["state", "provider_id", "failure", "sent_at", "secret"])
    if message.state == SENT:
        sent = MessageSent(store_id=message.store_id, message_id=message.pk, customer_id=message.customer_id)
        events.publish(sent, at=at)
    elif message.state == FAILED:
        events.publish(_failed(message), at=at)
    else:
        audit.note(DocumentRef("contacts.message", message.pk), message.store_id, failure=message.failure)
    return TakenMessage(message.pk, message.state, None)


@command(permissions.DELIVER)
def retry_message(*, actor: Actor, message_id: int, at: datetime) -> TakenMessage:
    """Send a message again that was given up.

    :raises NotFound: unknown
    :raises IllegalTransition: it has not failed
    :raises SecretForgotten: it carried a link
    """
    message = Message.objects.visible_to(actor, permissions.DELIVER).locked().one(pk=message_id)
    if SECRET in message.body:
        raise SecretForgotten
    message.state, message.attempts = MESSAGE.after("retry", message.state), 0
    message.save(update_fields=["state", "attempts"])
    audit.note(DocumentRef("contacts.message", message.pk), message.store_id, retried=True)
    if message.channel in SENT_BY_PROGRAM:
        send_later(message)
    return TakenMessage(message.pk, message.state, None)


@command(permissions.DELIVER)
def hand_over_message(*, actor: Actor, message_id: int, at: datetime) -> TakenMessage:
    """Mark a letter as posted, or a text as told by phone: people did it, not the program.

    :raises NotFound: unknown
    :raises IllegalTransition: it is not waiting
    """
    message = Message.objects.visible_to(actor, permissions.DELIVER).locked().one(pk=message_id)
    message.state, message.sent_at, message.secret = MESSAGE.after("hand_over", message.state), at, ""
    message.save(update_fields=["state", "sent_at", "secret"])
    sent = MessageSent(store_id=message.store_id, message_id=message.pk, customer_id=message.customer_id)
    events.publish(sent, at=at)
    return TakenMessage(message.pk, message.state, None)


def _whole(message: Message) -> str:
    return message.body.replace(SECRET, message.secret) if message.secret else message.body


def _failed(message: Message) -> MessageFailed:
    return MessageFailed(
        store_id=message.store_id,
        message_id=message.pk,
        customer_id=message.customer_id,
        document_kind=message.subject_kind,
        document_id=message.subject_id,
    )
