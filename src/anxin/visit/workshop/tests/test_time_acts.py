"""Hours set right afterwards, as recorded acts: added stretches, shares, forgotten clocks; time that tiles after each."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.parties.people.commands import clock_in, clock_out
from anxin.parties.work.queries import TaskFilter, list_tasks
from anxin.platform.errors import Conflict, Denied, Invalid, NotFound
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.commands import CorrectedMeanwhile, Correction, Seen, Share
from anxin.visit.workshop.models import ClockCorrection, IndirectTime, JobClock, ShareChange, Waiting
from anxin.visit.workshop.tests.factories import (
    HOUR,
    Floor,
    OrderAtWork,
    dispatched,
    finish,
    inspect,
    make_floor,
    order_for,
    pause,
    plan,
    start,
)
from anxin.visit.workshop.tests.test_web import browser_of
from anxin.visit.workshop.tests.time_steps import MINUTE, assert_tiled, order_id, waits_of
from tests.wall_clock import WallClock

DAY = timedelta(days=1)


@pytest.fixture
def order(floor: Floor) -> OrderAtWork:
    return order_for(floor)


def worked(floor: Floor, order: OrderAtWork) -> commands.ClockedJob:
    """An hour's work, an hour for parts, an hour's work; finished."""
    first = start(order, floor.wang)
    pause(order, floor.wang, AT + HOUR)
    start(order, floor.wang, AT + 2 * HOUR)
    finish(order, floor.wang, AT + 3 * HOUR)
    return first


def correct(floor: Floor, clock_id: int, span: tuple[datetime, datetime], at: datetime = AT + DAY) -> commands.ClockedJob:
    was = queries.get_clock(floor.dispatcher, clock_id)
    seen = Seen(was.started_at, was.ended_at or was.started_at)
    stretch = Correction(*span, "忘了按暂停")
    return commands.correct_clock(actor=floor.dispatcher, clock_id=clock_id, seen=seen, stretch=stretch, at=at)


def add(floor: Floor, order: OrderAtWork, span: tuple[datetime, datetime], **more: Any) -> commands.ClockedJob:
    given = {"number": order.number, "job_id": order.job_id, "technician_id": floor.li.id, "actor": floor.dispatcher}
    return commands.add_clock(**{**given, "stretch": Correction(*span, "忘了打卡"), "at": AT + DAY, **more})


def test_time_after_the_passed_inspection_is_asked_for_once_more(
    floor: Floor, order: OrderAtWork, wall_clock: WallClock
) -> None:
    clock = worked(floor, order)
    wall_clock.forward(hours=6)
    inspect(floor, order, AT + 4 * HOUR)
    span = (AT + 4 * HOUR, AT + 5 * HOUR)
    browser = browser_of(floor.dispatcher)
    for act in (lambda: correct(floor, clock.clock_id, span), lambda: add(floor, order, span)):
        with pytest.raises(commands.AfterInspection, match="总检已经合格"):
            act()
    typed = {"started_at": "2026-11-20T18:00:00", "ended_at": "2026-11-20T18:30:00", "reason": "忘了打卡"}
    typed["technician_id"] = str(floor.li.id)
    address = f"/workshop/orders/{order.number}/jobs/{order.job_id}/add-clock/"
    assert "is_confirmed" not in browser.get(address).content.decode()
    assert "is_confirmed" in browser.post(address, typed).content.decode()
    add(floor, order, span, stretch=Correction(*span, "忘了打卡", is_confirmed=True))
    correct(floor, clock.clock_id, (AT, AT + HOUR / 2))


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ((AT + HOUR, AT), "要晚于开始"),
        ((AT, AT + 10 * DAY), "不能晚于现在"),
        ((AT - 2 * DAY, AT + HOUR), "最长 36 小时"),
    ],
)
def test_what_is_wrong_with_an_end_is_said_by_itself(
    floor: Floor, order: OrderAtWork, span: tuple[datetime, datetime], said: str
) -> None:
    clock = worked(floor, order)
    with pytest.raises(Invalid, match=said):
        correct(floor, clock.clock_id, span)


def share(floor: Floor, order: OrderAtWork, *shares: Share, **more: Any) -> commands.ChangedShares:
    given = {"actor": floor.dispatcher, "number": order.number, "job_id": order.job_id, "reason": "李明帮忙", "at": AT + DAY}
    return commands.change_shares(**{**given, "shares": shares, **more})


def test_a_shortened_stretch_leaves_no_hole_but_a_wait_with_the_reason(floor: Floor, order: OrderAtWork) -> None:
    clock = worked(floor, order)
    correct(floor, clock.clock_id, (AT, AT + 40 * MINUTE))
    assert waits_of(floor, order.job_id) == [
        ("other", AT + 40 * MINUTE, AT + HOUR),
        ("parts", AT + HOUR, AT + 2 * HOUR),
    ]
    with reading(floor.dispatcher):
        assert Waiting.objects.across_stores(reason="test").get(reason="other").note == "忘了按暂停"
    assert_tiled(floor, order.job_id, AT + 3 * HOUR)
    assert queries.find_time_differences(floor.dispatcher, floor.store_id, AT + DAY) == []


def test_a_stretch_that_was_longer_takes_its_time_from_the_wait(floor: Floor, order: OrderAtWork) -> None:
    clock = worked(floor, order)
    correct(floor, clock.clock_id, (AT, AT + 90 * MINUTE))
    assert waits_of(floor, order.job_id) == [("parts", AT + 90 * MINUTE, AT + 2 * HOUR)]
    assert_tiled(floor, order.job_id, AT + 3 * HOUR)


@pytest.mark.parametrize("span", [(185, 190), (150, 190), (181, 182)])
def test_a_stretch_set_right_to_after_the_finish_leaves_no_wait_without_end(
    floor: Floor, order: OrderAtWork, span: tuple[int, int]
) -> None:
    worked(floor, order)
    with reading(floor.dispatcher):
        last = JobClock.objects.across_stores(reason="test").order_by("-started_at")[0]
    correct(floor, last.pk, (AT + span[0] * MINUTE, AT + span[1] * MINUTE))
    assert all(until is not None and until <= AT + 190 * MINUTE for _reason, _since, until in waits_of(floor, order.job_id))
    assert queries.find_time_differences(floor.dispatcher, floor.store_id, AT + DAY) == []


@pytest.mark.rule("R-WS10")
def test_attendance_job_clock_and_sold_hours_are_kept_for_each_technician(floor: Floor, order: OrderAtWork) -> None:
    clock_in(actor=floor.wang.actor, employee_id=floor.wang.id, at=AT - HOUR)
    worked(floor, order)
    clock_out(actor=floor.wang.actor, employee_id=floor.wang.id, at=AT + 4 * HOUR)
    day = AT.date()
    found = queries.list_labour(floor.dispatcher, floor.store_id, day, day, AT + DAY)
    wang = next(row for row in found.technicians if row.technician_id == floor.wang.id).now
    assert (wang.available, wang.clocked, wang.sold, wang.paid) == (300, 120, 30, 0)
    records = queries.list_labour_records(floor.dispatcher, floor.store_id, day, day, AT + DAY, floor.wang.id)
    assert [(one.technician_name, one.number, one.minutes) for one in records] == [("王强", order.number, 60)] * 2
    assert sum((one.sold for one in records if one.sold), 0) * 60 == wang.sold


def test_a_forgotten_stretch_is_added_with_its_reason_and_the_wait_gives_way(floor: Floor, order: OrderAtWork) -> None:
    worked(floor, order)
    added = add(floor, order, (AT + 70 * MINUTE, AT + 80 * MINUTE))
    assert (added.technician_id, added.ended_at) == (floor.li.id, AT + 80 * MINUTE)
    assert waits_of(floor, order.job_id) == [
        ("parts", AT + HOUR, AT + 70 * MINUTE),
        ("parts", AT + 80 * MINUTE, AT + 2 * HOUR),
    ]
    assert_tiled(floor, order.job_id, AT + 3 * HOUR)
    (entry,) = queries.list_corrections(floor.dispatcher, floor.store_id, AT.date(), (AT + DAY).date())
    assert (entry.kind, entry.technician_name, entry.before, entry.reason) == ("补记工时", "李明", "", "忘了打卡")
    with reading(floor.dispatcher):
        assert ClockCorrection.objects.across_stores(reason="test").get().started_before is None


def test_an_added_stretch_is_refused_with_a_reason_and_nothing_is_written(floor: Floor, order: OrderAtWork) -> None:
    with pytest.raises(commands.JobNotBegun):
        add(floor, order, (AT, AT + HOUR))
    worked(floor, order)
    cases: list[tuple[type[Exception], dict[str, Any]]] = [
        (Invalid, {"technician_id": 0}),
        (Invalid, {"stretch": Correction(AT, AT + HOUR, " ")}),
        (Invalid, {"stretch": Correction(AT + HOUR, AT, "忘了")}),
        (commands.ClockOverlap, {"technician_id": floor.wang.id}),
        (NotFound, {"actor": make_floor("SZ").dispatcher}),
        (Denied, {"actor": floor.wang.actor}),
    ]
    for refusal, more in cases:
        with pytest.raises(refusal):
            add(floor, order, (AT + 30 * MINUTE, AT + 90 * MINUTE), **more)
    with reading(floor.dispatcher):
        assert not ClockCorrection.objects.across_stores(reason="test").exists()
    assert waits_of(floor, order.job_id) == [("parts", AT + HOUR, AT + 2 * HOUR)]


def test_a_meeting_that_nobody_ended_gives_way_to_work_that_is_added(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang)
    begun = {"actor": floor.li.actor, "store_id": floor.store_id}
    commands.begin_indirect_time(activity="meeting", at=AT, **begun)
    add(floor, order, (AT + HOUR, AT + 2 * HOUR), at=AT + 3 * HOUR)
    with reading(floor.dispatcher):
        rows = IndirectTime.objects.across_stores(reason="test").order_by("started_at")
        assert list(rows.values_list("started_at", "ended_at")) == [(AT, AT + HOUR), (AT + 2 * HOUR, None)]
    day = queries.get_tiled_day(floor.dispatcher, floor.li.id, AT.date(), AT + 3 * HOUR)
    assert [(one.label, one.minutes) for one in day.tiles] == [("开会", 60), ("施工", 60), ("开会", 60)]


def test_shares_change_after_the_work_and_the_sold_hours_follow(floor: Floor, order: OrderAtWork) -> None:
    dispatched(floor, order, plan(floor, floor.wang, floor.li))
    worked(floor, order)
    day = AT.date()

    def sold() -> dict[str, object]:
        rows = queries.list_labour(floor.dispatcher, floor.store_id, day, day, AT + DAY).technicians
        return {row.name: row.now.sold for row in rows if row.now.sold}

    assert sold() == {"王强": 15, "李明": 15}
    assert share(floor, order, Share(floor.wang.id, 80), Share(floor.li.id, 20)).shares == {
        floor.wang.id: 80,
        floor.li.id: 20,
    }
    assert sold() == {"王强": 24, "李明": 6}
    share(floor, order, Share(floor.wang.id, 100))
    assert sold() == {"王强": 30}
    (last, first) = queries.list_corrections(floor.dispatcher, floor.store_id, day, (AT + DAY).date())
    assert {last.after, first.after} == {"王强 100%", "王强 80%、李明 20%"}
    with reading(floor.dispatcher):
        assert ShareChange.objects.across_stores(reason="test").count() == 2


def test_shares_are_refused_before_the_finish_and_unless_they_are_whole(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang)
    with pytest.raises(commands.JobNotFinished):
        share(floor, order, Share(floor.wang.id, 100))
    finish(order, floor.wang, AT + HOUR)
    cases: list[tuple[type[Exception], tuple[Share, ...], dict[str, Any]]] = [
        (Invalid, (Share(floor.wang.id, 90),), {}),
        (Invalid, (Share(floor.li.id, 100),), {}),
        (Invalid, (Share(floor.wang.id, 100),), {"reason": ""}),
        (Denied, (Share(floor.wang.id, 100),), {"actor": floor.wang.actor}),
        (NotFound, (Share(floor.wang.id, 100),), {"actor": make_floor("SZ").dispatcher}),
    ]
    for refusal, shares, more in cases:
        with pytest.raises(refusal):
            share(floor, order, *shares, **more)
    with reading(floor.dispatcher):
        assert not ShareChange.objects.across_stores(reason="test").exists()


def test_two_who_correct_one_clock_at_once_do_not_undo_each_other(race: Callable[..., list[Any]]) -> None:
    floor = make_floor()
    order = order_for(floor)
    clock = worked(floor, order)
    seen = Seen(AT, AT + HOUR)
    given = {"actor": floor.dispatcher, "clock_id": clock.clock_id, "seen": seen, "at": AT + DAY}
    wishes = [Correction(AT, AT + minutes * MINUTE, f"看了录像 {minutes}") for minutes in (40, 50)]
    done = race(*(partial(commands.correct_clock, stretch=one, **given) for one in wishes))
    (late,) = [one for one in done if isinstance(one, CorrectedMeanwhile)]
    (kept,) = [one for one in done if isinstance(one, commands.ClockedJob)]
    assert kept.ended_at is not None
    assert f"看了录像 {(kept.ended_at - AT) // MINUTE}" in late.shown
    with reading(floor.dispatcher):
        assert ClockCorrection.objects.across_stores(reason="test").count() == 1


def test_a_stretch_that_work_cut_meanwhile_is_not_set_back(floor: Floor, order: OrderAtWork) -> None:
    given = {"actor": floor.li.actor, "store_id": floor.store_id}
    commands.begin_indirect_time(activity="meeting", at=AT, **given)
    meeting = commands.end_indirect_time(at=AT + 3 * HOUR, **given)
    worked(floor, order)
    add(floor, order, (AT + HOUR, AT + 3 * HOUR))
    with pytest.raises(CorrectedMeanwhile, match="变成了"):
        commands.correct_indirect_time(
            actor=floor.dispatcher,
            stretch_id=meeting.id,
            seen=Seen(AT, AT + 3 * HOUR),
            stretch=Correction(AT, AT + 2 * HOUR, "早散会"),
            at=AT + DAY,
        )


def test_two_who_change_shares_at_once_leave_whole_ones(race: Callable[..., list[Any]]) -> None:
    floor = make_floor()
    order = order_for(floor)
    dispatched(floor, order, plan(floor, floor.wang, floor.li))
    start(order, floor.wang)
    finish(order, floor.wang, AT + HOUR)
    some, others = (Share(floor.wang.id, 70), Share(floor.li.id, 30)), (Share(floor.wang.id, 100),)
    race(partial(share, floor, order, *some), partial(share, floor, order, *others))
    (job,) = queries.list_job_shares(floor.dispatcher, order_id(floor, order))
    assert sum(job.shares.values()) == 100


def test_a_forgotten_clock_stops_at_the_end_of_the_shift_and_somebody_is_asked(floor: Floor, order: OrderAtWork) -> None:
    clock_in(actor=floor.wang.actor, employee_id=floor.wang.id, at=AT - HOUR)
    start(order, floor.wang)
    other = order_for(floor)
    start(other, floor.li, AT + MINUTE)
    clock_out(actor=floor.wang.actor, employee_id=floor.wang.id, at=AT + 3 * HOUR)
    nightly = {"actor": system_actor("workshop"), "store_id": floor.store_id}
    assert commands.close_forgotten_clocks(at=AT + 3 * HOUR, **nightly) == 0  # the same business day
    assert commands.close_forgotten_clocks(at=AT + 13 * HOUR, **nightly) == 2
    # Li never clocked in: the store closed at 18:00.
    assert waits_of(floor, order.job_id) == [("end_of_shift", AT + 3 * HOUR, None)]
    assert waits_of(floor, other.job_id) == [("end_of_shift", AT + 4 * HOUR, None)]
    assert commands.close_forgotten_clocks(at=AT + 14 * HOUR, **nightly) == 0
    tasks = list_tasks(
        floor.dispatcher, TaskFilter(whose="store", kind="workshop.forgotten_clock"), floor.store_id, AT + 14 * HOUR
    )
    assert len(tasks) == 2
    assert {"王强" in one.title for one in tasks} == {True, False}
    assert commands.report_time_differences(at=AT + 14 * HOUR, **nightly) == []
    start(order, floor.wang, AT + 18 * HOUR)
    finish(order, floor.wang, AT + 19 * HOUR)
    assert_tiled(floor, order.job_id, AT + 19 * HOUR)


def test_nightly_acts_are_the_stores_own(floor: Floor) -> None:
    stranger = make_floor("SZ").dispatcher
    for act in (commands.close_forgotten_clocks, commands.report_time_differences):
        with pytest.raises(Denied):
            act(actor=stranger, store_id=floor.store_id, at=AT)


def test_time_that_does_not_tile_is_one_task_until_it_is_done(floor: Floor, order: OrderAtWork) -> None:
    worked(floor, order)
    with unit_of_work(floor.dispatcher, "test", writable=True):
        Waiting.objects.across_stores(reason="test").update(since=AT + 50 * MINUTE, until=AT + 100 * MINUTE)
    nightly = {"actor": system_actor("workshop"), "store_id": floor.store_id, "at": AT + DAY}
    for _night in range(2):
        (found,) = commands.report_time_differences(**nightly)
        assert (found.number, found.lost_minutes, found.double_minutes) == (order.number, 20, 10)
    tasks = list_tasks(
        floor.dispatcher, TaskFilter(whose="store", kind="workshop.time_difference"), floor.store_id, AT + DAY
    )
    assert len(tasks) == 1
    assert "漏 20 分、重 10 分" in tasks[0].title


spans = st.tuples(st.integers(0, 200), st.integers(1, 60))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(spans, max_size=3), st.lists(st.tuples(st.booleans(), spans), max_size=4))
def test_after_any_corrections_work_and_waits_still_tile_the_job(
    floor: Floor, pauses: list[tuple[int, int]], acts: list[tuple[bool, tuple[int, int]]]
) -> None:
    order, now = order_for(floor), _free(floor)
    begun = now
    start(order, floor.wang, now)
    for gap, length in pauses:
        now += (gap + 1) * MINUTE
        pause(order, floor.wang, now, "tool")
        now += length * MINUTE
        start(order, floor.wang, now)
    now += 30 * MINUTE
    finish(order, floor.wang, now)
    clocks = queries.list_clocks(floor.dispatcher, order_id(floor, order))
    for is_new, (gap, length) in acts:
        span = (begun + gap * MINUTE, begun + (gap + length) * MINUTE)
        try:
            if is_new:
                add(floor, order, span, at=now + DAY)
            else:
                correct(floor, clocks[gap % len(clocks)].id, span, now + DAY)
        except Conflict:
            continue
    found = queries.find_time_differences(floor.dispatcher, floor.store_id, now + DAY)
    assert [one for one in found if one.number == order.number] == []


def _free(floor: Floor) -> datetime:
    """After everything that earlier examples left."""
    with reading(floor.dispatcher):
        last = JobClock.objects.across_stores(reason="test").order_by("-ended_at").first()
    return last.ended_at + DAY if last else AT
