"""Punctuality, when a customer is reminded, and the work that a booking asks for."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from anxin.platform.calendar.rules import WorkingCalendar
from anxin.visit.appointments.lifecycle import APPOINTMENT
from anxin.visit.appointments.rules import booked_work, is_reminded, punctuality, reminder_window

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


@pytest.mark.rule("R-AP05")
@pytest.mark.parametrize(
    ("arrived", "said"), [(-5.1, "early"), (-5, "punctual"), (0, "punctual"), (0.9, "punctual"), (1, "late"), (90, "late")]
)
def test_punctual_is_within_five_minutes_before_the_agreed_time(arrived: float, said: str) -> None:
    assert punctuality(AT, minutes(arrived), 5) == said


def test_who_was_given_up_may_still_arrive_but_a_cancelled_booking_is_over() -> None:
    assert APPOINTMENT.verbs("NO_SHOW") == ["arrive"]
    assert APPOINTMENT.verbs("CANCELLED") == []


@pytest.mark.rule("R-AP04")
def test_who_agreed_more_than_a_day_ahead_is_reminded() -> None:
    assert is_reminded(AT, AT + timedelta(days=1, minutes=1))
    assert not is_reminded(AT, AT + timedelta(days=1))


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}+08:00")


OPEN = ((time(8), time(18)),)
UNTIL_MIDNIGHT = ((time(8), time(12)), (time(14), time(0)))


@pytest.mark.rule("R-AP04")
@pytest.mark.parametrize(
    ("hours", "wanted", "opens", "due"),
    [
        (OPEN, "24T15:00", "23T15:00", "23T18:00"),  # Tuesday afternoon: the evening before, until closing
        (OPEN, "24T09:00", "23T09:00", "23T18:00"),
        (OPEN, "23T09:00", "21T08:00", "21T18:00"),  # Monday morning: closed on Sunday, so all of Saturday
        (OPEN, "24T18:30", "23T08:00", "23T18:00"),  # nothing of the window is open: that day from its opening
        (UNTIL_MIDNIGHT, "25T11:30", "24T11:30", "24T23:30"),
        (UNTIL_MIDNIGHT, "25T12:00", "24T12:00", "25T00:00"),
        (UNTIL_MIDNIGHT, "23T13:00", "21T08:00", "22T00:00"),
    ],
)
def test_the_call_is_made_in_the_open_hours_of_the_window_or_on_the_last_open_day(
    hours: tuple[tuple[time, time], ...], wanted: str, opens: str, due: str
) -> None:
    calendar = WorkingCalendar(ZoneInfo("Asia/Shanghai"), [hours] * 6 + [()])
    window = reminder_window(calendar, shanghai(wanted), timedelta(hours=24), timedelta(hours=12))
    assert window == (shanghai(opens), shanghai(due))
