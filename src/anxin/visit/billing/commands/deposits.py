"""Money taken for an order before it is settled (定金/预收), which pays its bill later (M09.01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Invalid
from anxin.platform.money import Money
from anxin.visit.billing import permissions
from anxin.visit.billing.commands.ledger import enter_used, locked_deposit, move_deposit, new_payment
from anxin.visit.billing.commands.payments import Tender, require_tenders
from anxin.visit.billing.events import DepositReceived
from anxin.visit.billing.models import Bill, Deposit
from anxin.visit.repair_orders import commands as repair_orders

PAYERS = ("customer", "warranty", "insurer")
"""The house itself (善意, 内部) gives no deposit."""


@dataclass(frozen=True, slots=True)
class TakenDeposit:
    """The deposit after the payment."""

    deposit_id: int
    payment_ids: tuple[int, ...]
    numbers: tuple[str, ...]
    balance: Money


@command(permissions.TAKE_PAYMENT, rule="M09.01")
def take_deposit(
    *, actor: Actor, number: str, tenders: Sequence[Tender], payer: str = "customer", at: datetime
) -> TakenDeposit:
    """Take money for an order that is not settled; each method gets a numbered receipt. The settlement uses it.

    :raises NotFound: unknown order, or in a store where the actor may not take payments
    :raises OrderLocked: settled, delivered or cancelled: money is taken on its bill
    :raises Invalid: as ``take_payment``, or a payer who gives none
    """
    order = repair_orders.hold_for_money(actor, permissions.TAKE_PAYMENT, number, open_only=True)
    require_tenders(tenders)
    if payer not in PAYERS:
        raise Invalid(_("请选谁付定金：自费、保修或保险。"), field="payer")
    deposit = locked_deposit(order.store_id, order.id, payer)
    made = []
    for tender in tenders:
        payment = new_payment(actor, at, deposit, method=tender.method, amount=tender.amount, reference=tender.reference)
        payment.save(force_insert=True)
        move_deposit(deposit, "TAKEN", tender.amount, actor, at, payment=payment)
        received = DepositReceived(
            payment_id=payment.pk, deposit_id=deposit.pk, fen=payment.amount.fen, store_id=deposit.store_id
        )
        events.publish(received, at=at)
        made.append(payment)
    return TakenDeposit(deposit.pk, tuple(one.pk for one in made), tuple(one.number for one in made), deposit.balance)


def use_deposits(actor: Actor, order_id: int, bills: Sequence[Bill], at: datetime) -> None:
    """Pay new bills of an order with what their payers have standing for it; the order is locked by the caller."""
    if not bills:
        return
    rows = Deposit.objects.in_stores([bills[0].store_id]).filter(repair_order_id=order_id, balance__gt=0).order_by("pk")
    by_payer = {bill.payer: bill for bill in bills}
    for deposit in rows.locked():
        bill = by_payer.get(deposit.payer)
        used = min(deposit.balance, bill.due) if bill is not None else Money(0)
        if bill is not None and used:
            enter_used(bill, used, actor, at)
            move_deposit(deposit, "USED", -used, actor, at, bill=bill)
