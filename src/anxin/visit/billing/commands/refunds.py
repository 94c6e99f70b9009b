"""Giving money back, by the method by which it came, and never more than came (M09.01)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.text import clean_text
from anxin.visit.billing import permissions
from anxin.visit.billing.commands.ledger import enter, locked_deposit, move_deposit, new_payment
from anxin.visit.billing.commands.payments import TakenPayment
from anxin.visit.billing.commands.platform_refunds import send_back
from anxin.visit.billing.events import PaymentReversed
from anxin.visit.billing.models import Bill, Deposit, Payment, SettlementReversal
from anxin.visit.repair_orders import commands as repair_orders


class AlreadyReversed(Conflict):
    """All of the payment was given back before."""

    code = "already_reversed"
    default_rule = "M09.01"
    default_message = _("这笔收款已经退完，不用再退；请刷新看退款记录。")


class RefundTooLarge(Invalid):
    """More than what is left of the payment, or of the deposit to which it belongs."""

    code = "refund_too_large"
    default_rule = "M09.01"


@dataclass(frozen=True, slots=True)
class RefundedDeposit:
    """What was given back of a deposit, by which payments."""

    deposit_id: int
    payment_ids: tuple[int, ...]
    numbers: tuple[str, ...]
    amount: Money


@command(permissions.REVERSE_PAYMENT, rule="M09.01")
def reverse_payment(
    *, actor: Actor, payment_id: int, reason: str, amount: Money | None = None, at: datetime
) -> TakenPayment:
    """Give a payment back by its own method, whole or in part: the bill is due again, or the deposit is less.

    Money of a settlement that was taken back stands as a deposit, and goes back from there.

    :raises NotFound: unknown or out of scope
    :raises AlreadyReversed: nothing is left of it, or it is itself a refund
    :raises RefundTooLarge: more than what is left of it
    :raises Invalid: no reason, or an amount that is not above zero
    """
    rows = Payment.objects.visible_to(actor, permissions.REVERSE_PAYMENT)
    found: Payment = rows.select_related("bill__settlement", "deposit").one(pk=payment_id)
    book = _locked_book(actor, found)
    why = clean_text(reason)
    if not why:
        raise Invalid(_("退款要写原因。"), field="reason")
    left = left_of(actor, found)
    if found.reversal_of_id is not None or not left:
        raise AlreadyReversed
    wished = left if amount is None else amount
    most = min(left, book.balance) if isinstance(book, Deposit) else left
    if wished.fen <= 0:
        raise Invalid(_("退款金额要大于 0。"), field="amount")
    if wished > most:
        raise RefundTooLarge(_("最多还能退 ¥%(most)s，请改金额。") % {"most": most}, field="amount")
    back = _give_back(actor, found, wished, why, book, at)
    due = book.due if isinstance(book, Bill) else Money(0)
    return TakenPayment(back.bill_id, (back.pk,), (back.number,), due)


@command(permissions.REVERSE_PAYMENT, rule="M09.01")
def refund_deposit(*, actor: Actor, number: str, payer: str, reason: str, at: datetime) -> RefundedDeposit:
    """Give the whole rest of a payer's deposit for an order back, each part by the method by which it came.

    :raises NotFound: unknown order, no such deposit, or out of scope
    :raises AlreadyReversed: nothing is left of it
    :raises Invalid: no reason
    """
    head = repair_orders.hold_for_money(actor, permissions.REVERSE_PAYMENT, number)
    deposit: Deposit = (
        Deposit.objects.visible_to(actor, permissions.REVERSE_PAYMENT)
        .filter(repair_order_id=head.id)
        .locked()
        .one(payer=payer)
    )
    why = clean_text(reason)
    if not why:
        raise Invalid(_("退款要写原因。"), field="reason")
    if not deposit.balance:
        raise AlreadyReversed
    rest, made = deposit.balance, []
    for payment in _payments_behind(actor, deposit):
        part = min(rest, left_of(actor, payment))
        if part:
            made.append(_give_back(actor, payment, part, why, deposit, at))
            rest = rest - part
    total = -Money.sum(one.amount for one in made)
    return RefundedDeposit(deposit.pk, tuple(one.pk for one in made), tuple(one.number for one in made), total)


def left_of(actor: Actor, payment: Payment) -> Money:
    """What of a payment has not been given back."""
    back = Payment.objects.visible_to(actor, permissions.REVERSE_PAYMENT).filter(reversal_of=payment)
    given: Money | None = back.aggregate(sum=Sum("amount"))["sum"]
    return payment.amount + (given or Money(0))


def _locked_book(actor: Actor, payment: Payment) -> Bill | Deposit:
    """Where the money of a payment stands now, locked after its order: its bill, or a deposit."""
    can = permissions.REVERSE_PAYMENT
    if payment.deposit is not None:
        repair_orders.hold_for_money(actor, can, order_id=payment.deposit.repair_order_id)
        deposit: Deposit = Deposit.objects.visible_to(actor, can).locked().one(pk=payment.deposit_id)
        return deposit
    assert payment.bill is not None
    order_id = payment.bill.settlement.repair_order_id
    repair_orders.hold_for_money(actor, can, order_id=order_id)
    bill: Bill = Bill.objects.visible_to(actor, can).locked().one(pk=payment.bill_id)
    undone = SettlementReversal.objects.visible_to(actor, can).filter(settlement_id=bill.settlement_id)
    return locked_deposit(bill.store_id, order_id, bill.payer) if undone.exists() else bill


def _payments_behind(actor: Actor, deposit: Deposit) -> list[Payment]:
    """Payments out of which a deposit may be given back, the newest first."""
    rows = Payment.objects.visible_to(actor, permissions.REVERSE_PAYMENT).filter(reversal_of=None)
    own = list(rows.filter(deposit=deposit))
    undone = rows.filter(
        bill__payer=deposit.payer,
        bill__settlement__repair_order_id=deposit.repair_order_id,
        bill__settlement__reversal__isnull=False,
    )
    return sorted([*own, *undone], key=lambda one: -one.pk)


def _give_back(actor: Actor, payment: Payment, amount: Money, reason: str, book: Bill | Deposit, at: datetime) -> Payment:
    back = new_payment(
        actor,
        at,
        book,
        method=payment.method,
        amount=-amount,
        reference=payment.reference,
        reversal_of=payment,
        reason=reason,
    )
    back.save(force_insert=True)
    send_back(payment, back)
    if isinstance(book, Bill):
        enter(book, [back], "REVERSAL", at)
    else:
        move_deposit(book, "REFUNDED", -amount, actor, at, payment=back)
    events.publish(PaymentReversed(payment_id=back.pk, reversal_of_id=payment.pk, store_id=back.store_id), at=at)
    return back
