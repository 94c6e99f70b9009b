"""Jobs of reception."""

from anxin.parties.org.queries import all_stores, system_actor
from anxin.platform import clock
from anxin.platform.jobs import scheduled, store_by_store
from anxin.visit.reception.commands import forget_visitors


@scheduled("40 18 * * *")
def forget_old_visitors(timestamp: int) -> None:
    """Every night: names and phones of visitors are kept no longer than the store says."""
    actor = system_actor("reception")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                forget_visitors(actor=actor, store_id=store_id, at=clock.now())
