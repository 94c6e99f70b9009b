"""Jobs of capacity."""

from anxin.parties.org.queries import all_stores, system_actor
from anxin.platform import clock
from anxin.platform.jobs import scheduled, store_by_store
from anxin.platform.references import DocumentRef
from anxin.resources.capacity.commands import carry_over_work
from anxin.resources.capacity.queries import list_unfinished_work

AT_ONCE = 10
"""Documents in one transaction: whoever books at night waits no longer than for these."""


@scheduled("40 18 * * *")
def carry_over_unfinished_work(timestamp: int) -> None:
    """Every night at 02:40 in China: work that was booked and is not done goes on at the next opening.

    Every document has its try each night, so that one which cannot be planned holds up nobody.
    """
    actor, at = system_actor("capacity"), clock.now()
    with store_by_store() as one:
        for store_id in all_stores():
            waiting: list[DocumentRef] = []
            with one(store_id):
                waiting = list_unfinished_work(actor, store_id, at)
            for begin in range(0, len(waiting), AT_ONCE):
                with one(store_id):
                    documents = waiting[begin : begin + AT_ONCE]
                    carry_over_work(actor=actor, store_id=store_id, documents=documents, at=at)
