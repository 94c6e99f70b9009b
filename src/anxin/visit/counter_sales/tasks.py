"""Scheduled work of the parts counter's sales."""

from datetime import timedelta

from anxin.parties.org.queries import all_stores, store_info, system_actor
from anxin.platform import clock
from anxin.platform.jobs import scheduled, store_by_store
from anxin.visit.counter_sales.commands import judge_month


@scheduled("50 19 * * *")
def judge_last_month(timestamp: int) -> None:
    """Every night (03:50 in China, after the stock was aged): the month before is judged, if it was not yet."""
    actor = system_actor("counter_sales")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                at = clock.now()
                first = store_info(store_id).clock.day(at).replace(day=1)
                month = (first - timedelta(days=1)).replace(day=1)
                judge_month(actor=actor, store_id=store_id, month=month, at=at)
