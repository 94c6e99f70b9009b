"""The cash desk's one step: settle an order and take, or put on account, the whole of what payers owe at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.visit.billing import permissions
from anxin.visit.billing.commands.credit import ChargedBill, charge_to_account
from anxin.visit.billing.commands.payments import TakenPayment, Tender, take_payment
from anxin.visit.billing.commands.requests import SavedRequest, request_payment
from anxin.visit.billing.commands.settle import SettledOrder, settle_order
from anxin.visit.billing.models import Payment
from anxin.visit.billing.paying import platforms


class TotalChanged(Conflict):
    """The order came to another sum than the cashier had seen."""

    code = "total_changed"
    default_rule = "R-DL03"
    default_message = _("工单金额刚刚变了，没有结算也没有收款；请核对新的金额再收。")


@dataclass(frozen=True, slots=True)
class SettledAndPaid:
    """The settlement, the payments taken with it, the codes that customers have yet to scan, and what is on account."""

    settled: SettledOrder
    taken: tuple[TakenPayment, ...]
    requested: tuple[SavedRequest, ...] = ()
    charged: tuple[ChargedBill, ...] = ()


@command(permissions.SETTLE, rule="R-DL06")
def settle_and_pay(
    *, actor: Actor, number: str, methods: Mapping[str, str], seen_total: Money, at: datetime
) -> SettledAndPaid:
    """Settle an order and take the full bill of each payer in ``methods`` (payer → method); the others stay open.

    A method that a platform serves is asked of the customer's phone, and paid when the platform says so.
    The method ``account`` puts the bill on the customer's account.

    :raises TotalChanged: the settlement does not come to ``seen_total``
    :raises Invalid: a payer who has no bill, or an unknown method
    :raises Denied: the actor may not take payments
    Further as ``settle_order``, ``take_payment`` and ``charge_to_account``; refused as a whole, nothing is settled.
    """
    settled = settle_order(actor=actor, number=number, at=at)
    if settled.total != seen_total:
        raise TotalChanged(total=str(settled.total))
    unknown = sorted(set(methods) - {bill.payer for bill in settled.bills})
    if unknown:
        raise Invalid(_("没有这个付款方的账单，请刷新后重选。"), field=f"method_{unknown[0]}")
    paying_now = [(bill, methods[bill.payer]) for bill in settled.bills if bill.payer in methods and bill.due]
    elsewhere = {*platforms(), str(Payment.Method.ACCOUNT)}
    taken = tuple(
        take_payment(actor=actor, bill_id=bill.bill_id, tenders=[Tender(method, bill.due)], at=at)
        for bill, method in paying_now
        if method not in elsewhere
    )
    requested = tuple(
        request_payment(actor=actor, bill_id=bill.bill_id, method=method, at=at)
        for bill, method in paying_now
        if method in platforms()
    )
    charged = tuple(
        charge_to_account(actor=actor, bill_id=bill.bill_id, at=at)
        for bill, method in paying_now
        if method == Payment.Method.ACCOUNT
    )
    return SettledAndPaid(settled, taken, requested, charged)
