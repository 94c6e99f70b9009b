"""Scheduled work of the queue."""

from anxin.parties.org.queries import all_stores, system_actor
from anxin.parties.work.commands import escalate_due_tasks, report_failed_events
from anxin.platform import clock
from anxin.platform.jobs import scheduled, store_by_store


@scheduled("*/5 * * * *")
def escalate_tasks(timestamp: int) -> None:
    """Every five minutes, store by store: one store's trouble must not stop the others' transactions."""
    actor = system_actor("work")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                while not escalate_due_tasks(actor=actor, store_id=store_id, at=clock.now()).is_complete:
                    pass


@scheduled("20 */6 * * *")
def look_for_failed_events(timestamp: int) -> None:
    """Four times a day: what no job tries any more is told to the administrator and tried again."""
    actor = system_actor("work")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                report_failed_events(actor=actor, store_id=store_id, at=clock.now())
