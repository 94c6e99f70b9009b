"""Time on no car: begun with a tap, ended by the next thing; never on top of the job clock, whoever writes."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.errors import Conflict, Denied, Invalid
from anxin.platform.scope import reading, unit_of_work
from anxin.visit.workshop import commands, queries
from anxin.visit.workshop.models import IndirectTime, JobClock
from anxin.visit.workshop.tests.factories import HOUR, Floor, OrderAtWork, make_floor, order_for, pause, start
from anxin.visit.workshop.tests.time_steps import MINUTE


def begin(floor: Floor, at: Any, activity: str = "meeting", **more: Any) -> commands.IndirectStretch:
    given = {"actor": floor.wang.actor, "store_id": floor.store_id, "activity": activity, **more}
    return commands.begin_indirect_time(at=at, **given)


def end(floor: Floor, at: Any) -> commands.IndirectStretch:
    return commands.end_indirect_time(actor=floor.wang.actor, store_id=floor.store_id, at=at)


def test_a_meeting_runs_until_it_is_ended_and_shows_on_the_phone(floor: Floor) -> None:
    first, again = begin(floor, AT), begin(floor, AT + MINUTE)
    assert first == again
    day = queries.technician_day(floor.wang.actor, now=AT + MINUTE)
    assert (day.elsewhere, day.elsewhere_since) == ("开会", AT)
    assert end(floor, AT + HOUR).ended_at == AT + HOUR
    with pytest.raises(commands.NoIndirectTime):
        end(floor, AT + HOUR)


def test_another_kind_and_a_start_of_a_job_end_what_runs(floor: Floor, order: OrderAtWork) -> None:
    begin(floor, AT)
    begin(floor, AT + HOUR, "cleaning")
    clocked = start(order, floor.wang, AT + 2 * HOUR)
    assert clocked.started_at == AT + 2 * HOUR
    with reading(floor.wang.actor):
        rows = IndirectTime.objects.across_stores(reason="test").order_by("started_at")
        assert list(rows.values_list("activity", "ended_at")) == [
            ("meeting", AT + HOUR),
            ("cleaning", AT + 2 * HOUR),
        ]


def test_it_is_refused_at_work_and_with_nothing_said(floor: Floor, order: OrderAtWork) -> None:
    for activity, field in (("party", "activity"), ("other", "note")):
        with pytest.raises(Invalid) as refusal:
            begin(floor, AT, activity)
        assert refusal.value.field == field
    start(order, floor.wang)
    with pytest.raises(commands.AtWorkOnCar):
        begin(floor, AT + HOUR)


def test_only_oneself_or_whoever_clocks_for_others(floor: Floor) -> None:
    with pytest.raises(Denied):
        begin(floor, AT, technician_id=floor.li.id)
    assert begin(floor, AT, actor=floor.dispatcher, technician_id=floor.li.id).technician_id == floor.li.id
    stranger = make_actor(make_floor("SZ").desk.store, "technician")
    with pytest.raises(Denied):
        begin(floor, AT, actor=stranger)


def test_the_database_refuses_time_on_a_car_and_elsewhere_at_once(floor: Floor, order: OrderAtWork) -> None:
    start(order, floor.wang)
    pause(order, floor.wang, AT + HOUR)
    with unit_of_work(floor.dispatcher, "test", writable=True):
        row = {
            "store_id": floor.store_id, "technician_id": floor.wang.id, "activity": "meeting", "worked_on": AT.date(),
            "started_at": AT + 30 * MINUTE, "ended_at": AT + 2 * HOUR,
        }  # fmt: skip
        with pytest.raises(IntegrityError, match="other time"), transaction.atomic():
            IndirectTime.objects.create(**row)
        IndirectTime.objects.create(**{**row, "started_at": AT + HOUR})
        clocks = JobClock.objects.across_stores(reason="test").filter(technician_id=floor.wang.id)
        with pytest.raises(IntegrityError, match="other time"), transaction.atomic():
            clocks.update(ended_at=AT + 90 * MINUTE)


def test_a_meeting_and_a_start_at_once_never_overlap(race: Callable[..., list[Any]]) -> None:
    floor = make_floor()
    order = order_for(floor)
    race(partial(begin, floor, AT), partial(start, order, floor.wang, AT + timedelta(seconds=1)))
    with reading(floor.wang.actor):
        spans = [
            *IndirectTime.objects.across_stores(reason="test").values_list("started_at", "ended_at"),
            *JobClock.objects.across_stores(reason="test").values_list("started_at", "ended_at"),
        ]
    running = [span for span in spans if span[1] is None]
    assert len(running) == 1
    assert all(span[1] <= running[0][0] for span in spans if span[1] is not None)


moves = st.lists(st.tuples(st.sampled_from(["on", "pause", "meeting", "end"]), st.integers(0, 60)), max_size=14)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves)
def test_no_sequence_of_taps_puts_a_technician_in_two_places(floor: Floor, sequence: list[tuple[str, int]]) -> None:
    order = order_for(floor)
    with reading(floor.wang.actor):
        ends = [
            one
            for table in (JobClock, IndirectTime)
            for one in table.objects.across_stores(reason="test").values_list("ended_at", flat=True)
        ]
    now = max([AT, *(one for one in ends if one)]) + HOUR
    for verb, gap in sequence:
        now += timedelta(minutes=gap)
        with suppress(Conflict):
            match verb:
                case "on":
                    start(order, floor.wang, now)
                case "pause":
                    pause(order, floor.wang, now, "tool")
                case "meeting":
                    begin(floor, now)
                case _:
                    end(floor, now)
    with suppress(Conflict):
        pause(order, floor.wang, now, "tool")
    with suppress(Conflict):
        end(floor, now)
    with reading(floor.wang.actor):
        spans = sorted(
            span
            for table in (JobClock, IndirectTime)
            for span in table.objects.across_stores(reason="test").values_list("started_at", "ended_at")
        )
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
