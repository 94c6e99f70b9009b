"""Punctuality, and the work that a booking asks for."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from anxin.visit.appointments.lifecycle import APPOINTMENT
from anxin.visit.appointments.rules import booked_work, punctuality

AT = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)


def minutes(number: float) -> datetime:
    return AT + timedelta(minutes=number)


@pytest.mark.parametrize(
    ("hours", "work"),
    [
        (None, [("body", 240), ("paint", 180)]),
        ({"general": Decimal("0.75"), "electrical": Decimal("0.5")}, [("mechanical", 75)]),
        ({"paint": Decimal(3), "body": Decimal(2)}, [("body", 120), ("paint", 180)]),
        ({}, []),
    ],
)
def test_a_booking_asks_for_the_labour_of_its_package_or_else_of_its_kind(
    hours: dict[str, Decimal] | None, work: list[tuple[str, int]]
) -> None:
    assert booked_work({"paint": 180, "body": 240, "mechanical": 0}, hours) == work


@pytest.mark.parametrize(
    ("arrived", "said"), [(-5.1, "early"), (-5, "punctual"), (0, "punctual"), (0.9, "punctual"), (1, "late"), (90, "late")]
)
def test_punctual_is_within_five_minutes_before_the_agreed_time(arrived: float, said: str) -> None:
    assert punctuality(AT, minutes(arrived), 5) == said


def test_who_was_given_up_may_still_arrive_but_a_cancelled_booking_is_over() -> None:
    assert APPOINTMENT.verbs("NO_SHOW") == ["arrive"]
    assert APPOINTMENT.verbs("CANCELLED") == []
