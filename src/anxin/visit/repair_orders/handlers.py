"""What orders do when leave for a price is decided, parts come or are told of, a new car is sold, a customer is erased."""

from datetime import datetime
from decimal import Decimal

from anxin.holdings.parts.events import ArrivalTold, GoodsReceived
from anxin.holdings.vehicle_sales.events import NewCarSold
from anxin.parties.customers.events import CustomerErasedInStore
from anxin.parties.work.events import ApprovalDecided, ApprovalWithdrawn
from anxin.platform.actor import Actor
from anxin.platform.events import subscribe
from anxin.visit.repair_orders.commands import (
    PRICE_APPROVALS,
    erase_order_words,
    follow_parts,
    follow_price_decision,
    tell_sale,
    tell_sale_of_order,
)
from anxin.visit.repair_orders.events import RepairOrderInspected


@subscribe(ApprovalDecided)
def follow_decision_on_price(*, actor: Actor, event: ApprovalDecided, at: datetime) -> None:
    """What was refused costs again what it may; open pages show what was granted (R-RO16)."""
    if event.kind in PRICE_APPROVALS:
        follow_price_decision(actor=actor, approval_id=event.approval_id, granted=event.is_approved, at=at)


@subscribe(ApprovalWithdrawn)
def follow_withdrawal_of_price(*, actor: Actor, event: ApprovalWithdrawn, at: datetime) -> None:
    """Taken back is as good as refused, unless the price was asked for anew (R-RO16)."""
    if event.kind in PRICE_APPROVALS:
        follow_price_decision(actor=actor, approval_id=event.approval_id, granted=False, at=at)


@subscribe(ArrivalTold)
def follow_told_arrival(*, actor: Actor, event: ArrivalTold, at: datetime) -> None:
    """The parts desk said when an article comes (R-RO03)."""
    assert event.store_id is not None
    follow_parts(actor=actor, store_id=event.store_id, came={event.article_id: Decimal(0)}, at=at)


@subscribe(GoodsReceived)
def follow_received_goods(*, actor: Actor, event: GoodsReceived, at: datetime) -> None:
    """Articles came into stock: who waits for them may go on."""
    assert event.store_id is not None
    came = {each: Decimal(quantity) for each, quantity in zip(event.article_ids, event.quantities, strict=True)}
    follow_parts(actor=actor, store_id=event.store_id, came=came, at=at)


@subscribe(CustomerErasedInStore)
def erase_words_of_customer(*, actor: Actor, event: CustomerErasedInStore, at: datetime) -> None:
    """Words that no signed paper needs (I.4)."""
    assert event.store_id is not None
    erase_order_words(actor=actor, store_id=event.store_id, customer_id=event.customer_id, at=at)


@subscribe(NewCarSold)
def tell_sale_of_earlier_inspection(*, actor: Actor, event: NewCarSold, at: datetime) -> None:
    """A car that was inspected before it was sold need not be inspected again (M07.13)."""
    assert event.store_id is not None
    tell_sale(event.store_id, event.vehicle_id, at)


@subscribe(RepairOrderInspected)
def tell_sale_of_inspection(*, actor: Actor, event: RepairOrderInspected, at: datetime) -> None:
    """A new car passed its inspection or went back to the workshop (M07.13)."""
    assert event.store_id is not None
    tell_sale_of_order(event.store_id, event.repairorder_id, at)
