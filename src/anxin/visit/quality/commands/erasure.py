"""Blanking words about a customer whose personal data are erased (I.4, ADR 0006)."""

from datetime import datetime

from django.db.models import Q

from anxin.parties.customers.permissions import ERASE
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.references import DocumentRef
from anxin.visit.quality.models import ConductCase, ReworkCase


@command(ERASE, rule="I.4")
def erase_quality_words(*, actor: Actor, store_id: int, customer_id: int, at: datetime) -> int:
    """Blank what is written in the rework cases of a customer's orders, and in cases of negligence about them."""
    actor.require(ERASE, store_id)
    of_customer = Q(first_job__repair_order__customer_id=customer_id) | Q(repair_order__customer_id=customer_id)
    rows = ReworkCase.objects.visible_to(actor, ERASE).filter(store_id=store_id)
    ids = list(rows.filter(of_customer).values_list("pk", flat=True))
    count: int = rows.filter(pk__in=ids).update(words="", measure="", reason="")
    raised = ConductCase.objects.visible_to(actor, ERASE).filter(rework_id__in=ids)
    count += raised.update(words="", statement="", decision="", appeal="", answer="")
    audit.note(DocumentRef("customers.customer", customer_id), store_id, erased_rows=count)
    return count
