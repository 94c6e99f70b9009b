"""The house looks anew at what it expects of cars, explains what moved, and warns of promises in danger (R-WS02)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _now

from anxin.parties.org.queries import store_info
from anxin.parties.work.commands import cancel_tasks_of, complete_task, create_task, postpone_task, retitle_task
from anxin.parties.work.queries import find_open_task, open_subjects
from anxin.platform import audit, events
from anxin.platform.actor import Actor
from anxin.platform.commands import command
from anxin.platform.database.prepared import prepared
from anxin.platform.parameters import value
from anxin.platform.references import DocumentRef
from anxin.platform.turns import take_turn
from anxin.visit.promises import permissions, rules
from anxin.visit.promises.events import PromiseEndangered
from anxin.visit.promises.models import ExpectationChange, LateEstimate
from anxin.visit.promises.parameters import HISTORY_STEP, LATE_TASK, TELL_MARGIN, WARN_DAYS, WARN_MINUTES
from anxin.visit.promises.queries.ahead import expect_all, words_of_done_jobs
from anxin.visit.promises.queries.expected import is_same_day
from anxin.visit.promises.reasons import PASSING_TIME
from anxin.visit.promises.rules import Expectation
from anxin.visit.repair_orders import queries as orders
from anxin.visit.repair_orders.commands import ORDER_KIND
from anxin.visit.repair_orders.queries import CarAhead


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
    last = {row.repair_order_id: row for row in _last_changes([store_id], list(ids))}
    # Somebody has looked since: an event that comes late says nothing new.
    newer = {pk for pk, change in last.items() if change.at > at}
    cars = [car for car in orders.list_cars_ahead(system, store_id, ids) if car.id not in newer]
    _end_words(store_id, ids, at)
    expected = expect_all(store_id, cars, at)
    moved = _keep(store_id, cars, expected, last, cause, at)
    warned = open_subjects(system, store_id, LATE_TASK, among=[car.id for car in cars])
    endangered = 0
    for car in cars:
        endangered += _warn(car, expected.get(car.id), store_id, at, is_warned=car.id in warned)
    for gone in set(order_ids or ()) - {car.id for car in cars} - newer:
        _stop_warning(store_id, gone, _now("车已离店或工单已作废"), at)
    if moved:
        audit.note(DocumentRef("org.store", store_id), store_id, watched=len(cars), moved=moved)
    return WatchedCars(len(cars), moved, endangered)


def _end_words(store_id: int, order_ids: Collection[int], at: datetime) -> None:
    """What was said of a job that is done is over: it does not count again when the job is taken up once more."""
    over = [row.pk for row in words_of_done_jobs([store_id], list(order_ids))]
    if over:
        LateEstimate.objects.in_stores([store_id]).filter(pk__in=over).update(ended_at=at)


@prepared
def _last_changes(stores: list[int], order_ids: list[int]) -> QuerySet[ExpectationChange]:
    rows: QuerySet[ExpectationChange] = ExpectationChange.objects.in_stores(stores).filter(repair_order_id__any=order_ids)
    return rows.order_by("repair_order_id", "-pk").distinct("repair_order_id")


def _keep(
    store_id: int,
    cars: Collection[CarAhead],
    expected: dict[int, Expectation],
    last: dict[int, Any],
    cause: str,
    at: datetime,
) -> int:
    step = timedelta(minutes=value(HISTORY_STEP, store_id, at)) if cause == PASSING_TIME else timedelta(0)
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
        if (one := expected.get(car.id)) is not None and _has_moved(last.get(car.id), one, car, step)
    ]
    ExpectationChange.objects.bulk_create(changes)
    return len(changes)


def _has_moved(last: Any, one: Expectation, car: CarAhead, step: timedelta) -> bool:
    if last is None or (last.reason, last.is_open, last.promised_at) != (one.reason, one.is_open, car.promised_at):
        return True
    return bool(last.expected_at != one.expected_at and abs(last.expected_at - one.expected_at) >= step)


def _warn(car: CarAhead, one: Expectation | None, store_id: int, at: datetime, *, is_warned: bool) -> bool:
    """Put the warning into the advisor's tasks, keep it true, or take it back; whether the promise is in danger.

    Of a car that nobody has signed for nothing is promised to the customer yet.
    """
    margin = value(TELL_MARGIN, store_id, at)
    given = one if car.promised_at and car.state != "OPEN" else None
    wanted = rules.new_promise(given.expected_at, car.promised_at, margin) if given else None
    if wanted is None or car.promised_at is None:
        if is_warned:
            _take_back(car, one, store_id, at)
        return False
    local = store_info(store_id).clock.local
    title = _now("%(number)s 预计 %(new)s 才能交车，承诺 %(old)s：请告知客户") % {
        "number": car.number,
        "new": f"{local(wanted):%m-%d %H:%M}",
        "old": f"{local(car.promised_at):%m-%d %H:%M}",
    }
    due_at = rules.tell_by(
        car.promised_at,
        is_same_day=is_same_day(store_id, car.promised_at, at),
        minutes=value(WARN_MINUTES, store_id, at),
        days=value(WARN_DAYS, store_id, at),
        now=at,
    )
    if is_warned:
        _keep_true(car, store_id, title, due_at, at)
        return True
    create_task(
        actor=Actor.system("promises", [store_id]),
        store_id=store_id,
        kind=LATE_TASK,
        subject=DocumentRef(ORDER_KIND, car.id),
        title=title,
        owner_id=car.advisor_id,
        due_at=due_at,
        at=at,
    )
    events.publish(PromiseEndangered(repairorder_id=car.id, store_id=store_id), at=at)
    return True


def _keep_true(car: CarAhead, store_id: int, title: str, due_at: datetime, at: datetime) -> None:
    """The warning names the times of now, and runs until those of the promise that stands now."""
    actor = Actor.system("promises", [store_id])
    task = find_open_task(actor, LATE_TASK, DocumentRef(ORDER_KIND, car.id))
    if task is not None and task.title != title:
        retitle_task(actor=actor, task_id=task.id, title=title, at=at)
        if due_at > max(task.due_at, at):
            postpone_task(actor=actor, task_id=task.id, due_at=due_at, at=at)


def _take_back(car: CarAhead, one: Expectation | None, store_id: int, at: datetime) -> None:
    """A promise that fits again is done with; a car that is ready after its promise, of which nobody told, is not."""
    actor, document = Actor.system("promises", [store_id]), DocumentRef(ORDER_KIND, car.id)
    if one is None and car.promised_at is not None and at > car.promised_at:
        _stop_warning(store_id, car.id, _now("没有告知客户，车已晚于承诺修好"), at)
        return
    task = find_open_task(actor, LATE_TASK, document)
    if task is not None:
        complete_task(actor=actor, task_id=task.id, result=_now("已告知客户，或又能按时"), at=at)


def _stop_warning(store_id: int, order_id: int, words: str, at: datetime) -> None:
    actor, document = Actor.system("promises", [store_id]), DocumentRef(ORDER_KIND, order_id)
    cancel_tasks_of(actor=actor, subject=document, kind=LATE_TASK, reason=words, at=at)
