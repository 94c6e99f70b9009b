"""Jobs of the repair order."""

from anxin.parties.org.queries import all_stores, system_actor
from anxin.platform import clock
from anxin.platform.jobs import scheduled, store_by_store
from anxin.visit.repair_orders.commands import hold_standing_orders
from anxin.visit.repair_orders.queries import list_without_hours

AT_ONCE = 10
"""Orders in one transaction: whoever books meanwhile waits no longer than for these."""


@scheduled("50 18 * * *")
def hold_hours_of_standing_orders(timestamp: int) -> None:
    """Every night at 02:50 in China: orders at work that hold nothing take their hours in the book.

    Only those that nobody has begun, or that never held anything: who used up the time goes on without.
    """
    actor, at = system_actor("repair_orders"), clock.now()
    with store_by_store() as one:
        for store_id in all_stores():
            waiting: list[int] = []
            with one(store_id):
                waiting = list_without_hours(actor, store_id)
            for begin in range(0, len(waiting), AT_ONCE):
                with one(store_id):
                    ids = waiting[begin : begin + AT_ONCE]
                    hold_standing_orders(actor=actor, store_id=store_id, order_ids=ids, at=at)
