"""Tasks about money that came through a platform and is in the wrong place: more than was due, or not given back."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anxin.parties.org.queries import calendar_of, store_info
from anxin.parties.work.commands import cancel_tasks_of, create_task
from anxin.parties.work.queries import find_open_task
from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.ui.formats import format_money
from anxin.visit.billing.models import Deposit, PaymentRequest
from anxin.visit.billing.parameters import ANSWER_SURPLUS_WITHIN, REFUND_TASK, SURPLUS_TASK

SUBJECT = "billing.paymentrequest"
POST = "finance_manager"


def tell_surplus(request: PaymentRequest, deposit: Deposit, at: datetime) -> None:
    """Have somebody answer for money that no bill needs; nothing when a bill took all of it."""
    if deposit.balance:
        title = _("客户扫码付的 ¥%(amount)s 到账时账单已不用付，请退款") % {"amount": format_money(deposit.balance)}
        ask_once(DocumentRef(SUBJECT, request.pk), request.store_id, SURPLUS_TASK, title, POST, at)


def tell_refund_failed(request: PaymentRequest, number: str, at: datetime) -> None:
    """Have somebody see to a refund that the platform has not made."""
    title = _("退款 %(number)s 没有退到客户手里，请重试或改用别的方式") % {"number": number}
    ask_once(DocumentRef(SUBJECT, request.pk), request.store_id, REFUND_TASK, title, POST, at)


def answered(request: PaymentRequest, kind: str, at: datetime) -> None:
    """What the task was about is done."""
    helper = Actor.system("billing", [request.store_id])
    cancel_tasks_of(actor=helper, subject=DocumentRef(SUBJECT, request.pk), kind=kind, reason=_("已处理"), at=at)


def surplus_answered(deposit: Deposit, at: datetime) -> None:
    """Nothing is left of a deposit: used by a bill, or given back."""
    requests: Any = PaymentRequest.objects.in_stores([deposit.store_id]).filter(payment__deposit=deposit)
    for request in requests:
        answered(request, SURPLUS_TASK, at)


def ask_once(subject: DocumentRef, store_id: int, kind: str, title: str, post: str, at: datetime) -> None:
    """Give whoever holds a post the task to put money right, unless such a task is open."""
    helper = Actor.system("billing", [store_id])
    if find_open_task(helper, kind, subject) is not None:
        return
    store = store_info(store_id)
    create_task(
        actor=helper,
        store_id=store.id,
        kind=kind,
        subject=subject,
        title=title,
        due_at=value(ANSWER_SURPLUS_WITHIN, store.id, store.clock.day(at)).due(calendar_of(store.id), at),
        post=post,
        priority=1,
        at=at,
    )
