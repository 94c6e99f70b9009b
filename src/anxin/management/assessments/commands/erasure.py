"""Blanking what was said with the order of a customer whose personal data are erased (I.4, ADR 0006)."""

from datetime import datetime

from anxin.management.assessments.models import AssessmentStep
from anxin.parties.customers.permissions import ERASE
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.guards import ERASED_WORDS
from anxin.platform.references import DocumentRef


@command(ERASE, rule="I.4")
def erase_assessment_words(*, actor: Actor, store_id: int, customer_id: int, at: datetime) -> int:
    """Blank the words of assessments in which somebody spoke of a customer's order; who, when and results stay.

    Returns how many.
    """
    actor.require(ERASE, store_id)
    spoken = AssessmentStep.objects.visible_to(actor, ERASE).filter(store_id=store_id, repair_order__customer_id=customer_id)
    ids = list(spoken.values_list("assessment_id", flat=True))
    # What answers the objection may say the name again.
    steps = AssessmentStep.objects.visible_to(actor, ERASE).filter(assessment_id__in=ids)
    count: int = steps.exclude(words=ERASED_WORDS).update(words=ERASED_WORDS)
    audit.note(DocumentRef("customers.customer", customer_id), store_id, erased_rows=count)
    return count
