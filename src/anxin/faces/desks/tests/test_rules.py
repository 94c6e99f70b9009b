"""How endangered a promise is, and in which order a desk shows it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from anxin.faces.desks import rules
from anxin.faces.desks.rules import OnFloor

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)


def on_floor(minutes: int) -> OnFloor:
    return OnFloor("6", "王", True, "", None, NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("promise", "expected", "level", "late_by", "left"),
    [(-5, 30, "late", 5, 0), (60, 95, "risk", 35, 0), (60, 55, "risk", 0, 5), (90, 30, "quiet", 0, 60)],
)
def test_a_promise_is_late_endangered_or_quiet(promise: int, expected: int, level: str, late_by: int, left: int) -> None:
    promised, finish = NOW + timedelta(minutes=promise), NOW + timedelta(minutes=expected)
    clock = rules.clock_of("IN_PROGRESS", promised, finish, NOW, "")
    assert (clock.level, clock.minutes, clock.left_minutes) == (level, late_by, left)


def test_a_car_that_is_ready_is_never_late() -> None:
    assert rules.clock_of("INSPECTED", NOW - timedelta(hours=1), NOW, NOW, "").level == "quiet"


def test_the_plan_on_the_floor_goes_before_the_hours_that_are_left() -> None:
    assert rules.expected_finish(NOW, Decimal(9), [on_floor(20), on_floor(50)]) == NOW + timedelta(minutes=50)
    assert rules.expected_finish(NOW, Decimal("1.5"), []) == NOW + timedelta(minutes=90)
    assert rules.expected_finish(NOW, Decimal(1), [on_floor(-20)]) == NOW


def test_the_latest_stands_first_and_cars_without_a_promise_last() -> None:
    clocks = [
        rules.clock_of("IN_PROGRESS", NOW + timedelta(hours=5), NOW, NOW, ""),
        rules.clock_of("IN_PROGRESS", None, NOW, NOW, ""),
        rules.clock_of("IN_PROGRESS", NOW - timedelta(minutes=5), NOW, NOW, ""),
        rules.clock_of("IN_PROGRESS", NOW + timedelta(minutes=10), NOW, NOW, ""),
    ]
    assert [clocks.index(clock) for clock in sorted(clocks, key=rules.urgency)] == [2, 3, 0, 1]
