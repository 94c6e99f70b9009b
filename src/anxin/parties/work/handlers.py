"""What the work queue does when staff change, and when a customer is erased."""

from datetime import datetime

from anxin.parties.customers.events import CustomerErasedInStore
from anxin.parties.people.events import EmployeeLeft
from anxin.parties.work.commands import erase_task_words, hand_over_tasks
from anxin.platform.actor import Actor
from anxin.platform.events import subscribe


@subscribe(EmployeeLeft)
def hand_over_tasks_of_leaver(*, actor: Actor, event: EmployeeLeft, at: datetime) -> None:
    """Open tasks go to the deputy, else to whoever holds the post (M01.10)."""
    hand_over_tasks(actor=actor, employee_id=event.employee_id, successor_id=event.successor_id, post=event.post, at=at)


@subscribe(CustomerErasedInStore)
def erase_task_words_of_customer(*, actor: Actor, event: CustomerErasedInStore, at: datetime) -> None:
    """Tasks about the customer; those about documents are blanked by the documents' modules (I.4)."""
    assert event.store_id is not None
    erase_task_words(actor=actor, store_id=event.store_id, kind="customers.customer", ids=[event.customer_id], at=at)
