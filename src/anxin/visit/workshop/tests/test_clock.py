"""The job clock: start, pause, go on, finish; corrections; what the database refuses; what any sequence leaves."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.errors import Conflict, Denied, IllegalTransition, Invalid, NotFound
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.repair_orders.tests.factories import open_order, view_of
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.commands import Correction, Seen
from anxin.visit.workshop.models import ClockCorrection, JobClock, Waiting
from anxin.visit.workshop.parameters import DISPATCH_FIRST
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    all_passed,
    dispatched,
    finish,
    hand_to,
    make_floor,
    order_for,
    pause,
    plan,
    set_for_store,
    start,
)


@pytest.fixture
def order(floor: Floor) -> OrderAtWork:
    return order_for(floor, jobs=2)


def minutes(floor: Floor, job_id: int, now: datetime) -> int:
    return queries.clocked_minutes(floor.wang.actor, [job_id], now)[job_id]


def test_in_a_store_without_dispatcher_a_job_belongs_to_who_started_it(floor: Floor, order: OrderAtWork) -> None:
    set_for_store(floor, DISPATCH_FIRST.code, False)
    clocked = commands.clock_on(actor=floor.wang.actor, number=order.number, job_id=order.job_id, at=AT)
    assert (clocked.state, clocked.job_state, clocked.technician_id) == ("IN_PROGRESS", "IN_PROGRESS", floor.wang.id)
    day = queries.technician_day(floor.wang.actor, now=AT + timedelta(minutes=12))
    assert day.current is not None
    assert (day.current.job.job_id, day.current.used_minutes, day.current.allowed_minutes) == (order.job_id, 12, 30)
    assert (day.current.job.complaint, day.clocked_minutes) == ("早上有异响", 12)
    with pytest.raises(commands.NotYourJob, match="王强"):
        start(order, floor.li)


def test_an_unsigned_order_is_not_started(floor: Floor) -> None:
    opened = open_order(floor.desk)
    job = view_of(floor.desk, opened.number).jobs[0]
    with pytest.raises(IllegalTransition):
        start(OrderAtWork(opened.number, (job.id,)), floor.wang)


def test_tapping_start_twice_starts_once(floor: Floor, order: OrderAtWork) -> None:
    first, again = start(order, floor.wang), start(order, floor.wang, AT + timedelta(seconds=2))
    assert (first.clock_id, first.started_at) == (again.clock_id, again.started_at)


def test_another_running_job_is_named_and_must_be_paused_first(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang)
    with pytest.raises(commands.TechnicianBusy, match="项目1"):
        start(order, floor.wang, AT + HOUR, job=1)
    pause(order, floor.wang, AT + HOUR, "other_car")
    start(order, floor.wang, AT + HOUR, job=1)


def test_a_pause_waits_for_its_reason_until_somebody_goes_on(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang)
    pause(order, floor.wang, AT + HOUR, "parts")
    state = queries.job_states(floor.dispatcher, [_order_id(floor, order)])
    (job,) = next(iter(state.values()))
    assert (job.technicians, job.waiting_reason, job.waiting_since, job.working_since) == (
        ("王强",),
        "parts",
        AT + HOUR,
        None,
    )
    start(order, floor.wang, AT + 3 * HOUR)
    finish(order, floor.wang, AT + 4 * HOUR)
    (waited,) = queries.waiting_by_reason(floor.dispatcher, _order_id(floor, order), AT + 5 * HOUR)
    assert (waited.reason, waited.minutes, waited.open_since) == ("parts", 120, None)
    assert minutes(floor, order.job_id, AT + 9 * HOUR) == 120


def test_a_job_does_not_wait_while_a_colleague_works_on_it(floor: Floor, order: OrderAtWork) -> None:
    dispatched(floor, order, plan(floor, floor.wang, floor.li))
    start(order, floor.wang)
    start(order, floor.li, AT + HOUR)
    pause(order, floor.wang, AT + 2 * HOUR, "break")
    assert queries.waiting_by_reason(floor.dispatcher, _order_id(floor, order), AT + 3 * HOUR) == []
    pause(order, floor.li, AT + 3 * HOUR, "tool")
    (waited,) = queries.waiting_by_reason(floor.dispatcher, _order_id(floor, order), AT + 4 * HOUR)
    assert (waited.reason, waited.minutes) == ("tool", 60)
    assert minutes(floor, order.job_id, AT + 4 * HOUR) == 240


def test_a_pause_needs_a_running_clock_and_a_reason(floor: Floor, order: OrderAtWork) -> None:
    with pytest.raises(commands.NotClockedOn):
        pause(order, floor.wang, AT)
    start(order, floor.wang)
    for reason, field in (("lunch", "reason"), ("other", "note")):
        with pytest.raises(Invalid) as refusal:
            pause(order, floor.wang, AT + HOUR, reason)
        assert refusal.value.field == field
    assert minutes(floor, order.job_id, AT + 2 * HOUR) == 120


def test_finishing_ends_clocks_and_waiting_and_frees_the_bay(floor: Floor, order: OrderAtWork) -> None:
    dispatched(floor, order)
    start(order, floor.wang)
    finished = finish(order, floor.wang, AT + timedelta(minutes=20))
    assert (finished.job_state, finished.state) == ("FINISHED", "IN_PROGRESS")
    dispatched(floor, order_for(floor))
    start(order, floor.wang, AT + HOUR, job=1)
    pause(order, floor.wang, AT + 2 * HOUR, job=1)
    assert finish(order, floor.wang, AT + 3 * HOUR, job=1).state == "WORK_FINISHED"
    (waited,) = queries.waiting_by_reason(floor.dispatcher, _order_id(floor, order), AT + 9 * HOUR)
    assert waited.minutes == 60


def test_a_job_is_finished_only_with_its_whole_self_check_in_order(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang)
    with pytest.raises(Invalid):
        finish(order, floor.wang, AT + HOUR, checks=all_passed("self")[1:])
    with pytest.raises(Invalid):
        finish(order, floor.wang, AT + HOUR, checks=[*all_passed("self"), commands.Check("charm", True)])
    with pytest.raises(commands.SelfCheckFailed):
        finish(
            order,
            floor.wang,
            AT + HOUR,
            checks=[*all_passed("self")[1:], commands.Check("work_complete", False, "还差一颗螺栓")],
        )
    finish(order, floor.wang, AT + HOUR)
    (inspection,) = queries.list_inspections(floor.dispatcher, _order_id(floor, order))
    assert (inspection.level, inspection.inspector_name, inspection.passed) == ("self", "王强", True)
    assert inspection.items[0].label == "委托项目全部做完"


def test_only_a_leader_clocks_for_others(floor: Floor, order: OrderAtWork) -> None:
    for_wang = partial(commands.clock_on, number=order.number, job_id=order.job_id, technician_id=floor.wang.id, at=AT)
    hand_to(order, floor.wang)
    with pytest.raises(Denied):
        for_wang(actor=floor.li.actor)
    assert for_wang(actor=floor.dispatcher).technician_id == floor.wang.id
    with pytest.raises(Denied):
        finish(order, floor.li, AT + HOUR)


def test_nobody_without_the_permission_or_of_another_store_moves_a_clock(floor: Floor, order: OrderAtWork) -> None:
    elsewhere = make_floor("NS")
    with pytest.raises(NotFound):
        start(order, elsewhere.wang)
    with pytest.raises(Denied):
        commands.clock_on(
            actor=make_actor(floor.desk.store, "service_advisor"), number=order.number, job_id=order.job_id, at=AT
        )
    clocked = start(order, floor.wang)
    with pytest.raises(NotFound):
        pause(order, elsewhere.wang, AT + HOUR)
    with pytest.raises(NotFound):
        finish(order, elsewhere.wang, AT + HOUR)
    with pytest.raises(Invalid):
        commands.clock_on(
            actor=floor.dispatcher, number=order.number, job_id=order.job_ids[1], technician_id=elsewhere.wang.id, at=AT
        )
    with reading(elsewhere.dispatcher):
        assert queries.list_clocks(elsewhere.dispatcher, clocked.id) == []
    with pytest.raises(NotFound):
        queries.technician_day(elsewhere.dispatcher, floor.wang.id)


def test_a_correction_keeps_what_the_clock_said_and_never_overlaps(floor: Floor, order: OrderAtWork) -> None:
    clocked = start(order, floor.wang)
    correct = partial(
        commands.correct_clock,
        actor=floor.dispatcher,
        clock_id=clocked.clock_id,
        seen=Seen(AT, AT + 2 * HOUR),
        stretch=Correction(AT, AT + HOUR, "忘了按暂停"),
        at=AT + 9 * HOUR,
    )
    with pytest.raises(Invalid):
        correct()
    pause(order, floor.wang, AT + 2 * HOUR)
    start(order, floor.wang, AT + 3 * HOUR, job=1)
    finish(order, floor.wang, AT + 4 * HOUR, job=1)
    assert correct().ended_at == AT + HOUR
    with reading(floor.dispatcher):
        kept = ClockCorrection.objects.across_stores(reason="test").get()
    assert (kept.ended_before, kept.ended_after, kept.reason) == (AT + 2 * HOUR, AT + HOUR, "忘了按暂停")
    now = Seen(AT, AT + HOUR)
    for wrong in (Correction(AT, AT, "错"), Correction(AT, AT + 10 * HOUR, "错"), Correction(AT, AT + HOUR, " ")):
        with pytest.raises(Invalid):
            correct(seen=now, stretch=wrong)
    with pytest.raises(Denied):
        correct(actor=floor.wang.actor)
    with pytest.raises(NotFound):
        correct(actor=make_floor("NS").dispatcher)
    with pytest.raises(commands.ClockOverlap):
        correct(seen=now, stretch=Correction(AT, AT + 3.5 * HOUR, "忘了按暂停"))


@pytest.mark.parametrize("second", [("'2026-11-20 06:30Z'", "NULL"), ("'2026-11-20 05:00Z'", "'2026-11-20 06:01Z'")])
def test_the_database_refuses_overlapping_clocks(floor: Floor, order: OrderAtWork, second: tuple[str, str]) -> None:
    clocked = start(order, floor.wang)
    kept = "store_id, repair_order_id, technician_id, worked_on"
    row = f"""INSERT INTO workshop_jobclock ({kept}, job_id, started_at, ended_at)
              SELECT {kept}, {order.job_ids[1]}, {second[0]}, {second[1]}
              FROM workshop_jobclock WHERE id = {clocked.clock_id}"""
    with (
        pytest.raises(DatabaseError, match="job_clock_no_overlap"),
        transaction.atomic(),
        unit_of_work(floor.wang.actor, "test", writable=True),
        connection.cursor() as cursor,
    ):
        cursor.execute(row)


def test_a_technician_who_taps_start_on_two_phones_at_once_is_clocked_once(race: Callable[..., list[Any]]) -> None:
    floor = make_floor()
    order, other = order_for(floor), order_for(floor)
    same = race(*[partial(start, order, floor.wang, AT + timedelta(seconds=place)) for place in range(3)])
    assert {type(one).__name__ for one in same} == {"ClockedJob"}
    assert len({one.clock_id for one in same}) == 1
    pause(order, floor.wang, AT + HOUR)
    outcomes = race(*[partial(start, one, floor.wang, AT + 2 * HOUR) for one in (order, other)])
    assert sorted(type(one).__name__ for one in outcomes) == ["ClockedJob", "TechnicianBusy"]


def test_a_pause_and_a_finish_at_once_leave_a_finished_job_without_clock_or_waiting(
    race: Callable[..., list[Any]],
) -> None:
    floor = make_floor()
    order = order_for(floor)
    clocked = start(order, floor.wang)
    outcomes = race(partial(pause, order, floor.wang, AT + HOUR), partial(finish, order, floor.wang, AT + HOUR))
    names = {type(one).__name__ for one in outcomes}
    assert "FinishedJob" in names
    assert names <= {"FinishedJob", "ClockedJob", "NotClockedOn"}
    with reading(floor.wang.actor):
        assert not JobClock.objects.across_stores(reason="test").filter(ended_at=None).exists()
        assert not Waiting.objects.across_stores(reason="test").filter(until=None).exists()
        assert [row.ended_at for row in queries.list_clocks(floor.wang.actor, clocked.id)] == [AT + HOUR]


moves = st.lists(st.tuples(st.sampled_from(["on", "pause", "finish"]), st.integers(0, 1), st.integers(0, 90)), max_size=14)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves)
def test_any_sequence_leaves_clocks_and_waitings_that_tile_start_to_finish(
    floor: Floor, sequence: list[tuple[str, int, int]]
) -> None:
    order = order_for(floor, jobs=2)
    now, begun, finished = AT + 100 * HOUR, set[int](), dict[int, datetime]()
    with reading(floor.wang.actor):
        last = JobClock.objects.across_stores(reason="test").order_by("-ended_at").first()
    now = max(now, last.ended_at + HOUR) if last else now
    for verb, job, gap in sequence:
        now += timedelta(minutes=gap)
        with suppress(Conflict):
            if verb == "on":
                start(order, floor.wang, now, job)
                begun.add(job)
            elif verb == "pause":
                pause(order, floor.wang, now, "break", job)
            else:
                finish(order, floor.wang, now, job)
                finished[job] = now
    for job in begun - finished.keys():
        finish(order, floor.wang, now, job)
        finished[job] = now
    assert set(finished) == begun
    for job in begun:
        _assert_tiled(floor, order.job_ids[job], finished[job])


def _assert_tiled(floor: Floor, job_id: int, end: datetime) -> None:
    with reading(floor.wang.actor):
        clocks = JobClock.objects.across_stores(reason="test").filter(job_id=job_id)
        waits = Waiting.objects.across_stores(reason="test").filter(job_id=job_id)
        spans = [*clocks.values_list("started_at", "ended_at"), *waits.values_list("since", "until")]
    spans.sort(key=lambda span: (span[0], span[1]))
    for before, after in pairwise(spans):
        assert before[1] == after[0]
    assert spans[-1][1] == end


def _order_id(floor: Floor, order: OrderAtWork) -> int:
    return view_of(floor.desk, order.number).head.id
