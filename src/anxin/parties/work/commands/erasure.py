"""Blanking what people wrote into tasks and approvals about a customer whose personal data are erased (I.4)."""

from collections.abc import Sequence
from datetime import datetime

from anxin.parties.customers.permissions import ERASE
from anxin.parties.work.models import ApprovalDecision, ApprovalRequest, Task
from anxin.parties.work.parameters import task_kinds
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command

ERASED_WORDS = "***"


@command(ERASE)
def erase_task_words(*, actor: Actor, store_id: int, kind: str, ids: Sequence[int], at: datetime) -> int:
    """Blank the results of tasks about these documents, and the titles, reasons and answers that people typed; returns rows.

    A title stays when its kind names documents only and the program made the task: over the API a person may type the title
    of any kind. Of what was asked leave for, who, how much and how it was decided stay: they explain money.
    """
    actor.require(ERASE, store_id)
    tasks = Task.objects.visible_to(actor, ERASE).filter(store_id=store_id, subject_kind=kind, subject_id__in=ids)
    own = [code for code, declared in task_kinds().items() if declared.names_documents_only]
    typed = tasks.exclude(kind__in=own, created_by__startswith="system:")
    count: int = tasks.exclude(result="").update(result="") + typed.update(title=ERASED_WORDS)
    asked = ApprovalRequest.objects.visible_to(actor, ERASE).filter(store_id=store_id, subject_kind=kind, subject_id__in=ids)
    answers = ApprovalDecision.objects.visible_to(actor, ERASE).filter(request__in=asked).exclude(words="")
    count += answers.update(words=ERASED_WORDS) + asked.exclude(reason="").update(reason=ERASED_WORDS)
    audit.note(None, store_id, erased_task_rows=count, kind=kind)
    return count
