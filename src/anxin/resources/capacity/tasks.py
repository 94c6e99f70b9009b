"""Jobs of capacity."""

from anxin.parties.org.queries import all_stores, system_actor
from anxin.platform import clock
from anxin.platform.jobs import scheduled, store_by_store
from anxin.resources.capacity.commands import carry_over_work


@scheduled("40 18 * * *")
def carry_over_unfinished_work(timestamp: int) -> None:
    """Every night at 02:40 in China: work that was booked and is not done goes on at the next opening."""
    actor = system_actor("capacity")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                carry_over_work(actor=actor, store_id=store_id, at=clock.now())
