"""The house looks anew at what it expects of cars, explains what moved, and warns of promises in danger (R-WS02)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _now

from anxin.parties.org.queries import store_info
from anxin.parties.work.commands import cancel_tasks_of, complete_task, create_task, retitle_task
from anxin.parties.work.queries import find_open_task
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.turns import take_turn
from anxin.visit.promises import permissions, rules
from anxin.visit.promises.events import PromiseEndangered
from anxin.visit.promises.models import ExpectationChange, LateEstimate
from anxin.visit.promises.parameters import LATE_TASK, TELL_MARGIN, WARN_DAYS, WARN_MINUTES
from anxin.visit.promises.queries.ahead import DONE, expect_all
from anxin.visit.promises.queries.expected import is_same_day
from anxin.visit.promises.rules import Expectation
from anxin.visit.repair_orders import queries as orders
from anxin.visit.repair_orders.commands import ORDER_KIND
from anxin.visit.repair_orders.queries import InShopRow


@dataclass(frozen=True, slots=True)
class WatchedCars:
    """How many cars were looked at, of how many something else is expected now, and of how many the promise is in danger."""

    cars: int
    moved: int
    endangered: int


@command(permissions.WATCH, rule="R-WS02")
def watch_promises(
    *, actor: Actor, store_id: int, at: datetime, cause: str, order_ids: Collection[int] | None = None
) -> WatchedCars:
    """Look at cars of a store anew: keep what is expected of them where it moved, and warn of a promise in danger.

    ``cause`` is the event that made the house look, or that time passed; without ids all cars in the shop. The warning is a
    task with the time until which the customer is to know; it is done when he knows, and gone when the promise can be kept.

    :raises Denied: no permission in this store
    """
    actor.require(permissions.WATCH, store_id)
    # One looks at a time, so that what moved is kept once and warned of once.
    take_turn(f"promises:watch:{store_id}")
    system = Actor.system("promises", [store_id])
    ids = orders.list_ids_in_shop(system, store_id) if order_ids is None else order_ids
    cars = orders.list_in_shop(system, store_id, among=ids)
    _end_words(store_id, ids, at)
    expected = expect_all(store_id, cars, at, is_whole_shop=order_ids is None)
    moved = _keep(store_id, cars, expected, cause, at)
    endangered = 0
    for car in cars:
        endangered += _warn(car, expected.get(car.id), store_id, at)
    for gone in set(order_ids or ()) - {car.id for car in cars}:
        _stop_warning(store_id, gone, _now("车已离店或工单已作废"), at)
    if moved:
        audit.note(DocumentRef("org.store", store_id), store_id, watched=len(cars), moved=moved)
    return WatchedCars(len(cars), moved, endangered)


def _end_words(store_id: int, order_ids: Collection[int], at: datetime) -> None:
    """What was said of a job that is done is over: it does not count again when the job is taken up once more."""
    rows = LateEstimate.objects.in_stores([store_id]).filter(repair_order_id__in=list(order_ids), ended_at=None)
    rows.filter(job__state__in=DONE).update(ended_at=at)


def _keep(store_id: int, cars: Collection[InShopRow], expected: dict[int, Expectation], cause: str, at: datetime) -> int:
    rows = ExpectationChange.objects.in_stores([store_id]).filter(repair_order_id__in=list(expected)).order_by("pk")
    before: dict[int, Any] = {row.repair_order_id: row for row in rows}
    changes = [
        ExpectationChange(
            store_id=store_id,
            repair_order_id=car.id,
            job_id=one.job_id,
            expected_at=one.expected_at,
            is_open=one.is_open,
            promised_at=car.promised_at,
            reason=one.reason,
            cause=cause,
            at=at,
        )
        for car in cars
        if (one := expected.get(car.id)) is not None and _has_moved(before.get(car.id), one, car)
    ]
    ExpectationChange.objects.bulk_create(changes)
    return len(changes)


def _has_moved(last: Any, one: Expectation, car: InShopRow) -> bool:
    if last is None:
        return True
    told = (last.expected_at, last.reason, last.is_open, last.promised_at)
    return bool(told != (one.expected_at, one.reason, one.is_open, car.promised_at))


def _warn(car: InShopRow, one: Expectation | None, store_id: int, at: datetime) -> bool:
    """Put the warning into the advisor's tasks, or take it back; whether the promise is in danger.

    Of a car that nobody has signed for nothing is promised to the customer yet.
    """
    margin = value(TELL_MARGIN, store_id, at)
    given = one if car.promised_at and car.state != "OPEN" else None
    wanted = rules.new_promise(given.expected_at, car.promised_at, margin) if given else None
    actor, document = Actor.system("promises", [store_id]), DocumentRef(ORDER_KIND, car.id)
    task = find_open_task(actor, LATE_TASK, document)
    if wanted is None or car.promised_at is None:
        if task is not None:
            complete_task(actor=actor, task_id=task.id, result=_now("已告知客户，或又能按时"), at=at)
        return False
    local = store_info(store_id).clock.local
    title = _now("%(number)s 预计 %(new)s 才能交车，承诺 %(old)s：请告知客户") % {
        "number": car.number,
        "new": f"{local(wanted):%m-%d %H:%M}",
        "old": f"{local(car.promised_at):%m-%d %H:%M}",
    }
    if task is not None and task.title != title:
        retitle_task(actor=actor, task_id=task.id, title=title, at=at)
    if task is None:
        due_at = rules.tell_by(
            car.promised_at,
            is_same_day=is_same_day(store_id, car.promised_at, at),
            minutes=value(WARN_MINUTES, store_id, at),
            days=value(WARN_DAYS, store_id, at),
            now=at,
        )
        create_task(
            actor=actor,
            store_id=store_id,
            kind=LATE_TASK,
            subject=document,
            title=title,
            owner_id=car.advisor_id,
            due_at=due_at,
            at=at,
        )
        events.publish(PromiseEndangered(repairorder_id=car.id, store_id=store_id), at=at)
    return True


def _stop_warning(store_id: int, order_id: int, words: str, at: datetime) -> None:
    actor, document = Actor.system("promises", [store_id]), DocumentRef(ORDER_KIND, order_id)
    cancel_tasks_of(actor=actor, subject=document, kind=LATE_TASK, reason=words, at=at)
