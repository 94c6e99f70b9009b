"""Scheduled work of the parts stock."""

import logging

from anxin.holdings.parts.commands import age_stock, warn_of_slow_stock
from anxin.holdings.parts.queries import find_differences
from anxin.parties.org.queries import all_stores, system_actor
from anxin.platform import clock
from anxin.platform.jobs import scheduled, store_by_store

log = logging.getLogger(__name__)


@scheduled("40 18 * * *")
def reconcile_stock(timestamp: int) -> None:
    """Every night (02:40 in China) compare each balance with the sum of its entries; a difference is logged as an error."""
    found = find_differences(system_actor("parts.reconciliation"))
    for each in found:
        log.error(
            "stock balance differs from its entries",
            extra={
                "store_id": each.store_id,
                "article_id": each.article_id,
                "on_hand": str(each.on_hand),
                "entries": str(each.entries_quantity),
                "value_fen": each.value.fen,
                "entries_fen": each.entries_cost.fen,
            },
        )
    log.info("stock reconciled", extra={"differences": len(found)})


@scheduled("10 19 * * *")
def age_all_stock(timestamp: int) -> None:
    """Every night (03:10 in China): how old each store's stock is, and the months that are over."""
    actor = system_actor("parts.ages")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                age_stock(actor=actor, store_id=store_id, at=clock.now())


@scheduled("30 0 2 * *")
def warn_of_all_slow_stock(timestamp: int) -> None:
    """On the second of each month (08:30 in China): stores with too much slow stock hear of it."""
    actor = system_actor("parts.ages")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                warn_of_slow_stock(actor=actor, store_id=store_id, at=clock.now())
