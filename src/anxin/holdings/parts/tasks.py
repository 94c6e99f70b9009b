"""Scheduled work of the parts stock."""

import logging

from anxin.holdings.parts.queries import find_differences
from anxin.parties.org.queries import system_actor
from anxin.platform.jobs import scheduled

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
