"""The only door through which a message to a customer leaves: the consent gate stands here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts import permissions, rules
from anxin.parties.contacts.commands.records import write_timeline
from anxin.parties.contacts.events import MessageBlocked, MessageQueued
from anxin.parties.contacts.lifecycle import BLOCKED, WAITING
from anxin.parties.contacts.models import Channel, Message
from anxin.parties.contacts.parameters import MESSAGE_LINE, declared_templates
from anxin.parties.contacts.queries.gate import ask_gate
from anxin.parties.contacts.queries.templates import wording
from anxin.parties.contacts.unsubscribing import unsubscribe_words
from anxin.parties.customers.queries import ContactAddress, get_vehicle
from anxin.parties.org.queries import store_info
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.jobs import defer
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text

LONGEST_BODY = 1000
SENT_BY_PROGRAM = frozenset({Channel.SMS, Channel.WECHAT})


@dataclass(frozen=True, slots=True)
class QueuedMessage:
    """What became of a message: WAITING, or BLOCKED with the reason."""

    id: int
    state: str
    blocked_reason: str

    @property
    def is_blocked(self) -> bool:
        """Whether the gate kept it back."""
        return self.state == BLOCKED


@command(permissions.SEND)
def queue_message(
    *,
    actor: Actor,
    store_id: int,
    customer_id: int,
    purpose: str,
    template: str,
    params: Mapping[str, object],
    subject: DocumentRef | None,
    at: datetime,
    channel: str = Channel.SMS,
    vehicle_id: int | None = None,
    secret: str = "",
) -> QueuedMessage:
    """Send a message worded by a template, if the customer has agreed to its purpose; else keep it as blocked.

    ``secret`` is put where ``params`` say ``SECRET`` when it is sent, and forgotten then.

    :raises NotFound: a customer or vehicle that the store does not know
    :raises Invalid: an unknown template or channel, another purpose than the template's, or a value too few or too many
    """
    actor.require(permissions.SEND, store_id)
    _require_template(template, purpose, channel)
    if vehicle_id is not None:
        get_vehicle(Actor.system("contacts", [store_id]), vehicle_id)
    reason, address = ask_gate(store_id, customer_id, purpose, channel)
    message = Message(
        store_id=store_id,
        customer_id=customer_id,
        vehicle_id=vehicle_id,
        purpose=purpose,
        channel=channel,
        template=template,
        body=_body(store_id, customer_id, address, template, params),
        secret="" if reason else secret,
        subject_kind=subject.kind if subject else "",
        subject_id=subject.id if subject else None,
        state=BLOCKED if reason else WAITING,
        blocked_reason=reason,
        queued_at=at,
        queued_by=actor.key,
    )
    message.save(force_insert=True)
    if reason:
        blocked = MessageBlocked(store_id=store_id, message_id=message.pk, customer_id=customer_id, reason=reason)
        events.publish(blocked, at=at)
    else:
        _queue(message, at)
    return QueuedMessage(message.pk, message.state, reason)


def _queue(message: Message, at: datetime) -> None:
    fact = MessageQueued(
        store_id=message.store_id,
        message_id=message.pk,
        customer_id=message.customer_id,
        purpose=message.purpose,
        template=message.template,
    )
    events.publish(fact, at=at)
    write_timeline(
        # Whoever may send leaves the line; it needs no permission of its own.
        actor=Actor.system("contacts", [message.store_id]),
        store_id=message.store_id,
        vehicle_id=message.vehicle_id,
        customer_id=message.customer_id,
        kind=MESSAGE_LINE,
        subject=DocumentRef("contacts.message", message.pk),
        params={"template": message.template},
        at=at,
    )
    if message.channel in SENT_BY_PROGRAM:
        send_later(message)


def _require_template(template: str, purpose: str, channel: str) -> None:
    declared = declared_templates().get(template)
    if declared is None:
        raise Invalid(_("没有这个消息模板。"), field="template")
    if purpose != declared.purpose:
        raise Invalid(_("模板的用途与所选用途不同；营销内容不能当服务消息发。"), field="purpose")
    if channel not in Channel.values:
        raise Invalid(_("没有这种发送方式。"), field="channel")


DELIVER_MESSAGE = "parties.contacts.tasks.deliver_message"


def send_later(message: Message) -> None:
    """Enqueue the delivery in the running transaction."""
    defer(DELIVER_MESSAGE, lock=f"contacts.message:{message.pk}", message_id=message.pk, store_id=message.store_id)


def _body(
    store_id: int, customer_id: int, address: ContactAddress | None, template: str, params: Mapping[str, object]
) -> str:
    strange = sorted(set(params) - declared_templates()[template].parameters)
    if strange:
        words = {"name": strange[0]}
        raise Invalid(_("这个模板没有“%(name)s”这项内容，请去掉。") % words, field="params")
    store = store_info(store_id)
    known = {
        **params,
        "name": address.name if address else "",
        "store": store.name,
        "store_phone": store.phone,
        "unsubscribe": unsubscribe_words(store_id, customer_id, declared_templates()[template].purpose),
    }
    try:
        body = clean_text(rules.fill_template(wording(template), known))
    except rules.UnknownPlaceholder as unknown:
        message = _("模板需要的内容“%(name)s”没有给出。") % {"name": unknown.args[0]}
        raise Invalid(message, field="params") from None
    if len(body) > LONGEST_BODY:
        raise Invalid(_("消息最多 1000 字，请写短一些。"), field="params")
    return body
