"""Reactions of the workshop to what happens to an order and to its parts, and to a customer's erasure."""

from datetime import datetime

from anxin.holdings.parts.events import StockMoved
from anxin.parties.customers.events import CustomerErasedInStore
from anxin.platform.actor import Actor
from anxin.platform.events import subscribe
from anxin.visit.repair_orders.commands import ORDER_KIND
from anxin.visit.repair_orders.events import (
    AdditionalItemsProposed,
    ItemsDecided,
    RepairOrderAuthorised,
    RepairOrderCancelled,
)
from anxin.visit.workshop.commands import erase_waiting_notes, grow_plans, name_waits, name_waits_for_parts, stop_unfit_work
from anxin.visit.workshop.commands.release import release_cancelled_order


@subscribe(RepairOrderCancelled)
def free_the_floor(*, actor: Actor, event: RepairOrderCancelled, at: datetime) -> None:
    """Give the bay and the technicians of a cancelled order back."""
    if event.store_id is not None:
        release_cancelled_order(actor=actor, repair_order_id=event.repairorder_id, store_id=event.store_id, at=at)


@subscribe(ItemsDecided)
def go_on_when_answered(*, actor: Actor, event: ItemsDecided, at: datetime) -> None:
    """Jobs that waited for the customer wait for their technician once every answer is given."""
    if event.store_id is not None:
        given = {"store_id": event.store_id, "repair_order_id": event.repairorder_id}
        name_waits(actor=actor, reason="approval", at=at, **given)


@subscribe(ItemsDecided)
def stop_the_unfit_when_answered(*, actor: Actor, event: ItemsDecided, at: datetime) -> None:
    """High voltage that was agreed to is done by those who may."""
    if event.store_id is not None:
        stop_unfit_work(actor=actor, store_id=event.store_id, repair_order_id=event.repairorder_id, at=at)


@subscribe(ItemsDecided)
def grow_what_was_agreed(*, actor: Actor, event: ItemsDecided, at: datetime) -> None:
    """The board keeps the time for labour that the customer said yes to."""
    if event.store_id is not None and event.approved:
        given = {"store_id": event.store_id, "repair_order_id": event.repairorder_id}
        grow_plans(actor=actor, item_ids=event.approved, at=at, **given)


@subscribe(RepairOrderAuthorised)
def go_on_when_signed(*, actor: Actor, event: RepairOrderAuthorised, at: datetime) -> None:
    """A new signature may be the answer that was waited for."""
    if event.store_id is not None:
        given = {"store_id": event.store_id, "repair_order_id": event.repairorder_id}
        name_waits(actor=actor, reason="approval", at=at, **given)


@subscribe(RepairOrderAuthorised)
def stop_the_unfit_when_signed(*, actor: Actor, event: RepairOrderAuthorised, at: datetime) -> None:
    """High voltage that was signed for is done by those who may."""
    if event.store_id is not None:
        stop_unfit_work(actor=actor, store_id=event.store_id, repair_order_id=event.repairorder_id, at=at)


@subscribe(AdditionalItemsProposed)
def wait_for_answer(*, actor: Actor, event: AdditionalItemsProposed, at: datetime) -> None:
    """A job that stands still waits for the customer as well once something more is asked."""
    if event.store_id is not None:
        given = {"store_id": event.store_id, "repair_order_id": event.repairorder_id}
        name_waits(actor=actor, reason="approval", at=at, **given)


@subscribe(StockMoved)
def follow_the_stock(*, actor: Actor, event: StockMoved, at: datetime) -> None:
    """Jobs that waited for parts go on once everything signed is issued; what came in lies ready for the first of them."""
    if event.store_id is not None:
        order_id = event.document_id if event.document_kind == ORDER_KIND else None
        name_waits_for_parts(
            actor=actor, store_id=event.store_id, repair_order_id=order_id, article_ids=event.article_ids, at=at
        )


@subscribe(CustomerErasedInStore)
def erase_notes_of_customer(*, actor: Actor, event: CustomerErasedInStore, at: datetime) -> None:
    """Notes on the waiting (I.4)."""
    assert event.store_id is not None
    erase_waiting_notes(actor=actor, store_id=event.store_id, customer_id=event.customer_id, at=at)
