"""Scheduled work of billing."""

import logging

from anxin.parties.org.queries import all_stores, system_actor
from anxin.platform import clock
from anxin.platform.jobs import scheduled, store_by_store
from anxin.visit.billing.commands import report_differences

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
