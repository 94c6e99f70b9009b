"""Telling the finance manager where the books disagree."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.work.commands import create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform import audit
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.visit.billing import permissions
from anxin.visit.billing.parameters import DIFFERENCE_DUE, DIFFERENCE_TASK, LOOK_BACK_DAYS
from anxin.visit.billing.queries import Difference, find_differences


@dataclass(frozen=True, slots=True)
class ReportedDifferences:
    """What the reconciliation of a store found, and how many of it are new."""

    store_id: int
    found: tuple[Difference, ...]
    tasks: int


@command(permissions.RECONCILE, rule="M09.08")
def report_differences(*, actor: Actor, store_id: int, at: datetime) -> ReportedDifferences:
    """Compare the books of a store; each difference becomes one task of the finance manager until it is done.

    :raises Denied: not a store of the actor
    """
    actor.require(permissions.RECONCILE, store_id)
    day = store_info(store_id).clock.day(at)
    found = find_differences(
        Actor.system("billing", [store_id]), store_id, day - timedelta(days=value(LOOK_BACK_DAYS, store_id, day))
    )
    tasks = sum(_report(store_id, each, at) for each in found)
    audit.note(DocumentRef("org.store", store_id), store_id, differences=len(found), tasks=tasks)
    return ReportedDifferences(store_id, tuple(found), tasks)


def _report(store_id: int, each: Difference, at: datetime) -> int:
    helper = Actor.system("billing", [store_id])
    subject = DocumentRef(each.subject_kind, each.subject_id)
    if find_open_task(helper, DIFFERENCE_TASK, subject) is not None:
        return 0
    create_task(
        actor=helper,
        store_id=store_id,
        kind=DIFFERENCE_TASK,
        subject=subject,
        title=str(_("账目不符（%(kind)s）：应为 %(expected)s，实为 %(found)s"))
        % {"kind": each.kind, "expected": each.expected, "found": each.found},
        due_at=value(DIFFERENCE_DUE, store_id, store_info(store_id).clock.day(at)).due(calendar_of(store_id), at),
        post="finance_manager",
        priority=1,
        at=at,
    )
    return 1
