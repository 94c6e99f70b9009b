"""Shares, skills, checklists and spans, without a database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.visit.workshop import rules
from anxin.visit.workshop.checklists import CHECK_LABELS
from anxin.visit.workshop.rules import Check, Stretch

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


@given(st.integers(1, 20))
def test_equal_shares_sum_to_a_hundred_and_differ_by_one_at_most(count: int) -> None:
    shares = rules.equal_shares(count)
    assert (len(shares), sum(shares)) == (count, 100)
    assert max(shares) - min(shares) <= 1


@pytest.mark.parametrize(
    ("kind", "has_high_voltage", "needed", "high_voltage", "distance"),
    [
        ("general", False, {"mechanical"}, False, 0),
        ("express", False, set(), False, 0),
        ("general", True, {"mechanical"}, False, 1),
        ("general", True, {"electrical"}, True, 0),
        ("paint", False, {"mechanical"}, False, 2),
        ("paint", False, {"paint", "body"}, False, 0),
        ("body", False, {"body"}, False, 0),
        ("general", False, {"body"}, False, 2),
    ],
)
def test_a_bay_fits_the_better_the_less_special_it_is_for_the_job(
    kind: str, has_high_voltage: bool, needed: set[str], high_voltage: bool, distance: int
) -> None:
    assert rules.bay_distance(kind, has_high_voltage, needed, high_voltage) == distance


@pytest.mark.parametrize(
    ("needed", "high_voltage", "team", "lacking"),
    [
        ({"paint"}, False, {1: {"paint"}, 2: set()}, {}),
        ({"paint", "body"}, False, {1: {"paint"}}, {0: {"body"}}),
        (set(), True, {1: {"high_voltage"}, 2: {"paint"}}, {2: {"high_voltage"}}),
        ({"high_voltage"}, True, {1: {"high_voltage"}}, {}),
    ],
)
def test_high_voltage_is_asked_of_everybody_other_skills_of_the_team(
    needed: set[str], high_voltage: bool, team: dict[int, set[str]], lacking: dict[int, set[str]]
) -> None:
    assert rules.missing_skills(needed, high_voltage, team) == lacking


@pytest.mark.parametrize(("hours", "people", "minutes"), [("2", 1, 120), ("2", 2, 60), ("0", 1, 15), ("0.10", 3, 15)])
def test_a_plan_lasts_the_sold_hours_shared_and_at_least_the_shortest(hours: str, people: int, minutes: int) -> None:
    assert rules.planned_end(NOON, Decimal(hours), people, 15) == at(minutes)


def test_a_checklist_wants_each_of_its_items_once() -> None:
    done = [Check(code, True) for code in rules.CHECKS["self"]]
    assert rules.unanswered("self", done) == []
    assert rules.unknown_checks("self", done) == []
    assert rules.unanswered("self", done[1:]) == [done[0].code]
    assert rules.unknown_checks("self", [*done, done[0], Check("charm", True)]) == [done[0].code, "charm"]


def test_every_item_of_a_checklist_has_words() -> None:
    assert {code for codes in rules.CHECKS.values() for code in codes} == set(CHECK_LABELS)


def test_a_running_stretch_counts_up_to_now() -> None:
    assert rules.minutes_of([Stretch(at(0), at(30)), Stretch(at(60), None)], at(75)) == 45


spans = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 60)), max_size=8)


@given(spans, st.integers(0, 300), st.integers(1, 90))
def test_the_first_free_span_meets_nothing_busy_and_no_earlier_start_does(
    given_spans: list[tuple[int, int]], not_before: int, length: int
) -> None:
    busy = [(at(start), at(start + minutes)) for start, minutes in given_spans]

    def free(start: datetime) -> bool:
        return all(start + timedelta(minutes=length) <= since or start >= until for since, until in busy)

    found = rules.first_free(busy, at(not_before), timedelta(minutes=length))
    assert found >= at(not_before)
    assert free(found)
    assert not any(free(at(minute)) for minute in range(not_before, int((found - NOON).total_seconds() // 60)))


@pytest.mark.parametrize(("seconds", "mark"), [(0, 0), (1, 300), (299, 300), (300, 300), (301, 600)])
def test_a_plan_starts_on_a_full_mark(seconds: int, mark: int) -> None:
    assert rules.next_mark(NOON + timedelta(seconds=seconds)) == NOON + timedelta(seconds=mark)
