"""Blanking notes on the waiting of a customer whose personal data are erased (I.4, ADR 0006)."""

from datetime import datetime

from anxin.parties.customers.permissions import ERASE
from anxin.parties.work.commands import erase_task_words
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.references import DocumentRef
from anxin.visit.workshop.commands.find import FINDING_KIND
from anxin.visit.workshop.models import Finding, Waiting


@command(ERASE, rule="I.4")
def erase_waiting_notes(*, actor: Actor, store_id: int, customer_id: int, at: datetime) -> int:
    """Blank why a job waited and what came of tasks about findings; inspections and findings are the repair record.

    Returns the notes.
    """
    actor.require(ERASE, store_id)
    findings = Finding.objects.visible_to(actor, ERASE).filter(store_id=store_id, repair_order__customer_id=customer_id)
    erase_task_words(
        actor=actor, store_id=store_id, kind=FINDING_KIND, ids=list(findings.values_list("pk", flat=True)), at=at
    )
    notes = (
        Waiting.objects.visible_to(actor, ERASE)
        .filter(store_id=store_id, repair_order__customer_id=customer_id)
        .exclude(note="")
    )
    count: int = notes.update(note="")
    audit.note(DocumentRef("customers.customer", customer_id), store_id, erased_rows=count)
    return count
