"""The individuals chart on simulated months: how often it cries wolf, how soon it tells a step, and when it began."""

import random

import pytest

from anxin.management.kpi.rules.individuals import FEWEST, Course, read_course

SERIES = 10_000


def series(seed: int, count: int, months: int, step: float = 0.0, after: int = 0) -> list[list[float]]:
    """Normal months around 80 with a sigma of 2, then as many around a level that is ``step`` sigma off."""
    dice = random.Random(seed)
    return [
        [dice.gauss(80, 2) for _month in range(months)] + [dice.gauss(80 + 2 * step, 2) for _month in range(after)]
        for _each in range(count)
    ]


def test_under_one_in_a_hundred_usual_months_signals() -> None:
    signals = judged = 0
    for values in series(1, SERIES, 36):
        course = read_course(values)
        signals += len(course.signals)
        judged += sum(1 for one in course.limits if one)
    assert judged > 200_000
    assert 0.003 < signals / judged < 0.01


def test_under_one_in_a_hundred_even_while_few_months_stand_behind() -> None:
    courses = [read_course(values) for values in series(2, SERIES, 18)]
    judged = sum(1 for course in courses for one in course.limits if one)
    assert sum(len(course.signals) for course in courses) / judged < 0.01


@pytest.mark.parametrize(("months", "least"), [(15, 0.72), (24, 0.78), (33, 0.80)])
def test_a_step_of_three_sigma_is_told_within_three_months_and_since_when(months: int, least: float) -> None:
    told = right = 0
    for values in series(3, 2_000, months, 3, 3):
        found = [one for one in read_course(values).shifts if one.told_at >= months]
        told += bool(found)
        right += any(abs(one.since - months) <= 1 for one in found)
    assert told / 2_000 > least
    assert right / told > 0.93


def test_a_step_says_the_levels_on_both_sides() -> None:
    values = [80.0, 81, 79, 80, 82, 78, 80, 81, 79, 80, 81, 79, 80, 70, 71, 69, 70]
    (shift,) = read_course(values).shifts
    assert (shift.since, shift.told_at, shift.after) == (13, 13, 70.0)
    assert 79.9 < shift.before < 80.1


def test_a_lone_month_is_odd_and_no_new_level() -> None:
    usual = [80.0, 81, 79, 80, 82, 78, 80, 81, 79, 80, 81, 79]
    course = read_course([*usual, 60.0, 80, 81, 79])
    assert (course.odd, course.shifts, course.signals) == ((12,), (), (12,))
    # The last of all may be either: it is told as a new level, and the next month decides.
    assert read_course([*usual, 60.0]).shifts[0].since == 12


@pytest.mark.parametrize(("steady", "odd"), [(0.0, 2.0), (100.0, 98.0)])
def test_one_odd_month_in_a_line_that_never_moves_is_no_new_level(steady: float, odd: float) -> None:
    assert not read_course([steady] * 14 + [odd] + [steady] * 8).shifts


def test_fewer_than_twelve_months_are_not_judged() -> None:
    assert read_course([1.0, 100.0] * 5) == Course((None,) * 10, (), (), ())
    assert FEWEST == 12
    assert read_course([]) == Course((), (), (), ())


def test_months_that_never_changed_signal_when_they_do() -> None:
    assert read_course([100.0] * 15).signals == ()
    assert read_course([100.0] * 15 + [99.0, 99.0, 99.0]).shifts[0].since == 15


@pytest.mark.parametrize("step", [10.0, -10.0])
def test_months_that_rise_steadily_drift_and_change_no_level(step: float) -> None:
    course = read_course([600 + step * month for month in range(24)])
    assert course.shifts == ()
    (drift,) = course.drifts
    assert (drift.since, drift.until) == (0, 23)
    assert drift.slope == pytest.approx(step)
    assert course.limits[23] is None


def test_a_step_is_no_drift() -> None:
    assert sum(len(read_course(values).drifts) for values in series(5, 500, 24, 3, 3)) < 10
    assert read_course([80.0, 81, 79, 80, 82, 78, 80, 81, 79, 80, 81, 79, 80, 70, 71, 69, 70]).drifts == ()
