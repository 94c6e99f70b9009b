"""Jobs of the promise."""

from anxin.parties.org.queries import all_stores, system_actor
from anxin.platform import clock
from anxin.platform.jobs import scheduled, store_by_store
from anxin.visit.promises.commands import watch_promises
from anxin.visit.promises.reasons import PASSING_TIME


@scheduled("*/5 * * * *")
def watch_passing_time(timestamp: int) -> None:
    """Every five minutes: what nobody began, and what takes longer than it was sold for, moves what is expected."""
    actor = system_actor("promises")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                watch_promises(actor=actor, store_id=store_id, cause=PASSING_TIME, at=clock.now())
