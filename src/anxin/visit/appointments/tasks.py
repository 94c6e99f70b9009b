"""Jobs of appointments."""

from anxin.parties.org.queries import all_stores, system_actor
from anxin.platform import clock
from anxin.platform.jobs import scheduled, store_by_store
from anxin.visit.appointments.commands import mark_missed_appointments, plan_reminders, tell_endangered


@scheduled("7 * * * *")
def close_past_days(timestamp: int) -> None:
    """Every hour: appointments of business days that are over and whose cars never came become no-shows."""
    actor = system_actor("appointments")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                mark_missed_appointments(actor=actor, store_id=store_id, at=clock.now())


@scheduled("2 * * * *")
def plan_due_reminders(timestamp: int) -> None:
    """Every hour: who is to be reminded of an appointment within the hour becomes a task."""
    actor = system_actor("appointments")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                plan_reminders(actor=actor, store_id=store_id, at=clock.now())


@scheduled("12 * * * *")
def tell_endangered_bookings(timestamp: int) -> None:
    """Every hour: bookings that cannot be kept any more become tasks of the desk, and tasks that are settled go.

    A few to a transaction, so that whoever books meanwhile need not wait long.
    """
    actor = system_actor("appointments")
    with store_by_store() as one:
        for store_id in all_stores():
            with one(store_id):
                done = tell_endangered(actor=actor, store_id=store_id, at=clock.now())
                while done.told or done.settled:
                    done = tell_endangered(actor=actor, store_id=store_id, at=clock.now())
