"""Scheduled work of replenishment."""

from anxin.holdings.replenishment.commands import remind_buyer
from anxin.parties.org.queries import all_stores, system_actor
from anxin.platform import clock
from anxin.platform.jobs import scheduled, store_by_store


@scheduled("15 0 * * *")
def remind_all_buyers(timestamp: int) -> None:
    """Every morning (08:15 in China), after the night counted: stores with articles below their minimum hear of it."""
    actor = system_actor("replenishment")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                remind_buyer(actor=actor, store_id=store_id, at=clock.now())
