"""Scheduled work of the workshop."""

import logging

from anxin.parties.org.queries import all_stores, system_actor
from anxin.platform import clock
from anxin.platform.jobs import scheduled, store_by_store
from anxin.visit.workshop.commands import close_forgotten_clocks, report_time_differences

log = logging.getLogger(__name__)


@scheduled("40 19 * * *")
def tidy_time(timestamp: int) -> None:
    """Every night (03:40 in China), store by store: forgotten clocks are stopped, and the time of every job must tile."""
    actor = system_actor("workshop")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                close_forgotten_clocks(actor=actor, store_id=store_id, at=clock.now())
                for each in report_time_differences(actor=actor, store_id=store_id, at=clock.now()):
                    log.error(
                        "time of a job does not tile",
                        extra={
                            "store_id": store_id,
                            "job_id": each.job_id,
                            "lost_minutes": each.lost_minutes,
                            "double_minutes": each.double_minutes,
                        },
                    )
