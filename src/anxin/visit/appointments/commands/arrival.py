"""Arrival and no-show (M04.04)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.scoped import require_version
from anxin.platform.text import clean_text
from anxin.resources.capacity.queries import list_holders
from anxin.visit.appointments import parameters, permissions, rules
from anxin.visit.appointments.commands.booking import KeptAppointment, facts_of, kept, locked
from anxin.visit.appointments.commands.plates import free_plate
from anxin.visit.appointments.commands.times import KIND, give_back, hand_over
from anxin.visit.appointments.commands.withdrawal import withdraw_reminder, withdraw_replan
from anxin.visit.appointments.events import AppointmentArrived, AppointmentMissed
from anxin.visit.appointments.lifecycle import APPOINTMENT, ARRIVED, BOOKED, NO_SHOW
from anxin.visit.appointments.models import Appointment

AT_ONCE = 500
ARRIVAL = ("state", "arrived_at", "ended_at", "punctuality", "no_show_reason", "no_show_words")


class NoNoShow(Conflict):
    """A reason is asked for only where a car did not come."""

    code = "no_no_show"
    default_rule = "R-AP14"
    default_message = _("只有未到店的预约才登记原因，请刷新后再看。")


@dataclass(frozen=True, slots=True)
class MissedAppointments:
    """How many appointments of a store were not kept."""

    count: int


@command(permissions.ARRIVE, rule="M04.04")
def mark_arrived(
    *, actor: Actor, number: str, at: datetime, document: DocumentRef | None = None, store_id: int | None = None
) -> KeptAppointment:
    """The car is here and gets the lowest free plate (R-AP08), if there is one; ``document`` is the visit that begins.

    Who came after all after a no-show counts as late.

    An arrival that a guide noted before the visit began takes its document once. ``store_id`` is where the car is: one's
    booking in another store is unknown there.

    :raises NotFound: unknown, out of scope, or of another store than ``store_id``
    :raises IllegalTransition: arrived before, or cancelled
    """
    row = locked(actor, permissions.ARRIVE, number)
    if store_id is not None and row.store_id != store_id:
        raise NotFound
    if document is not None and row.state == ARRIVED and row.document_id is None:
        return _attach(actor, row, document, at)
    row.state = APPOINTMENT.after("arrive", row.state)
    minutes = value(parameters.PUNCTUAL_MINUTES, row.store_id, row.wanted_on)
    row.arrived_at, row.ended_at = at, None
    row.no_show_reason = row.no_show_words = ""
    row.punctuality = rules.punctuality(row.wanted_at, at, minutes)
    if document is not None:
        row.document_kind, row.document_id = document.kind, document.id
    if document is not None:
        hand_over(actor, row, document, at=at)
    row.plate_number = free_plate(actor, row)
    row.version += 1
    row.save(update_fields=[*ARRIVAL, "plate_number", "document_kind", "document_id", "version"])
    withdraw_reminder(row, at=at)
    withdraw_replan(row.store_id, row.pk, at=at)
    events.publish(AppointmentArrived(**facts_of(row), punctuality=row.punctuality), at=at)
    return kept(row)


@command(permissions.ARRIVE, rule="R-AP14")
def mark_no_show(*, actor: Actor, number: str, at: datetime, reason: str = "", words: str = "") -> KeptAppointment:
    """The car did not come; without a reason it is asked for later (R-AP14).

    :raises IllegalTransition: arrived, missed or cancelled before
    :raises Invalid: an unknown reason, another one without words, or too many words
    """
    row = locked(actor, permissions.ARRIVE, number)
    row.state = APPOINTMENT.after("miss", row.state)
    row.ended_at = at
    if reason or words:
        row.no_show_reason, row.no_show_words = _checked_reason(reason, words)
    row.version += 1
    row.save(update_fields=["state", "ended_at", "no_show_reason", "no_show_words", "version"])
    give_back(actor, row, at=at)
    withdraw_reminder(row, at=at)
    events.publish(AppointmentMissed(**facts_of(row)), at=at)
    return kept(row)


@command(permissions.BOOK, rule="R-AP14")
def record_no_show_reason(
    *, actor: Actor, number: str, reason: str, at: datetime, words: str = "", version: int | None = None
) -> KeptAppointment:
    """Why a car did not come, or a better reason than the one that stands (R-AP14).

    :raises NotFound: unknown or out of scope
    :raises NoNoShow: it is still expected, came, or was called off
    :raises Invalid: an unknown reason, another one without words, or too many words
    :raises VersionConflict: it was changed since it was read
    """
    row = locked(actor, permissions.BOOK, number)
    if row.state != NO_SHOW:
        raise NoNoShow
    require_version(row, version)
    row.no_show_reason, row.no_show_words = _checked_reason(reason, words)
    row.save(update_fields=["no_show_reason", "no_show_words", "version"])
    audit.note(DocumentRef("appointments.appointment", row.pk), row.store_id, reason=reason)
    return kept(row)


@command(permissions.ARRIVE, rule="M04.04")
def mark_missed_appointments(*, actor: Actor, store_id: int, at: datetime) -> MissedAppointments:
    """Mark every booking of the store's past days that never arrived; for the job after each business day.

    Who came on one of them and was not received holds nothing any more.
    """
    actor.require(permissions.ARRIVE, store_id)
    today = store_info(store_id).clock.day(at)
    missed = (
        Appointment.objects.visible_to(actor, permissions.ARRIVE)
        .locked()
        .filter(store_id=store_id, state=BOOKED, wanted_on__lt=today)
    )
    rows = list(missed.order_by("pk")[:AT_ONCE])
    state = APPOINTMENT.after("miss", BOOKED)
    for row in rows:
        row.state, row.ended_at, row.version = state, at, row.version + 1
        row.save(update_fields=["state", "ended_at", "version"])
        give_back(actor, row, at=at)
        withdraw_reminder(row, at=at)
        events.publish(AppointmentMissed(**facts_of(row)), at=at)
    for row in _came_for_nothing(actor, store_id, today):
        give_back(actor, row, at=at)
        row.plate_returned_at, row.version = at, row.version + 1
        row.save(update_fields=["plate_returned_at", "version"])
    if not rows:
        audit.note(None, store_id, missed=0)
    return MissedAppointments(len(rows))


def _came_for_nothing(actor: Actor, store_id: int, today: date) -> list[Appointment]:
    """Arrivals of past days that a guide noted, that no visit came of, and that still hold time or a plate."""
    holds = Q(pk__in=list_holders(actor, store_id, KIND)) | Q(plate_number__isnull=False, plate_returned_at=None)
    arrived = Appointment.objects.visible_to(actor, permissions.ARRIVE).locked()
    past = arrived.filter(holds, store_id=store_id, state=ARRIVED, document_id=None, wanted_on__lt=today)
    return list(past.order_by("pk")[:AT_ONCE])


def _checked_reason(reason: str, words: str) -> tuple[str, str]:
    said = clean_text(words)
    if reason not in Appointment.NoShowReason.values:
        raise Invalid(_("请选择未到店的原因。"), field="reason")
    if len(said) > 200:
        raise Invalid(_("最多 200 个字，请写要点。"), field="words")
    if reason == Appointment.NoShowReason.OTHER and not said:
        raise Invalid(_("选“其他原因”时请写一句。"), field="words")
    return reason, said


def _attach(actor: Actor, row: Appointment, document: DocumentRef, at: datetime) -> KeptAppointment:
    row.document_kind, row.document_id = document.kind, document.id
    row.version += 1
    row.save(update_fields=["document_kind", "document_id", "version"])
    hand_over(actor, row, document, at=at)
    audit.note(DocumentRef(KIND, row.pk), row.store_id, document=str(document))
    return kept(row)
