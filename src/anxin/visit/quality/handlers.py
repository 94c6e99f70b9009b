"""What quality does on the facts of lower modules."""

from datetime import datetime

from anxin.parties.customers.events import CustomerErasedInStore
from anxin.parties.people.events import EmployeeChanged, EmployeeHired, EmployeeLeft, SkillChanged
from anxin.platform.actor import Actor
from anxin.platform.events import subscribe
from anxin.visit.quality.commands import (
    erase_quality_words,
    note_due_maintenance,
    note_inspection,
    open_returned_rework,
    void_rework_of_order,
    watch_certificates,
    watch_training,
)
from anxin.visit.quality.queries.training import INSPECTION
from anxin.visit.repair_orders.events import JobStarted, RepairOrderAuthorised, RepairOrderCancelled
from anxin.visit.workshop.events import OrderInspected


@subscribe(RepairOrderAuthorised)
def open_rework_of_signed_order(*, actor: Actor, event: RepairOrderAuthorised, at: datetime) -> None:
    """A car came back for work that was done before, and the customer has signed."""
    assert event.store_id is not None
    open_returned_rework(actor=actor, store_id=event.store_id, repair_order_id=event.repairorder_id, at=at)


@subscribe(JobStarted)
def open_rework_of_started_job(*, actor: Actor, event: JobStarted, at: datetime) -> None:
    """A job was linked to an earlier one after the signature."""
    assert event.store_id is not None
    open_returned_rework(actor=actor, store_id=event.store_id, repair_order_id=event.repairorder_id, at=at)


@subscribe(OrderInspected)
def take_in_inspection(*, actor: Actor, event: OrderInspected, at: datetime) -> None:
    """Internal rework opens, what was done again is confirmed, and due maintenance that was missed is kept."""
    assert event.store_id is not None
    here = {"actor": actor, "store_id": event.store_id, "repair_order_id": event.repairorder_id, "at": at}
    note_inspection(**here, inspection_id=event.inspection_id)  # type: ignore[arg-type]
    if event.passed and event.level == "general":
        note_due_maintenance(**here)  # type: ignore[arg-type]


@subscribe(RepairOrderCancelled)
def end_rework_of_cancelled_order(*, actor: Actor, event: RepairOrderCancelled, at: datetime) -> None:
    """Nothing of it is done again."""
    assert event.store_id is not None
    void_rework_of_order(actor=actor, store_id=event.store_id, repair_order_id=event.repairorder_id, at=at)


@subscribe(CustomerErasedInStore)
def erase_words_of_customer(*, actor: Actor, event: CustomerErasedInStore, at: datetime) -> None:
    """What is written in cases about the customer's orders (I.4)."""
    assert event.store_id is not None
    erase_quality_words(actor=actor, store_id=event.store_id, customer_id=event.customer_id, at=at)


@subscribe(EmployeeHired)
def watch_training_of_hired(*, actor: Actor, event: EmployeeHired, at: datetime) -> None:
    """Somebody was taken on, perhaps for a post that nobody takes untrained (R-QC08)."""
    assert event.store_id is not None
    watch_training(actor=actor, store_id=event.store_id, employee_id=event.employee_id, at=at)


@subscribe(EmployeeChanged)
def watch_training_of_changed(*, actor: Actor, event: EmployeeChanged, at: datetime) -> None:
    """Somebody was perhaps given such a post, or another one instead."""
    assert event.store_id is not None
    watch_training(actor=actor, store_id=event.store_id, employee_id=event.employee_id, at=at)


@subscribe(EmployeeLeft)
def end_training_of_leaver(*, actor: Actor, event: EmployeeLeft, at: datetime) -> None:
    """Who has left is not trained any more."""
    assert event.store_id is not None
    watch_training(actor=actor, store_id=event.store_id, employee_id=event.employee_id, at=at)


@subscribe(SkillChanged)
def watch_training_of_certified(*, actor: Actor, event: SkillChanged, at: datetime) -> None:
    """The certificate was given, or taken away."""
    if event.code == INSPECTION:
        assert event.store_id is not None
        watch_training(actor=actor, store_id=event.store_id, employee_id=event.employee_id, at=at)


@subscribe(SkillChanged)
def follow_certificate(*, actor: Actor, event: SkillChanged, at: datetime) -> None:
    """A certificate was given for some time, renewed or taken away."""
    assert event.store_id is not None
    watch_certificates(actor=actor, store_id=event.store_id, employee_id=event.employee_id, at=at)


@subscribe(EmployeeLeft)
def end_certificates_of_leaver(*, actor: Actor, event: EmployeeLeft, at: datetime) -> None:
    """Who has left renews nothing."""
    assert event.store_id is not None
    watch_certificates(actor=actor, store_id=event.store_id, employee_id=event.employee_id, at=at)
