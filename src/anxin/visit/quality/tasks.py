"""Jobs of quality."""

from anxin.parties.org.queries import all_stores, system_actor
from anxin.platform import clock
from anxin.platform.jobs import scheduled, store_by_store
from anxin.visit.quality.commands import watch_certificates


@scheduled("10 19 * * *")
def watch_all_certificates(timestamp: int) -> None:
    """Every night at 03:10 in China: certificates that run out soon are a task (R-QC08)."""
    actor = system_actor("quality")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                watch_certificates(actor=actor, store_id=store_id, at=clock.now())
