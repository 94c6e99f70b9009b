"""The outbox as people see it: what was sent, what waits, what was kept back and why."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts import permissions
from anxin.parties.contacts.lifecycle import MESSAGE
from anxin.parties.contacts.models import Channel, Message
from anxin.parties.contacts.parameters import declared_templates
from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Order, RowPage, Window

SORTS = {"queued": "queued_at", "sent": "sent_at"}


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message of the outbox."""

    id: int
    store_id: int
    customer_id: int
    customer_name: str
    vehicle_id: int | None
    purpose: str
    channel: str
    channel_label: str
    template: str
    template_label: str
    body: str
    subject: DocumentRef | None
    state: str
    state_label: str
    blocked_reason: str
    blocked_label: str
    attempts: int
    failure: str
    queued_at: datetime
    sent_at: datetime | None


def _states() -> list[tuple[str, str]]:
    return [(code, translated(label)) for code, label in MESSAGE.labels.items()]


@dataclass(frozen=True)
class MessageFilter:
    """What the outbox may be narrowed by."""

    state: str = filter_field(_("状态"), default="", choices=_states)
    channel: str = filter_field(_("方式"), default="", choices=Channel.choices)
    day_from: date | None = filter_field(_("日期从"))
    day_to: date | None = filter_field(_("日期到"))
    customer: int | None = filter_field(_("客户"), hidden=True)


@query(permissions.SEE)
def page_messages(actor: Actor, store_id: int, asked: MessageFilter, order: Order, window: Window) -> RowPage[MessageRow]:
    """One page of a store's outbox, the newest first unless another order is asked for."""
    rows = Message.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.channel:
        rows = rows.filter(channel=asked.channel)
    if asked.customer is not None:
        rows = rows.filter(customer_id=asked.customer)
    clock = store_info(store_id).clock
    if asked.day_from:
        rows = rows.filter(queued_at__gte=clock.bounds(asked.day_from)[0])
    if asked.day_to:
        rows = rows.filter(queued_at__lt=clock.bounds(asked.day_to)[1])
    by = order.as_order_by(SORTS) if order.name else ["-queued_at", "-pk"]
    return RowPage(_rows(rows.order_by(*by)[window.offset : window.offset + window.limit]), rows.count())


@query(permissions.SEE)
def get_message(actor: Actor, message_id: int) -> MessageRow:
    """One message.

    :raises NotFound: unknown, or not in a store that the actor sees
    """
    rows = Message.objects.visible_to(actor, permissions.SEE).filter(pk=message_id)
    rows.one(pk=message_id)
    return _rows(rows)[0]


def _rows(messages: "QuerySet[Message]") -> list[MessageRow]:
    return [_row(one) for one in messages.select_related("customer")]


def _row(one: Any) -> MessageRow:
    template = declared_templates().get(one.template)
    return MessageRow(
        one.pk,
        one.store_id,
        one.customer_id,
        one.customer.name,
        one.vehicle_id,
        one.purpose,
        one.channel,
        str(one.get_channel_display()),
        one.template,
        str(template.label) if template else one.template,
        one.body,
        one.subject,
        one.state,
        translated(MESSAGE.labels[one.state]),
        one.blocked_reason,
        str(one.get_blocked_reason_display()) if one.blocked_reason else "",
        one.attempts,
        one.failure,
        one.queued_at,
        one.sent_at,
    )
