"""Taking money on a bill, and giving it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.numbering import next_number
from anxin.visit.billing import permissions
from anxin.visit.billing.events import BillPaid, PaymentReceived, PaymentReversed
from anxin.visit.billing.models import Bill, Payment, ReceivableEntry


class Overpaid(Invalid):
    """More than what is due."""

    code = "overpaid"


class AlreadyReversed(Conflict):
    """The payment was given back before."""

    code = "already_reversed"
    default_message = _("这笔收款已经退过。")


@dataclass(frozen=True, slots=True)
class Tender:
    """One part of a payment: how, and how much."""

    method: str
    amount: Money
    reference: str = ""


@dataclass(frozen=True, slots=True)
class TakenPayment:
    """The bill after the payment."""

    bill_id: int
    payment_ids: tuple[int, ...]
    numbers: tuple[str, ...]
    due: Money


@command(permissions.TAKE_PAYMENT)
def take_payment(*, actor: Actor, bill_id: int, tenders: Sequence[Tender], at: datetime) -> TakenPayment:
    """Take one or several methods at once on a bill; partial payment is allowed, more than due is not.

    :raises NotFound: unknown, or in a store where the actor may not take payments
    :raises Overpaid: more than is due
    :raises Invalid: no amount, or not above zero
    """
    bill: Bill = Bill.objects.visible_to(actor, permissions.TAKE_PAYMENT).locked().one(pk=bill_id)
    if not tenders or any(tender.amount.fen <= 0 for tender in tenders):
        raise Invalid(_("收款金额要大于 0。"), field="amount")
    paid = Money.sum(tender.amount for tender in tenders)
    if paid > bill.due:
        raise Overpaid(_("多收了：应收 %(due)s 元。") % {"due": bill.due}, field="amount", due=str(bill.due))
    store = store_info(bill.store_id)
    day = store.clock.day(at)
    payments = [
        Payment(
            store_id=store.id,
            number=next_number(store.id, store.code, "P", day),
            bill=bill,
            method=tender.method,
            amount=tender.amount,
            reference=tender.reference,
            received_at=at,
            received_on=day,
            actor_key=actor.key,
        )
        for tender in tenders
    ]
    Payment.objects.bulk_create(payments)
    _enter(bill, payments, "PAYMENT", at)
    for payment in payments:
        received = PaymentReceived(payment_id=payment.pk, bill_id=bill.pk, fen=payment.amount.fen, store_id=store.id)
        events.publish(received, at=at)
    if not bill.due:
        events.publish(BillPaid(bill_id=bill.pk, store_id=store.id), at=at)
    return TakenPayment(bill.pk, tuple(row.pk for row in payments), tuple(row.number for row in payments), bill.due)


@command(permissions.REVERSE_PAYMENT)
def reverse_payment(*, actor: Actor, payment_id: int, reason: str, at: datetime) -> TakenPayment:
    """Give a payment back by its own method; the bill is due again.

    :raises NotFound: unknown or out of scope
    :raises AlreadyReversed: given back before, or itself a reversal
    :raises Invalid: no reason
    """
    found = Payment.objects.visible_to(actor, permissions.REVERSE_PAYMENT).filter(pk=payment_id).first()
    if found is None:
        raise NotFound
    bill: Bill = Bill.objects.visible_to(actor, permissions.REVERSE_PAYMENT).locked().one(pk=found.bill_id)
    if not reason.strip():
        raise Invalid(_("退款要写原因。"), field="reason")
    again = Payment.objects.visible_to(actor, permissions.REVERSE_PAYMENT).filter(reversal_of=found).exists()
    if again or found.reversal_of_id is not None:
        raise AlreadyReversed
    store = store_info(bill.store_id)
    day = store.clock.day(at)
    payment = Payment(
        store_id=store.id,
        number=next_number(store.id, store.code, "P", day),
        bill=bill,
        method=found.method,
        amount=-found.amount,
        reference=found.reference,
        reversal_of=found,
        reason=reason.strip(),
        received_at=at,
        received_on=day,
        actor_key=actor.key,
    )
    payment.save(force_insert=True)
    _enter(bill, [payment], "REVERSAL", at)
    events.publish(PaymentReversed(payment_id=payment.pk, reversal_of_id=found.pk, store_id=store.id), at=at)
    return TakenPayment(bill.pk, (payment.pk,), (payment.number,), bill.due)


def _enter(bill: Bill, payments: Sequence[Payment], reason: str, at: datetime) -> None:
    """Write the ledger and move the bill's balance, whose row the caller has locked."""
    ReceivableEntry.objects.bulk_create(
        [
            ReceivableEntry(
                store_id=bill.store_id,
                bill=bill,
                key=f"payment:{payment.pk}",
                amount=-payment.amount,
                reason=reason,
                payment=payment,
                at=at,
                on=payment.received_on,
                actor_key=payment.actor_key,
            )
            for payment in payments
        ]
    )
    bill.due = bill.due - Money.sum(payment.amount for payment in payments)
    bill.save(update_fields=["due"])
