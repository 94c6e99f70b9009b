"""Scheduled work of purchasing."""

from anxin.holdings.purchasing.commands import warn_special_orders
from anxin.parties.org.queries import all_stores, system_actor
from anxin.platform import clock
from anxin.platform.jobs import scheduled, store_by_store


@scheduled("22 * * * *")
def warn_due_special_orders(timestamp: int) -> None:
    """Every hour: special orders that are promised soon and of which nothing has come become tasks of the parts desk."""
    actor = system_actor("purchasing")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                warn_special_orders(actor=actor, store_id=store_id, at=clock.now())
