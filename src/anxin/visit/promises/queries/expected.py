"""What is expected of the cars in the shop, against what was promised, and the history of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from anxin.parties.org.queries import store_info, system_actor
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.promises import permissions, rules
from anxin.visit.promises.models import ExpectationChange, Telling
from anxin.visit.promises.parameters import TELL_MARGIN
from anxin.visit.promises.queries.ahead import EXPECTED_IN, expect_all, expect_jobs, floor_of
from anxin.visit.promises.reasons import cause_words, reason_words
from anxin.visit.repair_orders import queries as orders
from anxin.visit.repair_orders.parameters import PROMISE_NEAR
from anxin.visit.repair_orders.queries import InShopRow, OrderHead, PromiseClock
from anxin.visit.workshop.queries import JobOnFloor, register_expectations

FEW = 30


@dataclass(frozen=True, slots=True)
class ExpectedCar:
    """A car in the shop with its clock, why it ends then, what to promise instead, and what the customer heard last.

    ``is_open``: at the earliest. ``new_promise_at`` is None where the promise can be kept. ``jobs`` are those on the floor.
    """

    car: InShopRow
    clock: PromiseClock
    reason: str
    reason_label: str
    is_open: bool
    new_promise_at: datetime | None
    told_at: datetime | None
    told_how: str
    told_by: str
    jobs: tuple[JobOnFloor, ...]

    @property
    def id(self) -> int:
        """The order's id."""
        return self.car.id


@dataclass(frozen=True, slots=True)
class ExpectedOrder:
    """One order: its clock, the reason, what to promise instead, and whether that is at the earliest."""

    repair_order_id: int
    number: str
    store_id: int
    expected_at: datetime
    promised_at: datetime | None
    level: str
    minutes: int
    reason: str
    reason_label: str
    is_open: bool
    new_promise_at: datetime | None


@dataclass(frozen=True, slots=True)
class ExpectedChange:
    """A line of the history: when what was expected moved, to when, why, and what made the house look."""

    at: datetime
    expected_at: datetime
    is_open: bool
    promised_at: datetime | None
    reason_label: str
    cause_label: str


@dataclass(frozen=True, slots=True)
class _Car:
    id: int
    state: str
    remaining_hours: Decimal
    waiting_items: int


@query(permissions.SEE)
def list_expected(
    actor: Actor, store_id: int, at: datetime, *, among: Sequence[InShopRow] | None = None
) -> dict[int, ExpectedCar]:
    """Cars in a store's shop by order, each with what is expected of it; with ``among``, those (R-WS16).

    :raises Denied: no permission in this store
    """
    actor.require(permissions.SEE, store_id)
    cars = orders.list_in_shop(actor, store_id) if among is None else among
    floor = floor_of(store_id, cars, at, actor)
    expected = expect_all(store_id, cars, at, floor)
    told = _last_told([car.id for car in cars], store_id)
    near, margin = value(PROMISE_NEAR, store_id, at), value(TELL_MARGIN, store_id, at)
    found = {}
    for car in cars:
        one, last = expected.get(car.id), told.get(car.id)
        clock = PromiseClock(car.promised_at, None, "quiet", 0, 0)
        if one is not None:
            label = reason_words(one.reason, one.also)
            clock = orders.promise_clock(
                car.promised_at, one.expected_at, at, begun_at=car.opened_at, near_minutes=near, reason=label
            )
        found[car.id] = ExpectedCar(
            car,
            clock,
            one.reason if one else "",
            clock.reason,
            bool(one and one.is_open),
            rules.new_promise(one.expected_at, car.promised_at, margin) if one else None,
            last.at if last else None,
            str(last.get_how_display()) if last else "",
            last.told_by.name if last and last.told_by else "",
            tuple(floor.get(car.id, ())),
        )
    return found


@query(permissions.SEE)
def find_expected(actor: Actor, number: str, at: datetime) -> ExpectedOrder | None:
    """What is expected of one order; None once the car is ready or gone.

    :raises NotFound: unknown or out of scope
    """
    head = orders.get_order_head(actor, number)
    if not actor.may(permissions.SEE, head.store_id):
        raise NotFound
    return expected_of(head, at, actor)


def expected_of(head: OrderHead, at: datetime, reader: Actor) -> ExpectedOrder | None:
    """What is expected of an order in scope of ``reader``."""
    if head.state not in EXPECTED_IN:
        return None
    work = orders.get_open_work(reader, head.number)
    cars = [_Car(head.id, head.state, work.remaining_hours, work.waiting_items)]
    one = expect_all(head.store_id, cars, at, floor_of(head.store_id, cars, at, reader)).get(head.id)
    if one is None:
        return None
    near, margin = value(PROMISE_NEAR, head.store_id, at), value(TELL_MARGIN, head.store_id, at)
    clock = orders.promise_clock(head.promised_at, one.expected_at, at, begun_at=head.opened_at, near_minutes=near)
    return ExpectedOrder(
        head.id,
        head.number,
        head.store_id,
        one.expected_at,
        head.promised_at,
        clock.level,
        clock.minutes,
        one.reason,
        reason_words(one.reason, one.also),
        one.is_open,
        rules.new_promise(one.expected_at, head.promised_at, margin),
    )


def expected_ends(store_id: int, order_ids: Collection[int], at: datetime) -> dict[int, datetime]:
    """Order → when its car will be done, for the workshop's board; those that are ready are left out."""
    cars = orders.list_cars_ahead(system_actor("promises"), store_id, order_ids)
    return {pk: one.expected_at for pk, one in expect_all(store_id, cars, at).items()}


def expected_job_ends(store_id: int, order_ids: Collection[int], at: datetime) -> dict[int, datetime]:
    """Job → when it ends, for whoever places another one after it; those that are done are left out."""
    return expect_jobs(store_id, orders.list_cars_ahead(system_actor("promises"), store_id, order_ids), at)


register_expectations(expected_ends, expected_job_ends)


@query(permissions.SEE)
def list_expectation_changes(actor: Actor, repair_order_id: int) -> list[ExpectedChange]:
    """How what was expected of an order moved, the newest first."""
    rows = ExpectationChange.objects.visible_to(actor, permissions.SEE).filter(repair_order_id=repair_order_id)
    return [
        ExpectedChange(
            row.at, row.expected_at, row.is_open, row.promised_at, reason_words(row.reason), cause_words(row.cause)
        )
        for row in rows.order_by("-pk")[:FEW]
    ]


def _last_told(order_ids: Collection[int], store_id: int) -> dict[int, Any]:
    rows = Telling.objects.in_stores([store_id]).filter(repair_order_id__in=list(order_ids)).select_related("told_by")
    return {row.repair_order_id: row for row in rows.order_by("pk")}


def is_same_day(store_id: int, promised_at: datetime, at: datetime) -> bool:
    """Whether a promise falls on the store's business day of an instant."""
    local = store_info(store_id).clock
    return local.day(promised_at) == local.day(at)
