"""Scheduled work of billing."""

import logging
from datetime import timedelta

from anxin.parties.org.queries import all_stores, system_actor
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.jobs import defer, job, scheduled, store_by_store
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.visit.billing import invoicing, paying
from anxin.visit.billing.commands import (
    record_invoice_outcome,
    record_platform_payment,
    record_platform_refund,
    record_request_outcome,
    remind_debtors,
    report_differences,
    take_invoice,
    take_payment_request,
    take_platform_refund,
)
from anxin.visit.billing.commands.invoice_outcomes import Outcome
from anxin.visit.billing.queries import list_on_the_way

log = logging.getLogger(__name__)


@scheduled("50 18 * * *")
def reconcile_receivables(timestamp: int) -> None:
    """Every night (02:50 in China), store by store: orders, settlements, bills, payments and ledger must agree."""
    actor = system_actor("billing")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                for each in report_differences(actor=actor, store_id=store_id, at=clock.now()).found:
                    log.error(
                        "books of billing differ",
                        extra={
                            "store_id": store_id,
                            "difference": each.kind,
                            "subject": f"{each.subject_kind}:{each.subject_id}",
                            "expected_fen": each.expected.fen,
                            "found_fen": each.found.fen,
                        },
                    )


@scheduled("20 22 * * *")
def remind_of_debts(timestamp: int) -> None:
    """Every morning (06:20 in China), store by store: each debtor that is overdue has one task, no other has."""
    actor = system_actor("billing")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                remind_debtors(actor=actor, store_id=store_id, at=clock.now())


MOST_TRIES = 8


def give_invoice_up(invoice_id: int, store_id: int) -> None:
    """After the last try people look: the platform may have issued it all the same."""
    actor, words = Actor.system("billing", [store_id]), "开票平台一直没有结果"  # i18n: data
    record_invoice_outcome(actor=actor, invoice_id=invoice_id, outcome="unknown", words=words, at=clock.now())


@job(queue="messages", retry=MOST_TRIES, given_up=give_invoice_up)
def issue_invoice(invoice_id: int, store_id: int) -> None:
    """Ask for one invoice outside any transaction, or what became of it; tried again until there is a number.

    :raises TryLater: the job runs again later
    """
    actor = Actor.system("billing", [store_id])
    taken = take_invoice(actor=actor, invoice_id=invoice_id, at=clock.now())
    if taken is None:
        return
    outgoing, provider_id = taken

    def record(outcome: Outcome, *, provider_id: str = "", code: str = "", words: str = "") -> None:
        said = {"provider_id": provider_id, "code": code, "words": words}
        record_invoice_outcome(actor=actor, invoice_id=invoice_id, outcome=outcome, at=clock.now(), **said)

    try:
        provider = invoicing.provider()
        if outgoing.is_again:
            said = provider.again(outgoing, provider_id)
        else:
            said = provider.result(provider_id) if provider_id else provider.issue(outgoing)
    except invoicing.InvoiceRefused as refused:
        record("refused", words=str(refused))
        return
    if said.number:
        record("issued", provider_id=said.provider_id, code=said.code, words=said.number)
    elif said.by_hand:
        record("by_hand", provider_id=said.provider_id)
    else:
        record("accepted", provider_id=said.provider_id)
        raise invoicing.TryLater("accepted, not issued yet")


LOOK_AGAIN = timedelta(seconds=5)
"""Notifications are faster; this is for installations that they cannot reach, and for those that got lost."""


@job(queue="messages", retry=MOST_TRIES)
def follow_payment_request(request_id: int, store_id: int) -> None:
    """Get the code of a request, ask whether it was paid until it is over, and close it; outside any transaction.

    :raises TryLater: the job runs again later
    """
    actor = Actor.system("billing", [store_id])
    state, method, outgoing = take_payment_request(actor=actor, request_id=request_id, at=clock.now())
    if state in ("PAID", "FAILED"):
        return

    def record(outcome: str, words: str = "") -> None:
        record_request_outcome(actor=actor, request_id=request_id, outcome=outcome, words=words, at=clock.now())

    platform = paying.platform(method)
    if state == "ASKED":
        try:
            record("offer", platform.ask(outgoing))
        except paying.PlatformRefused as refused:
            record("fail", str(refused))
            return
    else:
        answer = _answer(platform, outgoing.number)
        if answer.state == "paid":
            amount, at = Money(answer.amount_fen), clock.now()
            said = {"number": answer.number, "method": method, "transaction": answer.transaction}
            record_platform_payment(actor=actor, amount=amount, at=at, **said)
            return
        if answer.state == "closed" or (state == "CLOSED" and _is_closed(platform, outgoing.number)):
            record("close")
            return
    key = f"billing.payment_request:{request_id}"
    defer(follow_payment_request, once=key, after=LOOK_AGAIN, request_id=request_id, store_id=store_id)


def _answer(platform: paying.PaymentPlatform, number: str) -> paying.PlatformAnswer:
    """How a request stands; one that the platform never heard of takes no money."""
    try:
        return platform.find(number)
    except paying.PlatformRefused:
        return paying.PlatformAnswer(number, "closed")


def _is_closed(platform: paying.PaymentPlatform, number: str) -> bool:
    """Whether the platform takes no more money; refused, the customer was faster and is looked for again."""
    try:
        platform.close(number)
    except paying.PlatformRefused:
        return False
    return True


@job(queue="messages", retry=MOST_TRIES)
def follow_platform_refund(refund_id: int, store_id: int) -> None:
    """Send a refund, or ask how it stands; the platform gives money back once for each of our numbers.

    :raises TryLater: the job runs again later
    """
    actor = Actor.system("billing", [store_id])
    taken = take_platform_refund(actor=actor, refund_id=refund_id, at=clock.now())
    if taken is None:
        return
    method, outgoing = taken
    failure = ""
    try:
        if not paying.platform(method).refund(outgoing):
            return
    except paying.PlatformRefused as refused:
        failure = str(refused) or "refused"
    record_platform_refund(actor=actor, refund_id=refund_id, failure=failure, at=clock.now())


@scheduled("* * * * *")
def follow_open_requests(timestamp: int) -> None:
    """Every minute, store by store: look after the requests and refunds whose own job was lost or has given up."""
    if not paying.platforms():
        return
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                actor = Actor.system("billing", [store_id])
                with reading(actor, "follow_open_requests"):
                    requests, refunds = list_on_the_way(actor, store_id)
                for pk in requests:
                    key = f"billing.payment_request:{pk}"
                    defer(follow_payment_request, once=key, request_id=pk, store_id=store_id)
                for pk in refunds:
                    key = f"billing.platform_refund:{pk}"
                    defer(follow_platform_refund, once=key, refund_id=pk, store_id=store_id)
