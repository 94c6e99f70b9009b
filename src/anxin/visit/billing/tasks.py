"""Scheduled work of billing."""

import logging

from anxin.parties.org.queries import all_stores, system_actor
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.jobs import job, scheduled, store_by_store
from anxin.visit.billing import invoicing
from anxin.visit.billing.commands import record_invoice_outcome, report_differences, take_invoice

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


MOST_TRIES = 8


def give_invoice_up(invoice_id: int, store_id: int) -> None:
    """After the last try people decide what to do."""
    actor, words = Actor.system("billing", [store_id]), "开票平台一直没有结果"  # i18n: data
    record_invoice_outcome(actor=actor, invoice_id=invoice_id, outcome="refused", words=words, at=clock.now())


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

    def record(outcome: str, **more: str) -> None:
        record_invoice_outcome(actor=actor, invoice_id=invoice_id, outcome=outcome, at=clock.now(), **more)  # type: ignore[arg-type]

    try:
        provider = invoicing.provider()
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
