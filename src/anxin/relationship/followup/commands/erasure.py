"""Blanking why calls were called off of a customer whose personal data are erased (I.4, ADR 0006)."""

from datetime import datetime

from anxin.parties.customers.permissions import ERASE
from anxin.parties.work.commands import erase_task_words
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.references import DocumentRef
from anxin.relationship.followup.models import FollowUp


@command(ERASE, rule="I.4")
def erase_follow_up_words(*, actor: Actor, store_id: int, customer_id: int, at: datetime) -> int:
    """Blank the reasons of a customer's follow-ups and the results of their tasks; marks stay. Returns the rows."""
    actor.require(ERASE, store_id)
    rows = FollowUp.objects.visible_to(actor, ERASE).filter(store_id=store_id, customer_id=customer_id)
    erase_task_words(
        actor=actor, store_id=store_id, kind="followup.followup", ids=list(rows.values_list("pk", flat=True)), at=at
    )
    count: int = rows.update(cancel_reason="")
    audit.note(DocumentRef("customers.customer", customer_id), store_id, erased_rows=count)
    return count
