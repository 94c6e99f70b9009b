"""The holidays that ship agree with the announcements, and unknown years are called unknown."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from anxin.platform.calendar.public_holidays import PublicDayKind, load_public_holidays

HOLIDAYS = load_public_holidays()


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_of_a_known_year_agrees_with_the_published_calendar(year: int) -> None:
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    assert [day for day in days if HOLIDAYS.is_working_day(day) != chinese_calendar.is_workday(day)] == []


def test_make_up_days_are_weekend_days_and_named_after_their_holiday() -> None:
    makeup = [day for day in HOLIDAYS.list_days() if day.kind is PublicDayKind.MAKEUP]
    assert all(day.on.weekday() >= 5 for day in makeup)
    assert [day.on for day in makeup if day.on.year == 2026] == [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]
    day = HOLIDAYS.find_day(date(2026, 10, 10))
    assert day is not None
    assert (day.name_zh, day.name_en) == ("国庆节", "National Day")


def test_a_year_that_is_not_announced_is_unknown_and_falls_back_to_weekends() -> None:
    assert HOLIDAYS.knows_year(2026)
    assert not HOLIDAYS.knows_year(2027)
    assert HOLIDAYS.is_working_day(date(2027, 10, 1))  # a Friday: nobody has announced it yet
    assert not HOLIDAYS.is_working_day(date(2027, 10, 2))
