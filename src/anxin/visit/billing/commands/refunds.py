"""Giving money back, by the method by which it came, and never more than came (M09.01)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.money import Money
from anxin.platform.text import clean_text
from anxin.platform.ui.formats import format_money
from anxin.visit.billing import permissions
from anxin.visit.billing.commands.ledger import enter, locked_deposit, move_deposit, new_payment
from anxin.visit.billing.commands.payments import TakenPayment
from anxin.visit.billing.commands.platform_refunds import send_back
from anxin.visit.billing.events import PaymentReversed
from anxin.visit.billing.models import Bill, Deposit, Payment, ReceivableEntry
from anxin.visit.repair_orders import commands as repair_orders


class DepositMovedOn(Conflict):
    """The deposit of a booking stands for an order by now."""

    code = "deposit_moved_on"
    default_rule = "M09.01"
    default_message = _("这笔定金已转到工单上，请打开工单，在那里退。")


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

    Money of a settlement that was taken back stands as a deposit, and goes back from there. What a deposit has paid of a
    standing bill goes back through that bill, which is due again.

    :raises NotFound: unknown or out of scope
    :raises AlreadyReversed: nothing is left of it, or it is itself a refund
    :raises DepositMovedOn: it was given for a booking whose order was just opened
    :raises RefundTooLarge: more than what is left of it
    :raises Invalid: no reason, or an amount that is not above zero
    """
    rows = Payment.objects.visible_to(actor, permissions.REVERSE_PAYMENT)
    found: Payment = rows.select_related("bill__settlement", "deposit").one(pk=payment_id)
    order_id, payer = _of_whom(found)
    if order_id is not None:
        repair_orders.hold_for_money(actor, permissions.REVERSE_PAYMENT, order_id=order_id)
    elif found.deposit_id is not None:
        _locked_of_booking(actor, found.deposit_id)
    why = _why(reason)
    left = left_of(actor, found)
    if found.reversal_of_id is not None or not left:
        raise AlreadyReversed
    wished = left if amount is None else amount
    if wished.fen <= 0:
        raise Invalid(_("退款金额要大于 0。"), field="amount")
    book, most = _locked_book(actor, found, order_id, payer, min(left, wished))
    most = min(left, most)
    if wished > most:
        raise RefundTooLarge(_("最多还能退 ¥%(most)s，请改金额。") % {"most": format_money(most)}, field="amount")
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
    return _give_all_back(actor, deposit, reason, at)


@command(permissions.REVERSE_PAYMENT, rule="M09.01")
def refund_booking_deposit(*, actor: Actor, number: str, payer: str, reason: str, at: datetime) -> RefundedDeposit:
    """Give the whole deposit for a booking back, each part by the method by which it came.

    :raises NotFound: unknown booking, no such deposit, or out of scope
    :raises DepositMovedOn: its order was opened: the money goes back from there
    :raises AlreadyReversed: nothing is left of it
    :raises Invalid: no reason
    """
    rows = Deposit.objects.visible_to(actor, permissions.REVERSE_PAYMENT)
    known = rows.filter(appointment__number=number).one(payer=payer)
    return _give_all_back(actor, _locked_of_booking(actor, known.pk), reason, at)


def _give_all_back(actor: Actor, deposit: Deposit, reason: str, at: datetime) -> RefundedDeposit:
    why = _why(reason)
    if not deposit.balance:
        raise AlreadyReversed(_("定金没有余额：退过的不用再退；抵了账单的，请在那一笔定金上点“退款”。"))
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


def _why(reason: str) -> str:
    """:raises Invalid: no reason"""
    why = clean_text(reason)
    if not why:
        raise Invalid(_("退款要写原因。"), field="reason")
    return why


def _locked_of_booking(actor: Actor, deposit_id: int) -> Deposit:
    """A deposit that stands for a booking, locked.

    :raises DepositMovedOn: an order was opened
    """
    deposit: Deposit = Deposit.objects.visible_to(actor, permissions.REVERSE_PAYMENT).locked().one(pk=deposit_id)
    if deposit.repair_order_id is not None:
        raise DepositMovedOn
    return deposit


def _of_whom(payment: Payment) -> tuple[int | None, str]:
    """The order, if there is one yet, and the payer for whom a payment came."""
    if payment.deposit is not None:
        return payment.deposit.repair_order_id, payment.deposit.payer
    assert payment.bill is not None
    return payment.bill.settlement.repair_order_id, payment.bill.payer


def _locked_book(
    actor: Actor, payment: Payment, order_id: int | None, payer: str, wished: Money
) -> tuple[Bill | Deposit, Money]:
    """Where the money of a payment stands now, its order being locked, and the most that may go back from there.

    That is its bill, or the deposit; but the standing bill where the deposit has paid more of it than is left. Without
    an order it is the deposit for a booking.
    """
    if order_id is None:
        assert payment.deposit_id is not None
        for_booking = _locked_of_booking(actor, payment.deposit_id)
        return for_booking, for_booking.balance
    rows = Bill.objects.visible_to(actor, permissions.REVERSE_PAYMENT)
    of_order = rows.filter(settlement__repair_order_id=order_id, settlement__reversal__isnull=True, payer=payer)
    standing = of_order.values_list("pk", flat=True).first()
    bill: Bill | None = rows.locked().one(pk=standing) if standing is not None else None
    if bill is not None and payment.bill_id == bill.pk:
        return bill, payment.amount
    deposit = locked_deposit(payment.store_id, order_id, payer)
    used = _used(actor, bill) if bill is not None else Money(0)
    if bill is not None and wished > deposit.balance and used > deposit.balance:
        return bill, used
    return deposit, deposit.balance


def _used(actor: Actor, bill: Bill) -> Money:
    """What the deposit has paid of a bill and has not been given back through it."""
    entries = ReceivableEntry.objects.visible_to(actor, permissions.REVERSE_PAYMENT).filter(bill=bill)
    through = entries.filter(
        Q(reason="DEPOSIT") | Q(payment__reversal_of__isnull=False) & ~Q(payment__reversal_of__bill=bill)
    )
    left: Money | None = through.aggregate(sum=Sum("amount"))["sum"]
    return -(left or Money(0))


def _payments_behind(actor: Actor, deposit: Deposit) -> list[Payment]:
    """Payments out of which a deposit may be given back, the newest first."""
    rows = Payment.objects.visible_to(actor, permissions.REVERSE_PAYMENT).filter(reversal_of=None)
    own = list(rows.filter(deposit=deposit))
    if deposit.repair_order_id is None:
        return sorted(own, key=lambda one: -one.pk)
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
