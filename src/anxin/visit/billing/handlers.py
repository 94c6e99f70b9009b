"""What billing does when a booking or an order ends without work, an order is inspected, a bill paid, a customer erased."""

from datetime import datetime

from anxin.parties.customers.events import CustomerErasedInStore
from anxin.platform.actor import Actor
from anxin.platform.events import subscribe
from anxin.visit.appointments.events import AppointmentCancelled, AppointmentMissed
from anxin.visit.billing.commands import (
    ask_free_express,
    erase_invoice_titles,
    remind_debtors,
    tell_needless_deposits,
)
from anxin.visit.billing.events import BillPaid
from anxin.visit.repair_orders.events import RepairOrderCancelled, RepairOrderInspected


@subscribe(RepairOrderInspected)
def ask_for_late_express(*, actor: Actor, event: RepairOrderInspected, at: datetime) -> None:
    """An express job that came late is proposed to be free, before anybody settles it (R-DL11)."""
    if event.passed:
        ask_free_express(actor=actor, order_id=event.repairorder_id, at=at)


@subscribe(CustomerErasedInStore)
def erase_titles_of_customer(*, actor: Actor, event: CustomerErasedInStore, at: datetime) -> None:
    """The title that would be offered again (I.4)."""
    assert event.store_id is not None
    erase_invoice_titles(actor=actor, store_id=event.store_id, customer_id=event.customer_id, at=at)


@subscribe(BillPaid)
def close_reminder_of_payer(*, actor: Actor, event: BillPaid, at: datetime) -> None:
    """Who has paid is not asked to."""
    assert event.store_id is not None
    remind_debtors(actor=actor, store_id=event.store_id, bill_id=event.bill_id, at=at)


@subscribe(AppointmentCancelled)
def give_money_of_cancelled_booking_back(*, actor: Actor, event: AppointmentCancelled, at: datetime) -> None:
    """What the customer gave for it goes back."""
    assert event.store_id is not None
    tell_needless_deposits(actor=actor, store_id=event.store_id, appointment_id=event.appointment_id, at=at)


@subscribe(AppointmentMissed)
def give_money_of_missed_booking_back(*, actor: Actor, event: AppointmentMissed, at: datetime) -> None:
    """Nobody came: the money goes back, unless the car came after all."""
    assert event.store_id is not None
    tell_needless_deposits(actor=actor, store_id=event.store_id, appointment_id=event.appointment_id, at=at)


@subscribe(RepairOrderCancelled)
def give_money_of_cancelled_order_back(*, actor: Actor, event: RepairOrderCancelled, at: datetime) -> None:
    """No bill will need it."""
    assert event.store_id is not None
    tell_needless_deposits(actor=actor, store_id=event.store_id, order_id=event.repairorder_id, at=at)
