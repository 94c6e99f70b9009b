"""What makes the house look at a car anew; the link that goes out with the signature; a customer's erasure."""

from datetime import datetime

from anxin.holdings.parts.events import ArrivalTold, GoodsReceived
from anxin.parties.customers.events import CustomerErasedInStore
from anxin.parties.org.events import BayChanged
from anxin.parties.people.events import AbsenceRecorded
from anxin.platform.actor import Actor
from anxin.platform.events import Event, subscribe
from anxin.visit.promises.commands import NothingToFollow, erase_promise_words, share_progress, watch_promises
from anxin.visit.repair_orders import events as orders
from anxin.visit.repair_orders.queries import get_number, get_order_state
from anxin.visit.workshop import events as workshop

OF_ONE_CAR = (
    orders.RepairOrderOpened,
    orders.RepairOrderAuthorised,
    orders.AdditionalItemsProposed,
    orders.ItemsDecided,
    orders.PromiseChanged,
    orders.JobFinished,
    orders.RepairOrderInspected,
    orders.RepairOrderSettled,
    orders.RepairOrderDelivered,
    orders.RepairOrderCancelled,
    workshop.JobDispatched,
    workshop.JobRecalled,
    workshop.JobClockStarted,
    workshop.JobPaused,
    workshop.JobReady,
    workshop.FindingReported,
)
OF_THE_STORE = (ArrivalTold, GoodsReceived, AbsenceRecorded, BayChanged)


def watch_one_car(*, actor: Actor, event: Event, at: datetime) -> None:
    """Something happened to a car."""
    assert event.store_id is not None
    ids = [event.repairorder_id]  # type: ignore[attr-defined]
    watch_promises(actor=actor, store_id=event.store_id, order_ids=ids, cause=type(event).__name__, at=at)


@subscribe(orders.RepairOrderChanged)
def watch_unsigned_car(*, actor: Actor, event: orders.RepairOrderChanged, at: datetime) -> None:
    """The lines of an unsigned order changed; what changes later is announced by its own name."""
    assert event.store_id is not None
    if get_order_state(actor, event.repairorder_id) == "OPEN":
        watch_one_car(actor=actor, event=event, at=at)


def watch_all_cars(*, actor: Actor, event: Event, at: datetime) -> None:
    """Parts came or are told of, somebody is away, or a bay is out of use: any car of the store may wait for it."""
    assert event.store_id is not None
    watch_promises(actor=actor, store_id=event.store_id, cause=type(event).__name__, at=at)


for _one in OF_ONE_CAR:
    subscribe(_one, last_by="repairorder_id")(watch_one_car)
for _all in OF_THE_STORE:
    subscribe(_all)(watch_all_cars)


@subscribe(orders.RepairOrderAuthorised)
def share_progress_at_signature(*, actor: Actor, event: orders.RepairOrderAuthorised, at: datetime) -> None:
    """The customer may follow the visit from the first signature on (SYS-12)."""
    assert event.store_id is not None
    try:
        share_progress(actor=actor, number=get_number(actor, event.repairorder_id), at=at)
    except NothingToFollow:
        # The car was gone before the program came to it.
        return


@subscribe(CustomerErasedInStore)
def erase_words_of_customer(*, actor: Actor, event: CustomerErasedInStore, at: datetime) -> None:
    """Words about the customer's cars (I.4)."""
    assert event.store_id is not None
    erase_promise_words(actor=actor, store_id=event.store_id, customer_id=event.customer_id, at=at)
