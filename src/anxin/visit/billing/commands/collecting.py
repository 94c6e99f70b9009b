"""Collecting what is overdue: one task for each debtor, which closes itself, and the day by which it said it would pay."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.work.commands import complete_task, create_task
from anxin.parties.work.queries import find_open_task, open_subjects
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.text import clean_text
from anxin.platform.ui.formats import format_money
from anxin.visit.billing import permissions
from anxin.visit.billing.commands.debtors import locked_debtor
from anxin.visit.billing.events import PaymentPromised
from anxin.visit.billing.models import Bill, Debtor, PaymentPromise
from anxin.visit.billing.parameters import COLLECTING_DUE, COLLECTING_POST, COLLECTING_TASK, LATEST_PROMISE
from anxin.visit.billing.queries.debts import OWED_BY, DebtorKey, OverdueDebt, is_owed_by, list_overdue

DEBTOR_KIND = "billing.debtor"


@dataclass(frozen=True, slots=True)
class NotedPromise:
    """Until when nobody reminds the debtor."""

    debtor_id: int
    on: date


@dataclass(frozen=True, slots=True)
class Reminders:
    """How many debtors of a store are overdue, and how many tasks were made and closed for that."""

    store_id: int
    overdue: int
    opened: int
    closed: int


@command(permissions.COLLECT, rule="M09.01")
def note_promise(
    *,
    actor: Actor,
    store_id: int,
    payer: str,
    customer_id: int | None = None,
    insurer: str = "",
    on: date,
    at: datetime,
) -> NotedPromise:
    """Note the day by which a debtor said that it would pay: until then nobody is reminded to ask.

    ``insurer`` is the company, empty for the bills of insurers that nobody has named.

    :raises NotFound: a store where the actor may not collect
    :raises Conflict: it owes nothing
    :raises Invalid: a day that is over, or further off than the store lets a debtor put it off
    """
    if not actor.may(permissions.COLLECT, store_id):
        raise NotFound
    key = DebtorKey(payer, customer_id, clean_text(insurer))
    owed = Bill.objects.visible_to(actor, permissions.COLLECT).filter(is_owed_by(key), store_id=store_id, due__gt=0)
    if payer not in OWED_BY or not owed.exists():
        raise Conflict(_("没有未收的账单，不用记付款日；请刷新再看。"), rule="M09.01")
    today = store_info(store_id).clock.day(at)
    latest = today + timedelta(days=value(LATEST_PROMISE, store_id, today))
    if not today <= on <= latest:
        raise Invalid(_("承诺付款日请填今天到 %(latest)s 之间的日子。") % {"latest": latest.isoformat()}, field="on")
    debtor = locked_debtor(store_id, key)
    PaymentPromise(store_id=store_id, debtor=debtor, on=on, at=at, actor_key=actor.key).save(force_insert=True)
    _close(debtor.store_id, debtor.pk, str(_("对方承诺 %(on)s 付款")) % {"on": on.isoformat()}, at)
    events.publish(PaymentPromised(debtor_id=debtor.pk, store_id=store_id), at=at)
    return NotedPromise(debtor.pk, on)


@command(permissions.COLLECT, rule="M09.01")
def remind_debtors(*, actor: Actor, store_id: int, bill_id: int | None = None, at: datetime) -> Reminders:
    """Give each overdue debtor of a store one task, and close those of debtors who are not overdue, or promised a day.

    With ``bill_id`` tasks are only closed, and only that of whoever owed the bill: it was just paid.

    :raises Denied: not a store of the actor
    """
    actor.require(permissions.COLLECT, store_id)
    program = Actor.system("billing", [store_id])
    today = store_info(store_id).clock.day(at)
    waiting = open_subjects(program, store_id, COLLECTING_TASK)
    if bill_id is not None and not waiting:
        return Reminders(store_id, 0, 0, 0)
    rows = Debtor.objects.in_stores([store_id]).filter(pk__in=list(waiting))
    if bill_id is not None:
        owed: Bill = Bill.objects.in_stores([store_id]).one(pk=bill_id)
        rows = rows.filter(is_owed_by(DebtorKey.of(owed)))
    known = {DebtorKey.of(row): row.pk for row in rows}
    if bill_id is not None and not known:
        return Reminders(store_id, 0, 0, 0)
    overdue = {debt.key: debt for debt in list_overdue(program, store_id, today)}
    closed = sum(_close(store_id, pk, str(_("已收到，或已不逾期")), at) for key, pk in known.items() if key not in overdue)
    opened = 0
    if bill_id is None:
        opened = sum(_open(store_id, debt, today, at) for key, debt in overdue.items() if key not in known)
    audit.note(DocumentRef("org.store", store_id), store_id, overdue=len(overdue), opened=opened, closed=closed)
    return Reminders(store_id, len(overdue), opened, closed)


def remind_no_more(store_id: int, key: DebtorKey, at: datetime) -> None:
    """Inside a command that gave a bill to another debtor: who owes nothing overdue now is not asked to pay."""
    program = Actor.system("billing", [store_id])
    debtor = Debtor.objects.in_stores([store_id]).filter(is_owed_by(key)).locked().first()
    if debtor is None or debtor.pk not in open_subjects(program, store_id, COLLECTING_TASK):
        return
    if key not in {debt.key for debt in list_overdue(program, store_id, store_info(store_id).clock.day(at))}:
        _close(store_id, debtor.pk, str(_("账单已记到保险公司名下")), at)


def _open(store_id: int, debt: OverdueDebt, today: date, at: datetime) -> int:
    debtor = locked_debtor(store_id, debt.key)
    subject = DocumentRef(DEBTOR_KIND, debtor.pk)
    helper = Actor.system("billing", [store_id])
    if find_open_task(helper, COLLECTING_TASK, subject) is not None:
        return 0
    words = {"due": format_money(debt.due), "bills": debt.bills, "days": (today - debt.oldest_due_on).days}
    create_task(
        actor=helper,
        store_id=store_id,
        kind=COLLECTING_TASK,
        subject=subject,
        title=str(_("催收：逾期 ¥%(due)s，%(bills)s 张账单，最久逾期 %(days)s 天")) % words,
        due_at=value(COLLECTING_DUE, store_id, today).due(calendar_of(store_id), at),
        post=value(COLLECTING_POST, store_id, today),
        at=at,
    )
    return 1


def _close(store_id: int, debtor_id: int, result: str, at: datetime) -> int:
    helper = Actor.system("billing", [store_id])
    task = find_open_task(helper, COLLECTING_TASK, DocumentRef(DEBTOR_KIND, debtor_id))
    if task is None:
        return 0
    complete_task(actor=helper, task_id=task.id, result=result, at=at)
    return 1
