"""Jobs that no single shift holds go over several days, and say in which parts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.parties.org.tests.factories import AT
from anxin.platform.scope import reading
from anxin.visit.repair_orders.commands import NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR, signed_order, view_of
from anxin.visit.workshop import commands, placing, queries
from anxin.visit.workshop.placing import Day, Left, Person, Pick, Place, Work
from anxin.visit.workshop.placing_long import is_long, place_long, with_long
from anxin.visit.workshop.tests.factories import HOUR, Floor, OrderAtWork

EIGHT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
NIGHT = timedelta(days=1)
MECHANIC = frozenset({"mechanical"})


def work(minutes: int, **more: Any) -> Work:
    return replace(Work(1, "W1", minutes, 2, None, MECHANIC), **more)


def day(place: int, *busy: tuple[float, float], begin: float = 0, **more: Any) -> Day:
    """A day of ten hours with one technician and one bay, so many days later, on which hours are taken."""
    since = EIGHT + place * NIGHT
    taken = tuple((since + start * HOUR, since + stop * HOUR) for start, stop in busy)
    return Day(
        {1: Person(1, MECHANIC, None, taken)},
        {1: Place(1, "general", False)},
        since + begin * HOUR,
        since + 10 * HOUR,
        5,
        longest_minutes=600,
        **more,
    )


def parts(found: Pick | Left) -> list[tuple[float, float]]:
    """Stretches in hours after the first day's opening."""
    assert isinstance(found, Pick)
    return [((since - EIGHT) / HOUR, (until - EIGHT) / HOUR) for since, until in found.stretches]


def test_a_long_job_takes_the_rest_of_today_and_goes_on_when_the_next_shift_begins() -> None:
    job = work(15 * 60)
    assert is_long(job, day(0))
    assert not is_long(work(600), day(0))
    found = place_long(job, [day(0, begin=6), day(1), day(2)])
    assert parts(found) == [(6, 10), (24, 34), (48, 49)]
    assert isinstance(found, Pick)
    assert (found.starts_at, found.ends_at) == (EIGHT + 6 * HOUR, EIGHT + 49 * HOUR)
    assert found.reasons == ("over_days",)


def test_nothing_comes_between_its_parts_and_breaks_are_left_out() -> None:
    assert parts(place_long(work(720), [day(0, (8, 9)), day(1, (2, 3)), day(2), day(3)])) == [(27, 34), (48, 53)]
    lunch = (EIGHT + 4 * HOUR, EIGHT + 5 * HOUR)
    assert parts(place_long(work(720), [day(0, breaks=(lunch,)), day(1)])) == [(0, 4), (5, 10), (24, 27)]
    assert place_long(work(3000), [day(0), day(1)]) == Left(1, "time", minutes=3000)


def test_a_day_off_is_passed_over_and_the_car_and_the_promise_count() -> None:
    off = replace_people(day(1))
    found = place_long(work(720, promised_at=EIGHT + 20 * HOUR), [day(0), off, day(2)])
    assert parts(found) == [(0, 10), (48, 50)]
    assert isinstance(found, Pick)
    assert found.late_minutes == 30 * 60


def replace_people(one: Day) -> Day:
    return replace(one, people={})


def test_long_jobs_do_not_take_what_another_has() -> None:
    days = [day(0), day(1), day(2), day(3)]
    jobs = [work(720), work(720, job_id=2, number="W2")]
    found = with_long(jobs, placing.place_all(jobs, days[0]), days)
    first, second = found.picks
    assert first.ends_at <= second.starts_at
    assert found.left == ()


@given(
    st.integers(601, 2400),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9), st.integers(1, 3)), max_size=6),
    st.integers(0, 9),
)
def test_the_parts_sum_to_the_work_and_meet_nothing_taken(
    minutes: int, taken: list[tuple[int, int, int]], begin: int
) -> None:
    days = [
        day(
            place, *((start, min(start + long, 10)) for on, start, long in taken if on == place), begin=0 if place else begin
        )
        for place in range(5)
    ]
    found = place_long(work(minutes), days)
    if isinstance(found, Left):
        return
    assert sum((until - since for since, until in found.stretches), timedelta(0)) == timedelta(minutes=minutes)
    assert all(before[1] <= after[0] for before, after in pairwise(found.stretches))
    busy = [span for one in days for span in one.people[1].busy]
    assert not [1 for since, until in found.stretches for start, stop in busy if start < until and stop > since]
    assert found.starts_at >= days[0].not_before


@pytest.mark.django_db
def test_a_job_longer_than_a_shift_is_proposed_explained_and_reserved_part_by_part(floor: Floor) -> None:
    labour = replace(LABOUR, quantity=Decimal(16))
    number = signed_order(floor.desk, jobs=[NewJob("发动机大修", items=[labour])], at=AT).number
    order = OrderAtWork(number, tuple(job.id for job in view_of(floor.desk, number).jobs))
    with reading(floor.dispatcher):
        (one,) = queries.propose_placings(floor.dispatcher, floor.store_id, AT.date(), AT).placed
    assert one.reason.startswith("一个班做不完，分几段接着做 · ")
    assert len(one.pick.stretches) >= 2
    commands.place_waiting_jobs(actor=floor.dispatcher, store_id=floor.store_id, day=AT.date(), at=AT)
    with reading(floor.dispatcher):
        placed = queries.find_placed_job(floor.dispatcher, order.job_id)
        blocks = []
        for ahead in range(6):
            plan = queries.day_plan(floor.dispatcher, floor.store_id, AT.date() + timedelta(days=ahead))
            blocks += [block for bay in plan.bays for block in bay.blocks]
        board = queries.get_board(floor.dispatcher, floor.store_id, AT.date(), AT)
    assert placed is not None
    assert (placed.planned_from, placed.planned_to) == (one.pick.starts_at, one.pick.ends_at)
    assert [(block.starts_at, block.ends_at) for block in blocks] == list(one.pick.stretches)
    assert not [load for load in board.technicians if load.over_hours]
