"""What the supplier answers: when each line comes, or that nothing does."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from anxin.holdings.purchasing import permissions
from anxin.holdings.purchasing.commands.awaiting import tell_none_comes, tell_promised
from anxin.holdings.purchasing.commands.orders import KeptPurchase, kept, lines_of, locked, subject_of
from anxin.holdings.purchasing.events import PurchaseAnswered
from anxin.holdings.purchasing.lifecycle import PURCHASE
from anxin.holdings.purchasing.models import PurchaseLine, PurchaseOrder
from anxin.holdings.purchasing.parameters import UNANSWERED_TASK
from anxin.parties.org.queries import store_info
from anxin.parties.work.commands import cancel_tasks_of, complete_task
from anxin.parties.work.queries import find_open_task
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.text import worded

LONGEST_REASON = 200


@command(permissions.ORDER, rule="M14.07")
def answer_order(
    *, actor: Actor, order_id: int, promised: Mapping[int, date], at: datetime, version: int | None = None
) -> KeptPurchase:
    """The supplier told when lines come: line id → day. The first answer stops the clock of an emergency order (R-PT11).

    What he told first of a line stands beside what he tells now: he is judged by it (K-C16). Who waits for a line reads it.

    :raises NotFound: unknown order or line, or out of scope
    :raises IllegalTransition: nothing of it is expected
    :raises Invalid: no line, or a day before today
    :raises VersionConflict: somebody else changed it first
    """
    row = locked(actor, order_id, version)
    row.state = PURCHASE.after("answer", row.state)
    if not promised:
        raise Invalid(_("请填至少一行的到货日期。"), field="promised_on")
    today = store_info(row.store_id).clock.day(at)
    if min(promised.values()) < today:
        raise Invalid(_("到货日期不能早于今天；已经到了请直接收货。"), field="promised_on")
    told = []
    for line_id, day in sorted(promised.items()):
        line: PurchaseLine = lines_of(row).one(pk=line_id)
        line.first_promised_on, line.promised_on = line.first_promised_on or day, day
        line.save(update_fields=["first_promised_on", "promised_on"])
        if line.quantity > line.received + line.cancelled:
            told.append(line)
    _answered(row, at, will_come=True)
    tell_promised(row, told, at)
    return kept(row)


@command(permissions.ORDER, rule="M14.07")
def refuse_order(*, actor: Actor, order_id: int, reason: str, at: datetime, version: int | None = None) -> KeptPurchase:
    """The supplier does not deliver, and why; the order is over and what it was for is to be got elsewhere.

    :raises NotFound: unknown or out of scope
    :raises IllegalTransition: goods came, or it is over
    :raises Invalid: no reason, or one of more than 200 characters
    :raises VersionConflict: somebody else changed it first
    """
    row = locked(actor, order_id, version)
    row.state = PURCHASE.after("refuse", row.state)
    row.end_reason, row.ended_at = worded(reason, LONGEST_REASON, "reason"), at
    _answered(row, at, will_come=False)
    tell_none_comes(row, lines_of(row), str(_("供应商不供：%(why)s") % {"why": row.end_reason}), at)
    return kept(row)


def _answered(row: PurchaseOrder, at: datetime, *, will_come: bool) -> None:
    row.answered_at = row.answered_at or at
    row.save()
    stop_clock(row, at)
    fact = PurchaseAnswered(store_id=row.store_id, purchaseorder_id=row.pk, kind=row.kind, will_come=will_come)
    events.publish(fact, at=at)


def stop_clock(row: PurchaseOrder, at: datetime, *, is_done: bool = True) -> None:
    """End the task of an emergency order that waits for its answer: done, or wanted no longer."""
    system = Actor.system("purchasing", [row.store_id])
    if not is_done:
        cancel_tasks_of(actor=system, subject=subject_of(row), kind=UNANSWERED_TASK, at=at)
        return
    task = find_open_task(system, kind=UNANSWERED_TASK, subject=subject_of(row))
    if task is not None:
        complete_task(actor=system, task_id=task.id, is_by_step=True, at=at)
