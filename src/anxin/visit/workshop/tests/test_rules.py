"""Shares, skills, checklists and spans, without a database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.visit.workshop import rules
from anxin.visit.workshop.checklists import CHECK_WORDS, code_of
from anxin.visit.workshop.parameters import CHECKLISTS, PRE_DELIVERY_CHECKLIST, TRADE_CHECKLISTS
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
    wanted = rules.CHECKS["self"]
    done = [Check(code, True) for code in wanted]
    assert rules.unanswered(wanted, done) == []
    assert rules.unknown_checks(wanted, done) == []
    assert rules.unanswered(wanted, done[1:]) == [done[0].code]
    assert rules.unknown_checks(wanted, [*done, done[0], Check("charm", True)]) == [done[0].code, "charm"]


def test_the_shipped_lists_are_the_codes_of_the_program_each_with_words() -> None:
    shipped = {**CHECKLISTS, **TRADE_CHECKLISTS}
    codes = {name: tuple(code_of(words) for words in rules.words_of_list(one.default)) for name, one in shipped.items()}
    assert codes == {**rules.CHECKS, **rules.TRADE_CHECKS}
    new_cars = {code_of(words) for words in rules.words_of_list(PRE_DELIVERY_CHECKLIST.default)}
    assert {code for every in codes.values() for code in every} | new_cars == set(CHECK_WORDS)


def test_a_store_writes_its_own_lines_with_semicolons() -> None:
    assert rules.words_of_list(" 无渗漏；门边打蜡;;无渗漏\n") == ["无渗漏", "门边打蜡"]
    assert code_of("无渗漏") == "leaks"
    assert code_of("门边打蜡").startswith("own_")
    assert code_of("门边打蜡") != code_of("门边打油")


@pytest.mark.parametrize(
    ("skills", "names", "high_voltage", "trades"),
    [
        ({"mechanical"}, ["更换机油"], False, ()),
        ({"paint", "body"}, ["车门喷漆"], False, ("body", "paint")),
        ({"electrical"}, ["更换电池包"], True, ("high_voltage",)),
        (set(), ["四轮定位"], False, ("tyre",)),
    ],
)
def test_the_work_says_what_else_is_looked_at(
    skills: set[str], names: list[str], high_voltage: bool, trades: tuple[str, ...]
) -> None:
    assert rules.trades_of(skills, names, "轮胎 四轮定位", is_high_voltage=high_voltage) == trades


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
