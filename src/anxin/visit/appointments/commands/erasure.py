"""Blanking what was said with appointments of a customer whose personal data are erased (I.4, ADR 0006)."""

from datetime import datetime

from anxin.parties.customers.permissions import ERASE
from anxin.parties.work.commands import erase_task_words
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.references import DocumentRef
from anxin.visit.appointments.models import Appointment, Reminder


@command(ERASE, rule="I.4")
def erase_appointment_words(*, actor: Actor, store_id: int, customer_id: int, at: datetime) -> int:
    """Blank words and reasons of a customer's appointments; what was booked when stays. Returns the rows."""
    actor.require(ERASE, store_id)
    rows = Appointment.objects.visible_to(actor, ERASE).filter(store_id=store_id, customer_id=customer_id)
    erase_task_words(
        actor=actor, store_id=store_id, kind="appointments.appointment", ids=list(rows.values_list("pk", flat=True)), at=at
    )
    calls = Reminder.objects.visible_to(actor, ERASE).filter(store_id=store_id, appointment__customer_id=customer_id)
    calls.update(words="")
    count: int = rows.update(words="", cancel_reason="", no_show_words="")
    audit.note(DocumentRef("customers.customer", customer_id), store_id, erased_rows=count)
    return count
