"""Blanking what was said at reception of a customer whose personal data are erased (I.4, ADR 0006)."""

from collections.abc import Collection
from datetime import datetime

from anxin.parties.customers.commands import register_phone_eraser
from anxin.parties.customers.permissions import ERASE
from anxin.parties.work.commands import erase_task_words
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.references import DocumentRef
from anxin.visit.reception.lifecycle import DRAFT
from anxin.visit.reception.models import (
    DeliverySample,
    InspectionSheet,
    PlateSighting,
    RatingLink,
    Reception,
    ServiceRating,
    VisitFlag,
    Visitor,
)


@command(ERASE, rule="I.4")
def erase_reception_words(*, actor: Actor, store_id: int, customer_id: int, at: datetime) -> int:
    """Blank what was said and noted, except on sheets that are signed or declined. Returns the receptions."""
    actor.require(ERASE, store_id)
    rows = Reception.objects.visible_to(actor, ERASE).filter(store_id=store_id, customer_id=customer_id)
    ids = list(rows.values_list("pk", flat=True))
    erase_task_words(actor=actor, store_id=store_id, kind="reception.reception", ids=ids, at=at)
    drafts = InspectionSheet.objects.visible_to(actor, ERASE).filter(reception_id__in=ids, state=DRAFT)
    drafts.update(belongings_note="", bulky_note="", remarks="", protective_words="")
    PlateSighting.objects.visible_to(actor, ERASE).filter(reception_id__in=ids).update(plate="")
    VisitFlag.objects.visible_to(actor, ERASE).filter(store_id=store_id, customer_id=customer_id).update(reason="")
    ratings = ServiceRating.objects.visible_to(actor, ERASE).filter(store_id=store_id, repair_order__customer_id=customer_id)
    ratings.update(words="", coached_words="")
    links = RatingLink.objects.visible_to(actor, ERASE).filter(store_id=store_id, repair_order__customer_id=customer_id)
    links.filter(used_at=None, revoked_at=None).update(revoked_at=at)
    samples = DeliverySample.objects.visible_to(actor, ERASE).filter(repair_order__customer_id=customer_id)
    samples.filter(store_id=store_id).update(words="")
    count: int = rows.update(concerns="", warranty_words="", leave_reason="")
    audit.note(DocumentRef("customers.customer", customer_id), store_id, erased_rows=count)
    return count


def erase_visitors(actor: Actor, phones: Collection[str]) -> int:
    """Blank visitors with one of these phones in the stores of whoever erases; elsewhere they fade by themselves."""
    count: int = Visitor.objects.visible_to(actor, ERASE).filter(phone__in=phones).update(name="", phone="")
    return count


register_phone_eraser(erase_visitors)
