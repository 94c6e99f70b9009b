"""Jobs of reception."""

from anxin.parties.org.queries import all_stores, system_actor
from anxin.platform import clock
from anxin.platform.jobs import scheduled, store_by_store
from anxin.visit.reception.commands import draw_missing_samples, forget_visitors, send_off_messages


@scheduled("40 18 * * *")
def forget_old_visitors(timestamp: int) -> None:
    """Every night: names and phones of visitors are kept no longer than the store says."""
    actor = system_actor("reception")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                forget_visitors(actor=actor, store_id=store_id, at=clock.now())


@scheduled("*/10 * * * *")
def write_to_whoever_left(timestamp: int) -> None:
    """Every ten minutes: a word to the customers whose cars left a while ago (R-DL09)."""
    actor = system_actor("reception")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                send_off_messages(actor=actor, store_id=store_id, at=clock.now())


@scheduled("0 12 * * *")
def draw_deliveries_to_check(timestamp: int) -> None:
    """Every evening (20:00): the day's samples that nobody drew (R-DL10)."""
    actor = system_actor("reception")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                draw_missing_samples(actor=actor, store_id=store_id, at=clock.now())
