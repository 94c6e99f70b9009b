"""Points, scores and places of a league: sums without a database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.management.kpi.rules.definitions import Target
from anxin.management.kpi.rules.league import best, last_twice, places, points, read_weights, score
from anxin.management.kpi.rules.standing import Standing, stand

D = Decimal


@pytest.mark.parametrize(
    ("value", "target", "expected"),
    [
        (D(50), Target("ge", D(50)), D(100)),
        (D(25), Target("ge", D(50)), D(50)),
        (D(500), Target("ge", D(50)), D(120)),
        (D(2), Target("le", D(2)), D(100)),
        (D(3), Target("le", D(2)), D(50)),
        (D(9), Target("le", D(2)), D(0)),
        (D(96), Target("range", D(80), D(110)), D(100)),
        (D(40), Target("range", D(80), D(110)), D(50)),
        (D(165), Target("range", D(80), D(110)), D(50)),
        (None, Target("ge", D(50)), None),
        (D(1), None, None),
        (D(1), Target("le", D(0)), D(0)),
        (D("0.25"), Target("le", D(0)), D(75)),
        (D(0), Target("le", D(0)), D(100)),
        (D(-5), Target("ge", D(-5)), D(100)),
        (D(-6), Target("ge", D(-5)), D(80)),
        (D(-12), Target("ge", D(-5)), D(0)),
        (D(8), Target("ge", D(-5)), D(120)),
        (D(50), Target("gt", D(50)), D("99.9")),
    ],
)
def test_points_are_a_hundred_for_the_target_and_less_in_proportion(
    value: Decimal | None, target: Target | None, expected: Decimal | None
) -> None:
    assert points(value, target) == expected


@given(st.decimals(0, 1000, places=2), st.decimals(1, 1000, places=2), st.sampled_from(["ge", "le", "eq"]))
def test_points_stay_between_nothing_and_most(value: Decimal, aim: Decimal, operator: str) -> None:
    found = points(value, Target(operator, aim))
    assert found is not None
    assert 0 <= found <= 120


sides = st.sampled_from(["ge", "gt", "le", "lt"])
numbers = st.decimals(-200, 200, places=2)


@given(numbers, numbers, numbers, sides)
def test_who_is_better_never_has_less_and_only_who_meets_the_target_a_hundred(
    one: Decimal, other: Decimal, aim: Decimal, operator: str
) -> None:
    target = Target(operator, aim)
    worse, better = sorted([one, other], reverse=operator in ("le", "lt"))
    least, most = points(worse, target), points(better, target)
    assert least is not None
    assert most is not None
    assert least <= most
    for value, found in ((worse, least), (better, most)):
        assert (found >= 100) == (stand(value, target, D(10)) is Standing.MET)


@given(numbers, numbers, st.decimals(0, 100, places=2), numbers)
def test_of_a_range_or_a_number_who_is_nearer_on_the_same_side_never_has_less(
    aim: Decimal, value: Decimal, further: Decimal, width: Decimal
) -> None:
    for target in (Target("eq", aim), Target("range", aim, aim + abs(width))):
        end = target.until if target.until is not None else target.value
        away = value + further if value >= end else value - further if value <= target.value else value
        near, far = points(value, target), points(away, target)
        assert near is not None
        assert far is not None
        assert far <= near
        assert (near == 100) == (stand(value, target, D(10)) is Standing.MET)


def test_a_score_weighs_what_there_is() -> None:
    weights = read_weights("a=2，b = 0.5, c=x")
    assert weights == {"a": 2, "b": D("0.5")}
    assert score({"a": D(100), "b": D(50), "d": None}, weights) == D(90)
    assert score({"d": None}, weights) is None
    assert places({1: D(90), 2: D(90), 3: D(80), 4: None}) == {1: 1, 2: 1, 3: 3}
    assert (best([D(1), None, D(2)], "up"), best([D(1), D(2)], "down"), best([D(1)], "up")) == (2, 1, None)


def test_the_last_three_of_two_months_are_told_of_six_stores_and_more() -> None:
    now = {store: store for store in range(1, 8)}
    assert last_twice(now, now) == [7, 6, 5]
    assert last_twice(now, {**now, 7: 1, 1: 7}) == [6, 5]
    few = {store: store for store in range(1, 6)}
    assert (last_twice(few, now), last_twice(now, few)) == ([], [])


def test_who_shares_a_place_with_more_than_the_last_three_is_not_last() -> None:
    alike = dict.fromkeys(range(1, 9), 1)
    assert last_twice(alike, alike) == []
    edge = {1: 1, 2: 2, 3: 3, 4: 4, 5: 4, 6: 4, 7: 7, 8: 8}
    assert last_twice(edge, edge) == [8, 7]
    shared = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 6, 8: 6}
    assert last_twice(shared, shared) == [6, 7, 8]
