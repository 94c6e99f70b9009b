"""Blanking what was said about the orders of a customer whose personal data are erased (I.4, ADR 0006)."""

from datetime import datetime

from anxin.management.reviews.commands.support import SUGGESTION_KIND
from anxin.management.reviews.models import Suggestion, SuggestionStep
from anxin.parties.customers.permissions import ERASE
from anxin.parties.work.commands import erase_task_words
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.references import DocumentRef

ERASED_WORDS = "***"


@command(ERASE, rule="I.4")
def erase_review_words(*, actor: Actor, store_id: int, customer_id: int, at: datetime) -> int:
    """Blank the words of suggestions about a customer's orders; who judged them and when stays. Returns how many."""
    actor.require(ERASE, store_id)
    rows = Suggestion.objects.visible_to(actor, ERASE).filter(store_id=store_id, repair_order__customer_id=customer_id)
    ids = list(rows.values_list("pk", flat=True))
    erase_task_words(actor=actor, store_id=store_id, kind=SUGGESTION_KIND, ids=ids, at=at)
    SuggestionStep.objects.visible_to(actor, ERASE).filter(suggestion_id__in=ids).exclude(words="").update(
        words=ERASED_WORDS
    )
    said = Suggestion.objects.visible_to(actor, ERASE).filter(pk__in=ids)
    for name in ("reason", "done"):
        said.exclude(**{name: ""}).update(**{name: ERASED_WORDS})
    count: int = said.update(words=ERASED_WORDS)
    audit.note(DocumentRef("customers.customer", customer_id), store_id, erased_rows=count)
    return count
