"""What is expected of each car, anew at everything that touches it, explained and warned of (R-WS02)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from anxin.holdings.parts.commands import tell_arrival
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.parties.people.commands import record_absence
from anxin.platform.events.handling import handle
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import reading, unit_of_work
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.promises import commands, queries, tasks
from anxin.visit.promises.models import ExpectationChange
from anxin.visit.promises.parameters import LATE_TASK
from anxin.visit.promises.tests.factories import HOUR, MINUTE, changes, expected, order_id, tell, watch
from anxin.visit.promises.tests.factories import tasks as tasks_of
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR, signed_order, view_of
from anxin.visit.workshop.tests.factories import (
    Floor,
    OrderAtWork,
    all_passed,
    dispatched,
    finish,
    inspect,
    order_for,
    pause,
    plan,
    start,
)

pytestmark = pytest.mark.django_db


def handle_everything() -> None:
    """What was announced is handled, as the worker does."""
    with unit_of_work(system_actor("test"), "test", writable=False):
        waiting = list(StoredEvent.objects.filter(handled_at=None).order_by("pk").values_list("pk", "store_id"))
    for event_id, store_id in waiting:
        handle(event_id, store_id)


def test_every_step_of_the_work_moves_what_is_expected_and_says_why(floor: Floor, order: OrderAtWork) -> None:
    handle_everything()
    dispatched(floor, order, plan(floor, start=AT + HOUR, hours=1))
    handle_everything()
    start(order, floor.wang, AT + HOUR)
    handle_everything()
    pause(order, floor.wang, AT + HOUR + 10 * MINUTE, "parts")
    handle_everything()
    start(order, floor.wang, AT + 2 * HOUR)
    handle_everything()
    told = [(one.expected_at, one.reason_label, one.cause_label, one.is_open) for one in changes(floor, order)]
    assert told == [
        (AT + 30 * MINUTE, "等待安排技师和工位", "客户签字", False),
        (AT + 2 * HOUR, "按计划施工", "派工或改派", False),
        (AT + HOUR + 30 * MINUTE, "正在施工", "开工", False),
        (AT + HOUR + 30 * MINUTE, "等配件到货", "暂停", True),
        (AT + 2 * HOUR + 20 * MINUTE, "正在施工", "开工", False),
    ]
    finish(order, floor.wang, AT + 2 * HOUR + 5 * MINUTE)
    handle_everything()
    assert expected(floor, order, AT + 2 * HOUR + 10 * MINUTE).reason == "inspection"
    inspect(floor, order, AT + 2 * HOUR + 10 * MINUTE)
    handle_everything()
    with reading(floor.desk.actor):
        assert queries.find_expected(floor.desk.actor, order.number, AT + 3 * HOUR) is None


def test_an_overrun_moves_the_next_car_of_the_same_bay_and_closed_hours_are_no_working_time(
    floor: Floor, order: OrderAtWork
) -> None:
    following = order_for(floor)
    dispatched(floor, order, plan(floor, start=AT, hours=1))
    dispatched(floor, following, plan(floor, start=AT + HOUR, hours=2))
    start(order, floor.wang, AT)
    assert expected(floor, following, AT + 10 * MINUTE).reason == "plan"
    late = expected(floor, following, AT + 2 * HOUR)
    assert (late.reason, late.expected_at) == ("behind", AT + 18 * HOUR + 15 * MINUTE)
    with reading(floor.desk.actor):
        assert (
            queries.list_expected(floor.desk.actor, floor.desk.store.pk, AT + 2 * HOUR)[order_id(floor, following)].reason
            == "behind"
        )


def test_what_sends_a_car_back_or_takes_its_people_away_moves_it_too(floor: Floor, order: OrderAtWork) -> None:
    dispatched(floor, order)
    record_absence(
        actor=floor.desk.actor,
        employee_id=floor.wang.id,
        kind="sick",
        starts_on=AT.date(),
        ends_on=AT.date(),
        reason="发烧",
        at=AT,
    )
    handle_everything()
    assert (expected(floor, order).reason, expected(floor, order).is_open) == ("wait_absent", True)
    start(order, floor.wang)
    finish(order, floor.wang, AT + 20 * MINUTE)
    verdict = {"checks": all_passed("general"), "note": "还漏油", "rework_job_ids": [order.job_id]}
    inspect(floor, order, AT + 30 * MINUTE, **verdict)
    handle_everything()
    back = changes(floor, order)[-1]
    assert (back.cause_label, back.expected_at) == ("质检", AT + 40 * MINUTE)


def test_time_alone_moves_a_car_that_nobody_began_and_one_that_takes_longer(
    floor: Floor, order: OrderAtWork, moment: list
) -> None:
    dispatched(floor, order, plan(floor, start=AT, hours=1))
    start(order, floor.wang)
    other = order_for(floor)
    tasks.watch_passing_time(0)
    moment[0] = AT + 50 * MINUTE
    tasks.watch_passing_time(0)
    last = changes(floor, order)[-1]
    assert (last.expected_at, last.reason_label, last.cause_label) == (
        AT + 65 * MINUTE,
        "施工时间比预计长",
        "时间推移",
    )
    assert [one.expected_at for one in changes(floor, other)] == [AT + 60 * MINUTE, AT + 80 * MINUTE]
    watched = watch(floor, order, AT + 50 * MINUTE)
    assert (watched.cars, watched.moved, watched.endangered) == (1, 0, 0)


@pytest.mark.rule("R-WS02")
def test_who_says_that_it_gets_late_warns_the_advisor_with_the_time_until_which_the_customer_is_to_know(
    floor: Floor, order: OrderAtWork
) -> None:
    dispatched(floor, order)
    start(order, floor.wang)
    until = AT + 4 * HOUR
    commands.say_delay(actor=floor.wang.actor, number=order.number, job_id=order.job_id, until=until, reason="parts", at=AT)
    (task,) = tasks_of(floor, order, LATE_TASK)
    assert (task.owner_id, task.due_at, task.state) == (floor.desk.employee_id, AT + 2 * HOUR + 30 * MINUTE, "OPEN")
    found = expected(floor, order)
    assert (found.expected_at, found.reason, found.new_promise_at) == (until, "said_parts", until + 15 * MINUTE)
    tell(floor, order, until + 15 * MINUTE, AT + 5 * MINUTE)
    assert [one.state for one in tasks_of(floor, order, LATE_TASK)] == ["DONE"]
    # A car that is fetched the next day: a day before.
    next_day = order_for(floor)
    tell(floor, next_day, AT + timedelta(days=2), AT)
    late = {"number": next_day.number, "job_id": next_day.job_id, "reason": "hands"}
    commands.say_delay(actor=floor.li.actor, until=AT + timedelta(days=3), at=AT, **late)  # type: ignore[arg-type]
    assert [one.due_at for one in tasks_of(floor, next_day, LATE_TASK)] == [AT + timedelta(days=1)]
    # Good again: nothing to tell.
    commands.say_delay(actor=floor.li.actor, until=AT + HOUR, at=AT + MINUTE, **late)  # type: ignore[arg-type]
    assert [one.state for one in tasks_of(floor, next_day, LATE_TASK)] == ["DONE"]


def test_a_car_that_is_ready_needs_no_warning_and_the_task_says_whether_the_customer_was_told(
    floor: Floor, order: OrderAtWork
) -> None:
    other = order_for(floor)
    for one in (order, other):
        watch(floor, one, AT + 3 * HOUR)
        assert [task.state for task in tasks_of(floor, one, LATE_TASK)] == ["OPEN"]
    for one, technician in ((order, floor.wang), (other, floor.li)):
        start(one, technician, AT + 3 * HOUR)
    tell(floor, other, AT + 5 * HOUR, AT + 3 * HOUR)
    for one, technician in ((order, floor.wang), (other, floor.li)):
        finish(one, technician, AT + 4 * HOUR)
        inspect(floor, one, AT + 4 * HOUR)
        watch(floor, one, AT + 4 * HOUR)
    (untold,), (told,) = tasks_of(floor, order, LATE_TASK), tasks_of(floor, other, LATE_TASK)
    assert (untold.state, told.state) == ("CANCELLED", "DONE")
    assert "没有告知客户" in untold.result


def test_a_warning_names_the_times_of_now_and_runs_until_those_of_the_promise_that_stands(
    floor: Floor, order: OrderAtWork
) -> None:
    dispatched(floor, order)
    start(order, floor.wang)
    late = {"actor": floor.wang.actor, "number": order.number, "job_id": order.job_id, "reason": "parts"}
    commands.say_delay(until=AT + 4 * HOUR, at=AT, **late)
    tell(floor, order, AT + 3 * HOUR + 30 * MINUTE, AT + MINUTE)
    (task,) = tasks_of(floor, order, LATE_TASK)
    assert (task.state, task.due_at) == ("OPEN", AT + 3 * HOUR)
    commands.say_delay(until=AT + 5 * HOUR, at=AT + 10 * MINUTE, **late)
    (worse,) = tasks_of(floor, order, LATE_TASK)
    assert (worse.id, worse.title != task.title, worse.due_at) == (task.id, True, AT + 3 * HOUR)


def test_passing_time_is_noted_in_steps_and_an_event_that_comes_late_undoes_nothing(
    floor: Floor, order: OrderAtWork
) -> None:
    for minutes in range(0, 60, 5):
        watch(floor, order, AT + minutes * MINUTE)
    assert [one.expected_at - AT for one in changes(floor, order)] == [n * MINUTE for n in (30, 45, 60, 75)]
    assert watch(floor, order, AT + 5 * MINUTE, "JobDispatched").cars == 0
    assert len(changes(floor, order)) == 4


def test_the_history_cannot_be_changed(floor: Floor, order: OrderAtWork) -> None:
    watch(floor, order, AT)
    with unit_of_work(system_actor("test"), "test", writable=True):
        rows = ExpectationChange.objects.visible_to(system_actor("test"), "promises.watch")
        for act in (lambda: rows.update(reason="work"), rows.delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()


def test_the_cars_of_a_store_are_read_with_few_statements(
    floor: Floor, django_assert_max_num_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    orders = [order_for(floor) for _ in range(4)]
    for place, one in enumerate(orders[:3]):
        dispatched(floor, one, plan(floor, start=AT + place * HOUR, hours=1))
    with reading(floor.desk.actor):
        first = queries.list_expected(floor.desk.actor, floor.store_id, AT)
    with reading(floor.desk.actor), django_assert_max_num_queries(16):
        found = queries.list_expected(floor.desk.actor, floor.store_id, AT)
    assert len(first) == len(found) == 4
    assert view_of(floor.desk, orders[0].number).head.id in found
    assert found[order_id(floor, orders[3])].reason == "queue"


def test_a_job_that_waits_for_parts_is_expected_when_they_come(floor: Floor) -> None:
    article = make_article("P-1", name="前刹车片")
    part = NewItem("part", article.number, quantity=Decimal(1))
    opened = signed_order(floor.desk, jobs=[NewJob("制动", items=[LABOUR, part])])
    order = OrderAtWork(opened.number, tuple(job.id for job in view_of(floor.desk, opened.number).jobs))
    start(order, floor.wang)
    pause(order, floor.wang, AT + 10 * MINUTE, "parts")
    assert expected(floor, order, AT + 10 * MINUTE).is_open
    comes = AT + 3 * HOUR
    clerk = make_actor(floor.desk.store, "parts_clerk")
    about = {"actor": clerk, "store_id": floor.store_id, "article_id": article.pk, "expected_at": comes, "words": "顺丰"}
    handle_everything()
    tell_arrival(at=AT + 15 * MINUTE, **about)
    handle_everything()
    last = changes(floor, order)[-1]
    assert (last.expected_at, last.is_open, last.cause_label) == (comes + 20 * MINUTE, False, "配件答复到货时间")
