"""The placement as a pure decision: order, fairness, lanes, certificates; and that it never takes anything twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.visit.workshop import placing
from anxin.visit.workshop.placing import Day, Left, Person, Pick, Place, Work

EIGHT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MECHANIC = frozenset({"mechanical"})


def work(job_id: int, **more: Any) -> Work:
    return replace(Work(job_id, f"W{job_id}", 60, 2, None, MECHANIC), **more)


def person(number: int, **more: Any) -> Person:
    return replace(Person(number, MECHANIC, None), **more)


def bay(number: int, **more: Any) -> Place:
    return replace(Place(number, "general", False), **more)


def day(people: list[Person], bays: list[Place], **more: Any) -> Day:
    given: dict[str, Any] = {"not_before": EIGHT, "closes_at": EIGHT + 10 * HOUR, "step_minutes": 5, "now": EIGHT, **more}
    return Day({one.id: one for one in people}, {one.id: one for one in bays}, **given)


def picks(placement: placing.Placement) -> list[tuple[int, int, int, float]]:
    return [(one.job_id, one.technician_id, one.bay_id, (one.starts_at - EIGHT) / HOUR) for one in placement.picks]


@pytest.mark.rule("R-WS01")
def test_jobs_go_by_rank_and_promise_and_to_whoever_has_least_so_that_nobody_picks() -> None:
    jobs = [work(1), work(2, due_at=EIGHT + 3 * HOUR), work(3, rank=0), work(4, due_at=EIGHT + 2 * HOUR)]
    people = [person(1, planned_minutes=120), person(2, planned_minutes=30), person(3, planned_minutes=60)]
    found = placing.place_all(jobs, day(people, [bay(1), bay(2), bay(3)]))
    assert [(one.job_id, one.technician_id) for one in found.picks] == [(3, 2), (4, 3), (2, 1), (1, 2)]
    assert found.picks[0].reasons == ("free_now", "least_load")
    assert found.picks[3].reasons == ("earliest", "least_load")


def test_high_voltage_goes_to_certified_people_in_an_equipped_bay_or_says_what_is_missing() -> None:
    job = work(1, is_high_voltage=True, skills=frozenset({"high_voltage"}))
    certified = person(2, skills=frozenset({"high_voltage"}), planned_minutes=300)
    equipped = bay(2, is_high_voltage=True)
    found = placing.place_all([job], day([person(1), certified], [bay(1), equipped]))
    assert picks(found) == [(1, 2, 2, 0)]
    assert found.picks[0].reasons == ("free_now", "high_voltage")
    assert placing.place_one(job, day([person(1)], [equipped])) == Left(1, "skill", ("high_voltage",))
    assert placing.place_one(job, day([certified], [bay(1)])) == Left(1, "high_voltage_bay")
    assert placing.place_one(job, day([certified], [bay(1)]), bay_id=1) == Left(1, "high_voltage_bay")


@pytest.mark.parametrize(
    ("kind", "lane_bay", "skill"), [("general", "express", "mechanical"), ("body", "express_body", "body")]
)
def test_express_jobs_go_to_their_lane_and_others_only_where_their_promise_asks_for_it(
    kind: str, lane_bay: str, skill: str
) -> None:
    able = frozenset({skill})
    people = [person(1, skills=able), person(2, skills=able, is_express=True, planned_minutes=200)]
    bays = [bay(1, kind=kind), bay(2, kind=lane_bay, is_express=True)]
    express = work(1, skills=able, is_express=True)
    other, urgent = work(2, skills=able), work(3, skills=able, due_at=EIGHT + HOUR, rank=3)
    found = placing.place_all([express, other], day(people, bays))
    assert picks(found) == [(1, 2, 2, 0), (2, 1, 1, 0)]
    assert found.picks[0].reasons[0] == "express"
    assert picks(placing.place_all([other, urgent], day(people, bays))) == [(2, 1, 1, 0), (3, 2, 2, 0)]
    assert picks(placing.place_all([other, work(4, skills=able)], day(people, bays))) == [(2, 1, 1, 0), (4, 1, 1, 1)]


def test_with_customer_groups_the_advisors_own_team_comes_first() -> None:
    people = [person(1, team_id=7, planned_minutes=300), person(2, team_id=8)]
    job = work(1, team_id=7)
    grouped = placing.place_all([job], day(people, [bay(1), bay(2)], team_first=True))
    assert grouped.picks[0].technician_id == 1
    assert "team" in grouped.picks[0].reasons
    assert placing.place_all([job], day(people, [bay(1), bay(2)])).picks[0].technician_id == 2


def test_what_does_not_fit_before_the_end_of_the_shift_stays_and_says_how_much_it_needs() -> None:
    short = person(1, shift=(EIGHT, EIGHT + HOUR))
    assert placing.place_one(work(1, minutes=90), day([short], [bay(1)])) == Left(1, "time", minutes=90)
    assert placing.place_one(work(1), day([], [bay(1)])) == Left(1, "nobody", ("mechanical",))
    assert placing.place_one(work(1), day([short], [bay(1, kind="paint")])) == Left(1, "bay")


def test_a_second_job_of_a_car_follows_in_the_same_bay_and_never_meets_the_first() -> None:
    jobs = [work(1, number="W"), work(2, number="W")]
    found = placing.place_all(jobs, day([person(1), person(2)], [bay(1), bay(2)]))
    assert picks(found) == [(1, 1, 1, 0), (2, 1, 1, 1)]
    assert "same_car" in found.picks[1].reasons


def test_who_or_what_is_still_busy_beyond_its_plan_comes_last() -> None:
    people, bays = [person(1, overrun="X"), person(2, planned_minutes=300)], [bay(1, overrun="X"), bay(2)]
    assert picks(placing.place_all([work(1)], day(people, bays))) == [(1, 2, 2, 0)]
    assert picks(placing.place_all([work(1, number="X")], day(people, bays))) == [(1, 1, 1, 0)]


def test_what_is_said_of_a_choice_is_true_of_everybody_and_of_that_moment() -> None:
    people = [person(1, planned_minutes=300), person(2), person(3, numbers=frozenset({"W1"}))]
    named = placing.place_one(work(1), day(people, [bay(1)]), technician_ids=frozenset({1}))
    assert isinstance(named, Pick)
    assert named.reasons == ("free_now",)
    later = placing.place_one(work(1), day(people, [bay(1)], not_before=EIGHT + HOUR), at=EIGHT + HOUR)
    assert isinstance(later, Pick)
    assert (later.technician_id, later.reasons) == (3, ("same_car", "free_then", "least_load"))
    there = placing.place_one(work(1), day([person(2)], [bay(1, numbers=frozenset({"W1"}))], now=None))
    assert isinstance(there, Pick)
    assert there.reasons == ("same_bay", "earliest", "only_one")


def test_who_is_at_work_is_free_when_that_is_done_unless_somebody_insists() -> None:
    at_work = ((EIGHT - HOUR, EIGHT + 2 * HOUR),)
    busy = day([person(1, held=at_work, held_by="X")], [bay(1)])
    found, insisted = placing.place_one(work(1), busy), placing.place_one(work(1), busy, insist=True)
    assert isinstance(found, Pick)
    assert isinstance(insisted, Pick)
    assert (found.starts_at, insisted.starts_at) == (EIGHT + 2 * HOUR, EIGHT)
    assert "free_now" not in (*found.reasons, *insisted.reasons)
    taken = day([person(1)], [bay(1, held=at_work, held_by="W2")])
    assert picks(placing.place_all([work(1)], taken)) == [(1, 1, 1, 2)]
    assert picks(placing.place_all([work(2)], taken)) == [(2, 1, 1, 0)]


def test_how_late_a_job_gets_is_said() -> None:
    busy = person(1, busy=((EIGHT, EIGHT + 2 * HOUR),))
    found = placing.place_one(work(1, due_at=EIGHT + HOUR, promised_at=EIGHT + 2 * HOUR), day([busy], [bay(1)]))
    assert isinstance(found, Pick)
    assert (found.starts_at, found.late_minutes) == (EIGHT + 2 * HOUR, 60)


SPANS = st.tuples(st.integers(0, 100), st.integers(1, 24)).map(
    lambda one: (EIGHT + timedelta(minutes=5 * one[0]), EIGHT + timedelta(minutes=5 * (one[0] + one[1])))
)
WORKS = st.lists(
    st.builds(
        work,
        st.integers(1, 1000),
        minutes=st.integers(15, 240),
        number=st.sampled_from(["A", "B", "C", "D"]),
        is_high_voltage=st.booleans(),
        is_express=st.booleans(),
        skills=st.sampled_from([frozenset(), MECHANIC, frozenset({"body"})]),
    ),
    max_size=12,
    unique_by=lambda one: one.job_id,
)
PEOPLE = st.lists(
    st.builds(
        person,
        st.integers(1, 50),
        skills=st.frozensets(st.sampled_from(["mechanical", "body", "high_voltage"])),
        busy=st.lists(SPANS, max_size=3).map(tuple),
        is_express=st.booleans(),
        shift=st.none() | SPANS,
    ),
    max_size=5,
    unique_by=lambda one: one.id,
)
BAYS = st.lists(
    st.builds(
        bay,
        st.integers(1, 50),
        kind=st.sampled_from(["general", "express", "body", "express_body"]),
        is_high_voltage=st.booleans(),
        busy=st.lists(SPANS, max_size=3).map(tuple),
    ),
    max_size=5,
    unique_by=lambda one: one.id,
)


def disjoint(spans: list[tuple[datetime, datetime]]) -> bool:
    ordered = sorted(spans)
    return all(first[1] <= second[0] for first, second in pairwise(ordered))


@given(WORKS, PEOPLE, BAYS)
def test_every_job_is_placed_or_left_and_nothing_is_taken_twice(
    jobs: list[Work], people: list[Person], bays: list[Place]
) -> None:
    found = placing.place_all(jobs, day(people, bays))
    assert sorted([one.job_id for one in found.picks] + [one.job_id for one in found.left]) == sorted(
        one.job_id for one in jobs
    )
    numbers = {one.job_id: one.number for one in jobs}
    wanted = {one.job_id: one for one in jobs}
    for one in found.picks:
        who, where, span = (
            next(each for each in people if each.id == one.technician_id),
            next(each for each in bays if each.id == one.bay_id),
            (one.starts_at, one.ends_at),
        )
        assert not any(since < span[1] and until > span[0] for since, until in (*who.busy, *where.busy))
        assert who.shift is None or (who.shift[0] <= span[0] and span[1] <= who.shift[1])
        assert span[0] >= EIGHT
        assert not wanted[one.job_id].is_high_voltage or ("high_voltage" in who.skills and where.is_high_voltage)
    for key in ("technician_id", "bay_id"):
        for number in {getattr(one, key) for one in found.picks}:
            assert disjoint([(one.starts_at, one.ends_at) for one in found.picks if getattr(one, key) == number])
    for car in set(numbers.values()):
        assert disjoint([(one.starts_at, one.ends_at) for one in found.picks if numbers[one.job_id] == car])
