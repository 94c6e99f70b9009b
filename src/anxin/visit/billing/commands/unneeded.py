"""Deposits that nothing will use: the booking or the order was called off, the car did not come or left (M09.01)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anxin.parties.org.queries import store_info
from anxin.parties.work.commands import cancel_tasks_of
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.ui.formats import format_money
from anxin.visit.appointments.queries import ENDED
from anxin.visit.billing import permissions
from anxin.visit.billing.commands.surplus import ask_once
from anxin.visit.billing.models import Deposit
from anxin.visit.billing.parameters import DEPOSIT_BACK_POST, DEPOSIT_BACK_TASK

SUBJECT = "billing.deposit"
ENDED_ORDER = "CANCELLED"


@dataclass(frozen=True, slots=True)
class ToldDeposits:
    """How many deposits somebody is to give back."""

    count: int


@command(permissions.REVERSE_PAYMENT, rule="M09.01")
def tell_needless_deposits(
    *, actor: Actor, store_id: int, appointment_id: int | None = None, order_id: int | None = None, at: datetime
) -> ToldDeposits:
    """Have what stands for a booking that is over, or for a cancelled order, given back: one task for each deposit.

    :raises Denied: not a store of the actor
    """
    actor.require(permissions.REVERSE_PAYMENT, store_id)
    rows = Deposit.objects.visible_to(actor, permissions.REVERSE_PAYMENT).filter(store_id=store_id)
    if appointment_id is not None:
        rows = rows.filter(appointment_id=appointment_id, appointment__state__in=ENDED)
    else:
        rows = rows.filter(repair_order_id=order_id, repair_order__state=ENDED_ORDER)
    return ToldDeposits(_tell(store_id, list(rows.values_list("pk", flat=True)), order_id, at))


def tell_money_of_left_car(store_id: int, appointment_id: int, at: datetime) -> None:
    """Inside a command by which a booked car leaves without an order: what was given for its booking goes back."""
    rows = Deposit.objects.in_stores([store_id]).filter(appointment_id=appointment_id, repair_order=None)
    _tell(store_id, list(rows.values_list("pk", flat=True)), None, at)


def needless_answered(deposit: Deposit, at: datetime) -> None:
    """A deposit has an order, or nothing is left of it."""
    helper = Actor.system("billing", [deposit.store_id])
    subject = DocumentRef(SUBJECT, deposit.pk)
    cancel_tasks_of(actor=helper, subject=subject, kind=DEPOSIT_BACK_TASK, reason=_("已处理"), at=at)


def _tell(store_id: int, ids: list[int], order_id: int | None, at: datetime) -> int:
    # Locked: a refund, or an order that takes the money over, ends first and leaves nothing to give back.
    still = Deposit.objects.in_stores([store_id]).filter(pk__in=ids, repair_order_id=order_id, balance__gt=0)
    rows: Any = still.order_by("pk").locked()
    post, told = value(DEPOSIT_BACK_POST, store_id, store_info(store_id).clock.day(at)), 0
    for deposit in rows:
        title = _("定金 ¥%(amount)s 用不上了，请按原收款方式退给客户") % {"amount": format_money(deposit.balance)}
        ask_once(DocumentRef(SUBJECT, deposit.pk), store_id, DEPOSIT_BACK_TASK, title, post, at)
        told += 1
    return told
