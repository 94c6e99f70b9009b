"""Asking a customer's phone for money, and what comes of it: exactly one payment, whenever it comes (SYS-08, M29.05)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.jobs import defer
from anxin.platform.money import Money
from anxin.platform.numbering import next_number
from anxin.platform.parameters import value
from anxin.visit.billing import paying, permissions
from anxin.visit.billing.commands.ledger import enter, enter_used, locked_deposit, move_deposit, new_payment
from anxin.visit.billing.commands.surplus import tell_surplus
from anxin.visit.billing.events import BillPaid, DepositReceived, PaymentReceived
from anxin.visit.billing.lifecycle import ASKED, OPEN, PAID, PAYMENT_REQUEST
from anxin.visit.billing.models import Bill, Deposit, Payment, PaymentRequest
from anxin.visit.billing.parameters import REQUEST_MINUTES
from anxin.visit.billing.paying import OutgoingRequest
from anxin.visit.repair_orders import commands as repair_orders

JOB = "visit.billing.tasks.follow_payment_request"
OWN = ("internal", "goodwill")


class RequestStands(Conflict):
    """The customer can still scan an earlier code for the bill."""

    code = "request_stands"
    default_rule = "M29.05"
    default_message = _("这张账单已有等客户扫的收款码；请让客户扫它，或先取消它。")


@dataclass(frozen=True, slots=True)
class SavedRequest:
    """A request after a command."""

    id: int
    number: str
    state: str
    amount: Money


@command(permissions.TAKE_PAYMENT, rule="M29.05")
def request_payment(*, actor: Actor, bill_id: int, method: str, at: datetime) -> SavedRequest:
    """Make a code with which a customer pays what is due on a bill; a job gets it from the platform.

    :raises NotFound: unknown bill, or in a store where the actor may not take payments
    :raises RequestStands: an earlier code is still open
    :raises Invalid: nothing is due, or no platform is connected for the method
    """
    bill: Bill = Bill.objects.visible_to(actor, permissions.TAKE_PAYMENT).locked().one(pk=bill_id)
    if method not in paying.platforms():
        raise Invalid(_("这种方式没有接通收款平台，请收款后手工登记。"), field="method")
    if not bill.due or bill.payer in OWN:
        raise Invalid(_("这张账单没有要收的钱，请刷新再看。"), field="bill")
    if PaymentRequest.objects.in_stores([bill.store_id]).filter(bill=bill, state__in=(ASKED, OPEN)).exists():
        raise RequestStands
    store = store_info(bill.store_id)
    day = store.clock.day(at)
    request = PaymentRequest(
        store_id=store.id,
        number=next_number(store.id, store.code, "Q", day),
        bill=bill,
        method=method,
        amount=bill.due,
        asked_at=at,
        expires_at=at + timedelta(minutes=value(REQUEST_MINUTES, store.id, day)),
        actor_key=actor.key,
    )
    request.save(force_insert=True)
    follow(request)
    return saved_request(request)


@command(permissions.TAKE_PAYMENT, rule="M29.05")
def close_payment_request(*, actor: Actor, request_id: int, at: datetime) -> SavedRequest:
    """Take no more money by a code; a job tells the platform. What was paid before that is booked all the same.

    :raises NotFound: unknown, or in a store where the actor may not take payments
    :raises IllegalTransition: it is paid or closed
    """
    request = _locked(actor, request_id)
    _end(request, "close", at)
    follow(request)
    return saved_request(request)


@command(permissions.TAKE_PAYMENT, rule="M29.05")
def take_payment_request(*, actor: Actor, request_id: int, at: datetime) -> tuple[str, str, OutgoingRequest]:
    """For the job: state and method of a request, and what to ask for. One that is no longer due is ``CLOSED``.

    :raises NotFound: unknown
    """
    rows = PaymentRequest.objects.visible_to(actor, permissions.TAKE_PAYMENT).select_related(
        "bill__settlement__repair_order"
    )
    request: PaymentRequest = rows.one(pk=request_id)
    is_over = at >= request.expires_at or request.bill.due < request.amount
    store, order = store_info(request.store_id), request.bill.settlement.repair_order
    outgoing = OutgoingRequest(
        request.number, store.id, f"{store.name} {order.number}"[:40], request.amount.fen, request.expires_at
    )
    state = "CLOSED" if is_over and request.state in (ASKED, OPEN) else request.state
    return state, request.method, outgoing


@command(permissions.TAKE_PAYMENT, rule="M29.05")
def record_request_outcome(*, actor: Actor, request_id: int, outcome: str, words: str = "", at: datetime) -> SavedRequest:
    """For the job: the platform made the code (``offer``, ``words`` are its text), refused it (``fail``) or closed it.

    :raises NotFound: unknown
    """
    request = _locked(actor, request_id)
    if PAYMENT_REQUEST.allows(outcome, request.state):
        if outcome == "offer":
            request.state, request.code = PAYMENT_REQUEST.after("offer", request.state), words[:200]
            request.save(update_fields=["state", "code"])
        else:
            _end(request, outcome, at, words)
    return saved_request(request)


@command(permissions.TAKE_PAYMENT, rule="M29.05")
def record_platform_payment(
    *, actor: Actor, number: str, method: str, transaction: str, amount: Money, at: datetime
) -> SavedRequest:
    """Book the money that a platform has taken for a request, once; told again it changes nothing.

    What the bill no longer needs (it was paid otherwise, or taken back) stands as the payer's deposit, with a task.

    :raises NotFound: no such request of the method in the actor's stores
    :raises Conflict: paid by another transaction
    """
    rows = PaymentRequest.objects.visible_to(actor, permissions.TAKE_PAYMENT).filter(method=method)
    known: PaymentRequest = rows.select_related("bill__settlement").one(number=number)
    order_id = known.bill.settlement.repair_order_id
    repair_orders.hold_for_money(actor, permissions.TAKE_PAYMENT, order_id=order_id)
    bill: Bill = Bill.objects.visible_to(actor, permissions.TAKE_PAYMENT).locked().one(pk=known.bill_id)
    request = _locked(actor, known.pk)
    if request.state == PAID:
        if request.transaction != transaction:
            raise Conflict(_("这个收款码已经由另一笔交易付款，请核对平台流水。"), rule="M29.05")
        return saved_request(request)
    request.transaction = transaction
    request.payment = _book(request, bill, order_id, amount, at)
    _end(request, "pay", at)
    if request.payment.deposit is not None:
        tell_surplus(request, request.payment.deposit, at)
    return saved_request(request)


def follow(request: PaymentRequest) -> None:
    """Have the job look after a request, soon."""
    defer(JOB, once=f"billing.payment_request:{request.pk}", request_id=request.pk, store_id=request.store_id)


def saved_request(request: PaymentRequest) -> SavedRequest:
    """What a command says of a request after its step."""
    return SavedRequest(request.pk, request.number, request.state, request.amount)


def _book(request: PaymentRequest, bill: Bill, order_id: int, amount: Money, at: datetime) -> Payment:
    """Pay the bill when it needs all of it, else the payer's deposit, out of which the bill takes what it needs."""
    helper = Actor.system("billing", [bill.store_id])
    book = bill if amount <= bill.due else locked_deposit(bill.store_id, order_id, bill.payer)
    payment = new_payment(helper, at, book, method=request.method, amount=amount, reference=request.transaction)
    payment.save(force_insert=True)
    if isinstance(book, Bill):
        enter(book, [payment], "PAYMENT", at)
        fact = PaymentReceived(payment_id=payment.pk, bill_id=bill.pk, fen=amount.fen, store_id=bill.store_id)
        events.publish(fact, at=at)
    else:
        move_deposit(book, "TAKEN", amount, helper, at, payment=payment)
        came = DepositReceived(payment_id=payment.pk, deposit_id=book.pk, fen=amount.fen, store_id=bill.store_id)
        events.publish(came, at=at)
    used = min(book.balance, bill.due) if isinstance(book, Deposit) else Money(0)
    if used and isinstance(book, Deposit):
        enter_used(bill, used, helper, at, once=f":{payment.pk}")
        move_deposit(book, "USED", -used, helper, at, bill=bill)
    if not bill.due and (used or book is bill):
        events.publish(BillPaid(bill_id=bill.pk, store_id=bill.store_id), at=at)
    return payment


def _locked(actor: Actor, request_id: int) -> PaymentRequest:
    rows = PaymentRequest.objects.visible_to(actor, permissions.TAKE_PAYMENT)
    request: PaymentRequest = rows.locked().one(pk=request_id)
    return request


def _end(request: PaymentRequest, verb: str, at: datetime, words: str = "") -> None:
    request.state, request.failure, request.ended_at = PAYMENT_REQUEST.after(verb, request.state), words[:200], at
    request.save(update_fields=["state", "failure", "ended_at", "transaction", "payment"])
