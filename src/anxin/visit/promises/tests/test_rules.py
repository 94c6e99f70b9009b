"""When a car will be done and why, when to warn, how a promise was kept: without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.visit.promises import rules
from anxin.visit.promises.rules import JobAhead, OrderAhead

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def add(since: datetime, minutes: int) -> datetime:
    return since + minutes * MINUTE


def end(job: JobAhead) -> tuple[datetime, str, bool]:
    found = rules.end_of_each([job], NOW, 15, add)[job.id]
    return found.expected_at, found.reason, found.is_open


@pytest.mark.parametrize(
    ("job", "minutes", "reason", "is_open"),
    [
        (JobAhead(1, 60, 20, is_running=True), 40, "work", False),
        (JobAhead(1, 60, 20, people=2, is_running=True), 20, "work", False),
        (JobAhead(1, 60, 75, is_running=True), 15, "over", False),
        (JobAhead(1, 60, 0, planned_from=NOW + 30 * MINUTE, planned_to=NOW + 90 * MINUTE), 90, "plan", False),
        (
            JobAhead(1, 60, 0, planned_from=NOW - 30 * MINUTE, planned_to=NOW + 30 * MINUTE, planned_minutes=60),
            *(60, "late_start", False),
        ),
        (JobAhead(1, 60, 0), 60, "queue", False),
        (JobAhead(1, 60, 20), 40, "wait_ready", False),
        (JobAhead(1, 60, 20, waiting="parts"), 40, "wait_parts", True),
        (JobAhead(1, 60, 20, waiting="parts", parts_at=NOW + 3 * HOUR), 220, "wait_parts", False),
        (JobAhead(1, 60, 20, waiting="break"), 40, "wait_break", False),
        (JobAhead(1, 60, 20, is_running=True, said_until=NOW + 2 * HOUR, said_reason="harder"), 120, "said_harder", False),
        (JobAhead(1, 60, 20, is_running=True, said_until=NOW - MINUTE, said_reason="harder"), 40, "work", False),
    ],
)
def test_a_technicians_word_comes_before_the_clock_and_the_clock_before_the_plan(
    job: JobAhead, minutes: int, reason: str, is_open: bool
) -> None:
    assert end(job) == (NOW + minutes * MINUTE, reason, is_open)


def planned(job_id: int, begin: int, minutes: int, *takes: str) -> JobAhead:
    since = NOW + begin * MINUTE
    end_at = since + minutes * MINUTE
    return JobAhead(job_id, minutes, 0, 1, False, since, end_at, planned_minutes=minutes, takes=takes)


def test_who_is_late_with_one_car_is_late_with_the_next() -> None:
    over = JobAhead(1, 60, 75, is_running=True, takes=("anna", "bay 1"))
    jobs = [planned(3, 60, 60, "anna", "bay 2"), planned(4, 5, 30, "bert", "bay 1"), planned(5, 90, 30, "bert"), over]
    found = rules.end_of_each(jobs, NOW, 15, add)
    told = {job_id: ((one.expected_at - NOW) // MINUTE, one.reason) for job_id, one in found.items()}
    assert told == {1: (15, "over"), 4: (45, "behind"), 3: (120, "plan"), 5: (120, "plan")}
    later = rules.end_of_each([planned(2, 10, 60, "anna"), *jobs], NOW, 15, add)
    assert [((later[n].expected_at - NOW) // MINUTE, later[n].reason) for n in (2, 3)] == [(75, "behind"), (135, "behind")]
    # Who waits for parts does something else meanwhile.
    waits = JobAhead(1, 60, 20, waiting="parts", parts_at=NOW + 8 * HOUR, takes=("anna",))
    assert rules.end_of_each([waits, planned(2, 10, 60, "anna")], NOW, 15, add)[2].reason == "plan"


@pytest.mark.parametrize("waiting", ["ready", "parts_ready"])
def test_what_waits_only_for_its_technician_keeps_him_and_comes_after_what_he_does_now(waiting: str) -> None:
    agreed = replace(planned(1, -60, 120, "anna", "bay 1"), used_minutes=20, waiting=waiting)
    after = planned(2, 60, 20, "anna", "bay 1")
    found = rules.end_of_each([after, agreed], NOW, 15, add)
    assert [(found[n].expected_at - NOW) // MINUTE for n in (1, 2)] == [100, 120]
    other = JobAhead(3, 30, 0, is_running=True, takes=("anna",))
    found = rules.end_of_each([after, agreed, other], NOW, 15, add)
    assert [(found[n].expected_at - NOW) // MINUTE for n in (3, 1, 2)] == [30, 130, 150]


@pytest.mark.parametrize(
    ("said", "at_work", "reason"),
    [
        ("", {"is_running": True}, "work"),
        ("", {"is_running": True, "used_minutes": 90}, "over"),
        ("", {"waiting": "other_car"}, "wait_other_car"),
        ("", {}, "wait_ready"),
        ("", {"used_minutes": 0}, "queue"),
        ("parts", {"waiting": "parts"}, "said_parts"),
        ("harder", {"is_running": True}, "said_harder"),
    ],
)
def test_a_cause_that_has_passed_is_not_said_any_more_and_the_time_that_was_said_holds(
    said: str, at_work: dict[str, Any], reason: str
) -> None:
    job = replace(JobAhead(1, 60, 20, said_until=NOW + HOUR, said_reason=said), **at_work)
    found = rules.expect(OrderAhead("IN_PROGRESS", (job,)), NOW, 15, add)
    assert (found.expected_at, found.reason, found.is_open) == (NOW + HOUR, reason, False)


@pytest.mark.parametrize(
    ("reason", "working", "waiting", "since", "is_past"),
    [
        ("parts", 5, "", None, True),
        ("parts", -5, "", None, False),  # said while he worked, of what comes next
        ("parts", None, "other_car", 5, True),
        ("parts", None, "other_car", -5, False),
        ("parts", None, "parts", 5, False),
        ("tool", None, "parts_ready", 5, True),
        ("expert", None, "", None, False),
        ("harder", 5, "", None, False),
        ("hands", None, "break", 5, False),
    ],
)
def test_what_was_said_to_be_waited_for_has_passed_once_he_goes_on_or_stops_for_something_else(
    reason: str, working: int | None, waiting: str, since: int | None, is_past: bool
) -> None:
    begun, stopped = (NOW + n * MINUTE if n is not None else None for n in (working, since))
    assert rules.has_passed(reason, NOW, begun, waiting, stopped) is is_past


def test_a_car_behind_its_own_job_waits_for_no_other_car() -> None:
    first, second = JobAhead(1, 60, 0, is_running=True, takes=("anna",)), planned(2, 10, 30, "anna")
    own = rules.expect(OrderAhead("IN_PROGRESS", (first, second)), NOW, 15, add)
    assert (own.expected_at, own.reason, own.job_id) == (NOW + 90 * MINUTE, "next_job", 2)
    ends = rules.end_of_each([first, second], NOW, 15, add)
    other = rules.expect(OrderAhead("DISPATCHED", (second,)), NOW, 15, add, ends)
    assert (other.expected_at, other.reason) == (NOW + 90 * MINUTE, "behind")


@given(st.lists(st.tuples(st.integers(-300, 300), st.integers(5, 300), st.sampled_from(["anna", "bert"])), max_size=8))
def test_nobody_is_expected_at_two_planned_jobs_at_once(plans: list[tuple[int, int, str]]) -> None:
    jobs = [planned(number, *plan) for number, plan in enumerate(plans)]
    ends = rules.end_of_each(jobs, NOW, 15, add)
    for who in ("anna", "bert"):
        until = [(ends[job.id].expected_at, job.planned_minutes) for job in jobs if who in job.takes]
        for (one, minutes), (before, _minutes) in zip(sorted(until)[1:], sorted(until), strict=False):
            assert one - minutes * MINUTE >= before


def test_a_car_is_done_when_its_last_job_is_and_work_that_nobody_has_comes_besides() -> None:
    first, second = JobAhead(1, 60, 0, is_running=True), JobAhead(2, 60, 30, waiting="tool")
    found = rules.expect(OrderAhead("IN_PROGRESS", (first, second)), NOW, 15, add)
    assert (found.expected_at, found.reason, found.job_id, found.is_open) == (NOW + HOUR, "work", 1, True)
    found = rules.expect(OrderAhead("IN_PROGRESS", (first,), unplaced_minutes=90), NOW, 15, add)
    assert (found.expected_at, found.reason) == (NOW + 90 * MINUTE, "queue")
    held = rules.expect(OrderAhead("AUTHORISED", (), 30, NOW + 5 * HOUR), NOW, 15, add)
    assert (held.expected_at, held.reason) == (NOW + 5 * HOUR, "queue")
    assert rules.expect(OrderAhead("OPEN", (), 30), NOW, 15, add).reason == "sign"
    assert rules.expect(OrderAhead("WORK_FINISHED", (first,)), NOW, 15, add).reason == "inspection"


JOBS = st.builds(
    JobAhead,
    st.just(1),
    st.integers(0, 600),
    st.integers(0, 600),
    st.integers(1, 3),
    st.booleans(),
    st.none() | st.integers(-600, 600).map(lambda n: NOW + n * MINUTE),
    st.just(NOW + 700 * MINUTE),
    st.sampled_from(["", "parts", "break", "approval"]),
    st.none() | st.integers(-600, 6000).map(lambda n: NOW + n * MINUTE),
    st.none() | st.integers(-600, 6000).map(lambda n: NOW + n * MINUTE),
    st.just("parts"),
)


@given(st.lists(JOBS, max_size=4), st.integers(0, 600), st.integers(0, 59))
def test_what_is_expected_is_never_past_falls_on_five_minutes_and_grows_with_the_work(
    jobs: list[JobAhead], unplaced: int, second: int
) -> None:
    now = NOW + second * timedelta(seconds=1)
    jobs = [replace(job, id=number) for number, job in enumerate(jobs)]
    found = rules.expect(OrderAhead("IN_PROGRESS", tuple(jobs), unplaced), now, 15, add)
    assert found.expected_at >= now
    assert (found.expected_at.minute % 5, found.expected_at.second) == (0, 0)
    more = rules.expect(OrderAhead("IN_PROGRESS", tuple(jobs), unplaced + 60), now, 15, add)
    assert more.expected_at >= found.expected_at


@given(st.integers(-600, 600), st.integers(-600, 600), st.integers(0, 60))
def test_a_new_promise_is_later_than_the_old_one_and_leaves_time_for_check_and_bill(
    ends: int, promised: int, margin: int
) -> None:
    expected_at, promised_at = NOW + ends * MINUTE, NOW + promised * MINUTE
    wanted = rules.new_promise(expected_at, promised_at, margin)
    if wanted is None:
        assert expected_at + margin * MINUTE <= promised_at
    else:
        assert wanted > promised_at
        assert expected_at + margin * MINUTE <= wanted < expected_at + (margin + 5) * MINUTE


@pytest.mark.parametrize(
    ("is_same_day", "promised_minutes", "due_minutes"), [(True, 120, 90), (True, 20, 0), (False, 26 * 60, 2 * 60)]
)
def test_the_customer_is_to_know_half_an_hour_before_on_the_day_and_a_day_before_the_next(
    is_same_day: bool, promised_minutes: int, due_minutes: int
) -> None:
    due = rules.tell_by(NOW + promised_minutes * MINUTE, is_same_day=is_same_day, minutes=30, days=1, now=NOW)
    assert due == NOW + due_minutes * MINUTE


@pytest.mark.parametrize(
    ("is_kept", "told", "found"),
    [
        (True, [], "kept"),
        (True, [True], "told"),
        (None, [True], "told"),
        (False, [True], "untold"),
        (False, [True, False], "told_late"),
        (True, [False, True], "told"),
        (True, [False], "told_late"),
        (False, [], "untold"),
        (None, [], ""),
    ],
)
def test_a_promise_ends_kept_told_told_late_or_untold(is_kept: bool | None, told: list[bool], found: str) -> None:
    assert rules.outcome(is_kept=is_kept, told=told) == found


@pytest.mark.parametrize(("state", "found"), [("AUTHORISED", "before"), ("IN_PROGRESS", "during"), ("SETTLED", "after")])
def test_talk_is_before_during_or_after_the_repair(state: str, found: str) -> None:
    assert rules.phase(state) == found
