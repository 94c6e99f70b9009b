"""After the hand-over: the car leaves, and its customer gets a word on the way (R-DL08, R-DL09, M09.05, M09.09)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.parties.contacts.commands import queue_message
from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import direct_phone
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.turns import take_turn
from anxin.platform.ui.formats import plate_or_vin
from anxin.visit.reception import parameters, permissions
from anxin.visit.reception.models import DeliveryNote, SendOff
from anxin.visit.reception.weather import weather_words

NOTE_KIND = "reception.deliverynote"
TOLD_SERVICES, LONGEST_CARE = 2, 120
LATEST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class KeptSendOff:
    """How a delivered car left."""

    order_number: str
    left_at: datetime
    known_by: str
    is_escorted: bool


@dataclass(frozen=True, slots=True)
class SentMessages:
    """How many messages were put into the outbox, the blocked ones counted."""

    count: int


@command(permissions.DELIVER, rule="R-DL08")
def see_off(*, actor: Actor, number: str, at: datetime) -> KeptSendOff:
    """Somebody escorted the delivered car of an order to the gate; when a gate saw it, its moment stays.

    :raises NotFound: unknown or out of scope
    :raises Conflict: somebody did so already
    """
    note = _note(actor, number)
    row = _keep(note, SendOff.KnownBy.TAP, at)
    if row.is_escorted:
        raise Conflict(_("已经记过送到门口了，请刷新后再看。"), rule="R-DL08")
    row.is_escorted, row.escorted_by = True, actor.key
    row.save(update_fields=["is_escorted", "escorted_by"])
    audit.note(DocumentRef(NOTE_KIND, note.pk), note.store_id, escorted=True)
    return KeptSendOff(number, row.left_at, row.known_by, is_escorted=True)


@command(permissions.DELIVER, rule="R-DL09")
def send_off_messages(*, actor: Actor, store_id: int, at: datetime) -> SentMessages:
    """Write to the customers whose cars left a while ago: once a visit, through the gate of their consent.

    A car that nobody saw leaving has left some time after its hand-over. What is a day old is not written to any more.

    :raises Denied: no permission in this store
    """
    actor.require(permissions.DELIVER, store_id)
    gone = at - timedelta(minutes=value(parameters.DEPARTURE_MINUTES, store_id, at))
    ripe = at - timedelta(minutes=value(parameters.SEND_OFF_MINUTES, store_id, at))
    offs = SendOff.objects.visible_to(actor, permissions.DELIVER).filter(store_id=store_id)
    notes = DeliveryNote.objects.visible_to(actor, permissions.DELIVER).filter(
        store_id=store_id, at__gt=at - LATEST, at__lte=at
    )
    written = offs.filter(message__isnull=False, note__in=notes).values_list("note_id", flat=True)
    waiting = list(
        notes.exclude(pk__in=list(written)).select_related("repair_order__vehicle", "repair_order__advisor").order_by("pk")
    )
    known = {off.note_id: off for off in offs.filter(note_id__in=[note.pk for note in waiting])}
    count = 0
    for note in waiting:
        off = known.get(note.pk) or (_keep(note, SendOff.KnownBy.TIME, note.at) if note.at <= gone else None)
        if off is not None and (off.left_at <= ripe or off.known_by == SendOff.KnownBy.TIME):
            count += _write_to(actor, note, off, at)
    return SentMessages(count)


def note_departure(store_id: int, reception_id: int, seen_at: datetime) -> None:
    """A gate saw the car of a delivered reception leave; what is known of it already stays."""
    rows = DeliveryNote.objects.in_stores([store_id]).filter(reception_id=reception_id, at__lte=seen_at)
    note = rows.first()
    if note is not None:
        _keep(note, SendOff.KnownBy.GATE, seen_at)


def _note(actor: Actor, number: str) -> DeliveryNote:
    note: DeliveryNote = DeliveryNote.objects.visible_to(actor, permissions.DELIVER).one(repair_order__number=number)
    return note


def _keep(note: DeliveryNote, known_by: str, left_at: datetime) -> SendOff:
    """The farewell of a note, made when there is none: one for each visit."""
    take_turn(f"reception.send_off:{note.pk}")
    rows = SendOff.objects.in_stores([note.store_id])
    found: SendOff | None = rows.locked().filter(note=note).first()
    if found is None:
        found = SendOff(store_id=note.store_id, note=note, left_at=left_at, known_by=known_by)
        found.save(force_insert=True)
    return found


def _write_to(actor: Actor, note: DeliveryNote, off: SendOff, at: datetime) -> int:
    off = _keep(note, off.known_by, off.left_at)
    if off.message_id is not None:
        return 0
    order = note.repair_order
    sent = queue_message(
        actor=actor,
        store_id=note.store_id,
        customer_id=order.customer_id,
        vehicle_id=order.vehicle_id,
        purpose="service",
        template=parameters.SEND_OFF,
        params={
            "plate": plate_or_vin(order.vehicle.plate, order.vehicle.vin),
            "care": _care(note),
            "next": _next(note),
            "weather": weather_words(note.store_id, store_info(note.store_id).clock.day(at)),
            "phone": direct_phone(actor, order.advisor_id) or store_info(note.store_id).phone,
        },
        subject=DocumentRef(NOTE_KIND, note.pk),
        at=at,
    )
    off.message_id = sent.id
    off.save(update_fields=["message"])
    audit.note(DocumentRef(NOTE_KIND, note.pk), note.store_id, send_off=sent.id, blocked=sent.is_blocked)
    return 1


def _care(note: DeliveryNote) -> str:
    """The first things to mind, as they were explained."""
    words = [each["words"] for each in note.precautions if each["words"]][:TOLD_SERVICES]
    return " ".join(dict.fromkeys(words))[:LONGEST_CARE]


def _next(note: DeliveryNote) -> str:
    coming = next((each for each in note.next_services if each["due_km"] or each["due_on"]), None)
    if coming is None:
        return ""
    due = [f"{coming['due_km']:,} km" if coming["due_km"] else "", coming["due_on"] or ""]
    when = _now(" 或 ").join(part for part in due if part)
    return _now("下次%(service)s：%(when)s。") % {"service": coming["service"], "when": when}
