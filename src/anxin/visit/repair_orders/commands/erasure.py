"""Blanking what was said around orders of a customer whose personal data are erased (I.4, ADR 0006)."""

from datetime import datetime

from anxin.parties.customers.permissions import ERASE
from anxin.parties.work.commands import erase_task_words
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.references import DocumentRef
from anxin.visit.repair_orders.access import ORDER_KIND
from anxin.visit.repair_orders.commands.support import QUESTION_KIND
from anxin.visit.repair_orders.models import Authorisation, Item, Job, RepairOrder, TechnicalQuestion

ERASED_WORDS = "***"
"""Stands where a declined item, or one that another pays, must have a reason, and a job its name."""


@command(ERASE, rule="I.4")
def erase_order_words(*, actor: Actor, store_id: int, customer_id: int, at: datetime) -> int:
    """Blank what no paper needs: reasons, suggestions, and the words of orders that nobody confirmed. Returns the orders.

    Title, complaint, cause and correction of a confirmed order are the repair record, kept with its estimate and signature.
    """
    actor.require(ERASE, store_id)
    orders = RepairOrder.objects.visible_to(actor, ERASE).filter(store_id=store_id, customer_id=customer_id)
    ids = list(orders.values_list("pk", flat=True))
    erase_task_words(actor=actor, store_id=store_id, kind=ORDER_KIND, ids=ids, at=at)
    of_orders = {"repair_order_id__in": ids}
    confirmed = Authorisation.objects.visible_to(actor, ERASE).filter(**of_orders).values_list("repair_order_id", flat=True)
    jobs = Job.objects.visible_to(actor, ERASE).filter(**of_orders)
    jobs.exclude(repair_order_id__in=list(confirmed)).update(title=ERASED_WORDS, complaint="", cause="", correction="")
    asked = TechnicalQuestion.objects.visible_to(actor, ERASE).filter(store_id=store_id, customer_id=customer_id)
    erase_task_words(actor=actor, store_id=store_id, kind=QUESTION_KIND, ids=list(asked.values_list("pk", flat=True)), at=at)
    asked.exclude(words="").update(words=ERASED_WORDS)
    asked.update(question=ERASED_WORDS)
    declined = Item.objects.visible_to(actor, ERASE).filter(**of_orders).exclude(decline_reason="")
    declined.update(decline_reason=ERASED_WORDS)
    paid_by_others = Item.objects.visible_to(actor, ERASE).filter(**of_orders).exclude(payer_reason="")
    paid_by_others.update(payer_reason=ERASED_WORDS)
    count: int = orders.update(cancel_reason="", follow_up_suggestion="")
    audit.note(DocumentRef("customers.customer", customer_id), store_id, erased_rows=count)
    return count
