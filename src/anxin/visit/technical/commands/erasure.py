"""Blanking what was said in cases of a customer whose personal data are erased (I.4, ADR 0006)."""

from datetime import datetime

from anxin.parties.customers.permissions import ERASE
from anxin.parties.work.commands import erase_task_words
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.references import DocumentRef
from anxin.visit.technical.access import CASE_KIND
from anxin.visit.technical.models import Ballot, CaseEntry, TechnicalCase

ERASED_WORDS = "***"


@command(ERASE, rule="I.4")
def erase_case_words(*, actor: Actor, store_id: int, customer_id: int, at: datetime) -> int:
    """Blank the words of a customer's cases; the library and what experts were asked never named him. Returns the cases."""
    actor.require(ERASE, store_id)
    cases = TechnicalCase.objects.visible_to(actor, ERASE).filter(store_id=store_id, repair_order__customer_id=customer_id)
    ids = list(cases.values_list("pk", flat=True))
    erase_task_words(actor=actor, store_id=store_id, kind=CASE_KIND, ids=ids, at=at)
    CaseEntry.objects.visible_to(actor, ERASE).filter(case_id__in=ids).update(words=ERASED_WORDS)
    ballots = Ballot.objects.visible_to(actor, ERASE).filter(case_id__in=ids)
    ballots.update(plan=ERASED_WORDS)
    ballots.exclude(reason="").update(reason=ERASED_WORDS)
    rows = TechnicalCase.objects.visible_to(actor, ERASE).filter(pk__in=ids)
    for name in ("fault_codes", "plan", "cause", "solution"):
        rows.exclude(**{name: ""}).update(**{name: ERASED_WORDS})
    count: int = rows.update(words=ERASED_WORDS)
    audit.note(DocumentRef("customers.customer", customer_id), store_id, erased_rows=count)
    return count
