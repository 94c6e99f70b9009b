"""Reactions to the order: a cancelled one ends its reception, and so does a delivery that went around the note.
Things in a locker stay there until somebody gave them back. An erased customer's words go.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from anxin.parties.customers.events import CustomerErasedInStore
from anxin.parties.work.events import TaskCancelled, TaskDone
from anxin.platform import events
from anxin.platform.actor import Actor
from anxin.visit.appointments.commands import return_plate
from anxin.visit.reception import permissions
from anxin.visit.reception.commands import erase_reception_words
from anxin.visit.reception.commands.arriving import KIND, end_without_delivery
from anxin.visit.reception.commands.belongings import fetch_from_locker, give_locker_back
from anxin.visit.reception.lifecycle import HERE, RECEPTION
from anxin.visit.reception.models import Reception
from anxin.visit.reception.parameters import LOCKER_TASK
from anxin.visit.repair_orders.events import RepairOrderCancelled, RepairOrderDelivered


@events.subscribe(RepairOrderCancelled)
def close_reception_of_cancelled_order(*, actor: Actor, event: RepairOrderCancelled, at: datetime) -> None:
    """The order is called off: the car is free to be received again."""
    row = _here(actor, event.repairorder_id)
    if row is not None:
        end_without_delivery(actor, row, _("工单已作废"), at=at)
        fetch_from_locker(actor, row, at=at)


@events.subscribe(TaskDone)
def free_locker_of_done_task(*, actor: Actor, event: TaskDone, at: datetime) -> None:
    """The customer has the things again (R-RC13)."""
    if event.kind == LOCKER_TASK and event.document_kind == KIND:
        rows = Reception.objects.visible_to(actor, permissions.RECEIVE)
        give_locker_back(actor, rows.one(pk=event.document_id), is_returned=True, at=at)


@events.subscribe(TaskCancelled)
def ask_again_for_things_in_locker(*, actor: Actor, event: TaskCancelled, at: datetime) -> None:
    """A task that nobody wants does not empty the locker: it comes again until somebody gave the things back (R-RC13)."""
    if event.kind == LOCKER_TASK and event.document_kind == KIND:
        rows = Reception.objects.visible_to(actor, permissions.RECEIVE).select_related("vehicle")
        fetch_from_locker(actor, rows.one(pk=event.document_id), at=at)


@events.subscribe(RepairOrderDelivered)
def close_reception_of_delivered_order(*, actor: Actor, event: RepairOrderDelivered, at: datetime) -> None:
    """The car left: nothing to do when the hand-over has closed the reception, as it usually has."""
    row = _here(actor, event.repairorder_id)
    if row is not None:
        if row.appointment_id is not None:
            return_plate(actor, permissions.RECEIVE, row.appointment_id, at=at)
        fetch_from_locker(actor, row, at=at)
        row.state, row.ended_at = RECEPTION.after("deliver", row.state), at
        row.version += 1
        row.save(update_fields=["state", "ended_at", "version"])


@events.subscribe(CustomerErasedInStore)
def erase_words_of_customer(*, actor: Actor, event: CustomerErasedInStore, at: datetime) -> None:
    """What was said at reception (I.4)."""
    assert event.store_id is not None
    erase_reception_words(actor=actor, store_id=event.store_id, customer_id=event.customer_id, at=at)


def _here(actor: Actor, order_id: int) -> Reception | None:
    rows = Reception.objects.visible_to(actor, permissions.RECEIVE).locked()
    found: Reception | None = rows.filter(repair_order_id=order_id, state__in=HERE).first()
    return found
