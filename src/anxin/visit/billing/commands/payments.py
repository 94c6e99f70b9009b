"""Taking money on a bill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import IdempotencyKeyReused, Invalid
from anxin.platform.money import Money
from anxin.platform.references import DocumentRef
from anxin.platform.turns import take_turn
from anxin.platform.ui.formats import format_money
from anxin.visit.billing import permissions
from anxin.visit.billing.commands.ledger import enter, new_payment
from anxin.visit.billing.events import BillPaid, PaymentReceived
from anxin.visit.billing.models import Bill, Payment, ReceivableEntry

LONGEST_KEY = 80
MOST_TENDERS = 10


class Overpaid(Invalid):
    """More than what is due."""

    code = "overpaid"
    default_rule = "M09.01"


@dataclass(frozen=True, slots=True)
class Tender:
    """One part of a payment: how, and how much."""

    method: str
    amount: Money
    reference: str = ""


@dataclass(frozen=True, slots=True)
class TakenPayment:
    """The bill after the payment; without a bill it was a deposit, of which ``due`` says nothing."""

    bill_id: int | None
    payment_ids: tuple[int, ...]
    numbers: tuple[str, ...]
    due: Money


@command(permissions.TAKE_PAYMENT, rule="M09.01")
def take_payment(*, actor: Actor, bill_id: int, tenders: Sequence[Tender], key: str = "", at: datetime) -> TakenPayment:
    """Take one or several methods at once on a bill; partial payment is allowed, more than due is not.

    With a ``key`` (up to 80 characters, of the caller's choice, unique in the store) the same payment is taken once:
    again, it gives the payments of the first time.

    :raises NotFound: unknown, or in a store where the actor may not take payments
    :raises Overpaid: more than is due
    :raises Invalid: no amount, or not above zero, an unknown method, or too long a key
    :raises IdempotencyKeyReused: the key came before with another bill, method or amount
    """
    bill: Bill = Bill.objects.visible_to(actor, permissions.TAKE_PAYMENT).locked().one(pk=bill_id)
    if len(key) > LONGEST_KEY:
        raise Invalid(_("幂等键太长，最多 80 个字符。"), field="key")
    taken = _taken_before(actor, bill, key, tenders) if key else None
    if taken is not None:
        return taken
    require_tenders(tenders)
    paid = Money.sum(tender.amount for tender in tenders)
    if paid > bill.due:
        raise Overpaid(
            _("多收了：应收 %(due)s 元，请改金额。") % {"due": format_money(bill.due)}, field="amount", due=str(bill.due)
        )
    payments = [
        new_payment(actor, at, bill, method=each.method, amount=each.amount, reference=each.reference) for each in tenders
    ]
    Payment.objects.bulk_create(payments)
    enter(bill, payments, "PAYMENT", at, [_key(key, index) for index in range(len(payments))] if key else ())
    for payment in payments:
        received = PaymentReceived(payment_id=payment.pk, bill_id=bill.pk, fen=payment.amount.fen, store_id=bill.store_id)
        events.publish(received, at=at)
    if not bill.due:
        events.publish(BillPaid(bill_id=bill.pk, store_id=bill.store_id), at=at)
    return TakenPayment(bill.pk, tuple(row.pk for row in payments), tuple(row.number for row in payments), bill.due)


def require_tenders(tenders: Sequence[Tender]) -> None:
    """:raises Invalid: no amount, or not above zero, an unknown method, or too many"""
    if any(tender.method not in Payment.Method.values for tender in tenders):
        raise Invalid(_("请选择收款方式。"), field="method")
    if any(tender.method == Payment.Method.ACCOUNT for tender in tenders):
        raise Invalid(_("挂账不是收款，请选实际收款的方式；要挂账的，先收别的，余下的再挂账。"), field="method")
    if not tenders or any(tender.amount.fen <= 0 for tender in tenders):
        raise Invalid(_("收款金额要大于 0。"), field="amount")
    if len(tenders) > MOST_TENDERS:
        raise Invalid(_("一次最多用 10 种方式收款。"), field="amount")


def _taken_before(actor: Actor, bill: Bill, key: str, tenders: Sequence[Tender]) -> TakenPayment | None:
    """What a key did the first time; callers with one key take turns, also those at different bills."""
    take_turn(f"billing:{bill.store_id}:{key}")
    entries = ReceivableEntry.objects.visible_to(actor, permissions.TAKE_PAYMENT)
    first = [
        one.payment
        for one in entries.filter(store_id=bill.store_id, key__in=[_key(key, index) for index in range(MOST_TENDERS)])
        .select_related("payment")
        .order_by("pk")
        if one.payment
    ]
    if not first:
        return None
    same = [(tender.method, tender.amount) for tender in tenders] == [(one.method, one.amount) for one in first]
    if not same or any(one.bill_id != bill.pk for one in first):
        raise IdempotencyKeyReused
    audit.note(DocumentRef("billing.bill", bill.pk), bill.store_id, replayed=first[0].number)
    return TakenPayment(bill.pk, tuple(one.pk for one in first), tuple(one.number for one in first), bill.due)


def _key(key: str, index: int) -> str:
    return f"key:{key}:{index}"
