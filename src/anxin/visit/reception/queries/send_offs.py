"""How delivered cars left, and what became of the messages that followed them (R-DL08, R-DL09)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.appointments.queries import require_span
from anxin.visit.reception import permissions
from anxin.visit.reception.models import DeliveryNote, SendOff


@dataclass(frozen=True, slots=True)
class SendOffView:
    """How the car of a note left; ``message_state`` is empty before the message is written."""

    left_at: datetime
    known_by: str
    known_by_label: str
    is_escorted: bool
    message_state: str


@dataclass(frozen=True, slots=True)
class SendOffFigures:
    """Deliveries of a span: how many were accompanied to the till and escorted to the gate, how many had the protective set
    taken off before the customer's eyes, and what became of the messages: ``blocked`` without consent, ``failed`` for good.
    """

    delivered: int
    accompanied: int
    escorted: int
    sets_laid: int
    sets_removed: int
    sent: int
    waiting: int
    blocked: int
    failed: int


@query(permissions.SEE)
def find_send_off(actor: Actor, order_number: str) -> SendOffView | None:
    """How the delivered car of an order left, if that is known."""
    rows = SendOff.objects.visible_to(actor, permissions.SEE).select_related("message")
    row = rows.filter(note__repair_order__number=order_number).first()
    if row is None:
        return None
    state = row.message.state if row.message else ""
    return SendOffView(row.left_at, row.known_by, row.get_known_by_display(), row.is_escorted, state)


@query(permissions.SEE)
def send_off_figures(actor: Actor, store_id: int, since: date, until: date) -> SendOffFigures:
    """The farewells of the cars delivered on the days of a span, both included.

    :raises Invalid: days that are no span, or one of more than a year
    """
    require_span(since, until)
    times = store_info(store_id).clock
    begin, end = times.bounds(since)[0], times.bounds(until)[1]
    notes = DeliveryNote.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, at__gte=begin, at__lt=end)
    counts = notes.aggregate(
        delivered=Count("pk"),
        accompanied=Count("pk", filter=Q(is_accompanied=True)),
        sets_laid=Count("pk", filter=Q(is_set_removed__isnull=False)),
        sets_removed=Count("pk", filter=Q(is_set_removed=True)),
    )
    offs = SendOff.objects.visible_to(actor, permissions.SEE).filter(note__in=notes)
    states = offs.aggregate(
        escorted=Count("pk", filter=Q(is_escorted=True)),
        sent=Count("pk", filter=Q(message__state="SENT")),
        waiting=Count("pk", filter=Q(message__state__in=("WAITING", "SENDING"))),
        blocked=Count("pk", filter=Q(message__state="BLOCKED")),
        failed=Count("pk", filter=Q(message__state="FAILED")),
    )
    return SendOffFigures(**counts, **states)
