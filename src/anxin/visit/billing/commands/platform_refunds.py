"""Refunds that go back through the platform through which the money came: sent by a job, once, until it arrived."""

from dataclasses import dataclass
from datetime import datetime

from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.jobs import defer
from anxin.platform.money import Money
from anxin.visit.billing import permissions
from anxin.visit.billing.commands.surplus import answered, tell_refund_failed
from anxin.visit.billing.lifecycle import PLATFORM_REFUND, SENT
from anxin.visit.billing.models import Payment, PaymentRequest, PlatformRefund
from anxin.visit.billing.parameters import REFUND_TASK
from anxin.visit.billing.paying import OutgoingRefund

JOB = "visit.billing.tasks.follow_platform_refund"


@dataclass(frozen=True, slots=True)
class SavedPlatformRefund:
    """A refund after a command; ``number`` is that of its payment, and ours at the platform."""

    id: int
    number: str
    state: str


@command(permissions.REVERSE_PAYMENT, rule="M29.05")
def retry_platform_refund(*, actor: Actor, refund_id: int, at: datetime) -> SavedPlatformRefund:
    """Send a refund again that the platform refused; under its number money goes back once.

    :raises NotFound: unknown, or in a store where the actor may not refund
    :raises IllegalTransition: it has not failed
    """
    refund = _locked(actor, refund_id)
    _move(refund, "retry", at)
    follow_refund(refund)
    return _saved(refund)


@command(permissions.REVERSE_PAYMENT, rule="M29.05")
def settle_platform_refund(*, actor: Actor, refund_id: int, at: datetime) -> SavedPlatformRefund:
    """Say that the customer has the money of a failed refund by another way.

    :raises NotFound: unknown, or in a store where the actor may not refund
    :raises IllegalTransition: it is on its way, or has arrived
    """
    refund = _locked(actor, refund_id)
    _move(refund, "settle", at)
    answered(refund.request, REFUND_TASK, at)
    return _saved(refund)


@command(permissions.REVERSE_PAYMENT, rule="M29.05")
def take_platform_refund(*, actor: Actor, refund_id: int, at: datetime) -> tuple[str, OutgoingRefund] | None:
    """For the job: by which method what goes back; None when nothing is to be sent.

    :raises NotFound: unknown
    """
    rows = PlatformRefund.objects.visible_to(actor, permissions.REVERSE_PAYMENT).select_related("request", "payment")
    refund: PlatformRefund = rows.one(pk=refund_id)
    if refund.state != SENT:
        return None
    request, back = refund.request, refund.payment
    outgoing = OutgoingRefund(back.number, request.number, -back.amount.fen, _whole(request).fen, back.reason)
    return request.method, outgoing


@command(permissions.REVERSE_PAYMENT, rule="M29.05")
def record_platform_refund(*, actor: Actor, refund_id: int, failure: str = "", at: datetime) -> SavedPlatformRefund:
    """For the job: the customer has the money, or the platform's words why not, which become a task.

    :raises NotFound: unknown
    """
    refund = _locked(actor, refund_id)
    if refund.state == SENT:
        _move(refund, "fail" if failure else "arrive", at, failure)
        if failure:
            tell_refund_failed(refund.request, refund.payment.number, at)
        else:
            answered(refund.request, REFUND_TASK, at)
    return _saved(refund)


def send_back(payment: Payment, back: Payment) -> None:
    """Have the platform give back what came through it; a payment that a cashier wrote down goes back by hand."""
    request = PaymentRequest.objects.in_stores([payment.store_id]).filter(payment=payment).first()
    if request is not None:
        refund = PlatformRefund(store_id=request.store_id, request=request, payment=back)
        refund.save(force_insert=True)
        follow_refund(refund)


def follow_refund(refund: PlatformRefund) -> None:
    """Have the job look after a refund, soon."""
    defer(JOB, once=f"billing.platform_refund:{refund.pk}", refund_id=refund.pk, store_id=refund.store_id)


def _whole(request: PaymentRequest) -> Money:
    assert request.payment is not None
    return request.payment.amount


def _locked(actor: Actor, refund_id: int) -> PlatformRefund:
    rows = PlatformRefund.objects.visible_to(actor, permissions.REVERSE_PAYMENT).select_related("request", "payment")
    refund: PlatformRefund = rows.locked().one(pk=refund_id)
    return refund


def _move(refund: PlatformRefund, verb: str, at: datetime, failure: str = "") -> None:
    refund.state, refund.failure = PLATFORM_REFUND.after(verb, refund.state), failure[:200]
    refund.ended_at = None if verb == "retry" else at
    refund.save(update_fields=["state", "failure", "ended_at"])


def _saved(refund: PlatformRefund) -> SavedPlatformRefund:
    return SavedPlatformRefund(refund.pk, refund.payment.number, refund.state)
