"""Blanking what was said about the orders of a customer whose personal data are erased (I.4, ADR 0006)."""

from datetime import datetime

from anxin.management.reviews.commands.support import MEASURE_KIND, SUGGESTION_KIND
from anxin.management.reviews.models import ReviewedOrder, ReviewMeasure, Suggestion, SuggestionStep
from anxin.parties.customers.permissions import ERASE
from anxin.parties.work.commands import erase_task_words
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.guards import ERASED_WORDS
from anxin.platform.references import DocumentRef


@command(ERASE, rule="I.4")
def erase_review_words(*, actor: Actor, store_id: int, customer_id: int, at: datetime) -> int:
    """Blank the words about a customer's orders in suggestions and reviews; who, when and causes stay. Returns how many.

    :raises Denied: a store where the actor may not erase
    """
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
    said.filter(about_kind=Suggestion.About.VOICE).update(about=ERASED_WORDS)
    count: int = said.update(words=ERASED_WORDS) + _erase_reviews(actor, store_id, customer_id, at)
    audit.note(DocumentRef("customers.customer", customer_id), store_id, erased_rows=count)
    return count


def _erase_reviews(actor: Actor, store_id: int, customer_id: int, at: datetime) -> int:
    about = {"store_id": store_id, "repair_order__customer_id": customer_id}
    measures = ReviewMeasure.objects.visible_to(actor, ERASE).filter(**about)
    ids = list(measures.values_list("pk", flat=True))
    erase_task_words(actor=actor, store_id=store_id, kind=MEASURE_KIND, ids=ids, at=at)
    ReviewMeasure.objects.visible_to(actor, ERASE).filter(pk__in=ids).exclude(done="").update(done=ERASED_WORDS)
    count: int = ReviewMeasure.objects.visible_to(actor, ERASE).filter(pk__in=ids).update(words=ERASED_WORDS)
    orders = ReviewedOrder.objects.visible_to(actor, ERASE).filter(**about)
    seen = list(orders.exclude(words="").values_list("pk", flat=True))
    blanked: int = ReviewedOrder.objects.visible_to(actor, ERASE).filter(pk__in=seen).update(words=ERASED_WORDS)
    return count + blanked
