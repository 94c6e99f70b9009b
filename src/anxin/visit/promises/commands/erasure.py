"""Blanking words about a customer whose personal data are erased (I.4, ADR 0006)."""

from datetime import datetime

from anxin.parties.customers.permissions import ERASE
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.references import DocumentRef
from anxin.visit.promises.models import LateEstimate, Note, ProgressLink, Telling


@command(ERASE, rule="I.4")
def erase_promise_words(*, actor: Actor, store_id: int, customer_id: int, at: datetime) -> int:
    """Blank what was told, said and written about the customer's cars, and end the links. Returns the rows.

    :raises Denied: no permission in this store
    """
    actor.require(ERASE, store_id)
    of = {"store_id": store_id, "repair_order__customer_id": customer_id}
    count: int = Telling.objects.visible_to(actor, ERASE).filter(**of).update(words="", reason="")
    count += Note.objects.visible_to(actor, ERASE).filter(**of).update(words="")
    count += LateEstimate.objects.visible_to(actor, ERASE).filter(**of).update(words="")
    ProgressLink.objects.visible_to(actor, ERASE).filter(revoked_at=None, **of).update(revoked_at=at)
    audit.note(DocumentRef("customers.customer", customer_id), store_id, erased_rows=count)
    return count
