"""Dates and times: the spellings that are read, and those that nobody can know."""

# ruff: noqa: DTZ001 — these are readings of a wall clock; the caller adds the zone.
from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.platform.dates import parse_date, parse_datetime
from anxin.platform.findings import Unreadable

DAY = date(2025, 3, 5)


@pytest.mark.parametrize(
    "value",
    [
        "2025-03-05",
        "2025/3/5",
        "2025.3.5",
        "2025年3月5日",
        "2025年03月05号",
        "２０２５／３／５",
        "20250305",
        " 2025 - 3 - 5 ",
        "2025-03-05 00:00:00",
        "45721",
        45721,
        45721.0,
        45721.75,
        20250305.0,
        DAY,
        datetime(2025, 3, 5, 8),
        "2025-03-05T08:00",
    ],
)
def test_spellings_of_one_day(value: str | float | date) -> None:
    assert parse_date(value) == DAY


def test_a_day_above_twelve_settles_the_order() -> None:
    assert parse_date("25/3/2025") == parse_date("3/25/2025") == date(2025, 3, 25)
    assert parse_date("3/3/2025") == date(2025, 3, 3)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("3-5-2025", "date_ambiguous"),
        ("25/3/5", "date_ambiguous"),
        ("2025-02-30", "date_impossible"),
        ("20251301", "date_impossible"),
        ("2025年3月", "date_incomplete"),
        ("3月5日", "date_incomplete"),
        ("2025", "date_incomplete"),
        (2025, "date_unreadable"),
        (13812342765.0, "date_unreadable"),
        ("昨天", "date_unreadable"),
        ("", "date_unreadable"),
        ("0025-03-05", "date_implausible"),
        ("2025-03-05 25:00", "time_unreadable"),
    ],
)
def test_a_day_that_cannot_be_known_is_a_problem(value: str | float, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_date(value)
    assert refused.value.finding.code == code


def test_an_ambiguous_day_names_both_readings() -> None:
    with pytest.raises(Unreadable) as refused:
        parse_date("3-5-2025")
    assert "2025-03-05 / 2025-05-03" in refused.value.finding.cure


@pytest.mark.parametrize(
    "value",
    [
        "2025-03-05 14:30",
        "2025/3/5 14:30:00",
        "2025年3月5日 14时30分",
        "2025年3月5日14:30",
        "2025-03-05T14:30:00",
        "2025-03-05 下午2:30",
        "2025-03-05 2:30 PM",
        "202503051430",
        "20250305143000",
        "2025-03-05 14:30:00.000",
        45721.604166666664,
        datetime(2025, 3, 5, 14, 30),
    ],
)
def test_spellings_of_one_moment(value: str | float | date) -> None:
    assert parse_datetime(value) == datetime(2025, 3, 5, 14, 30)


@given(st.dates(date(1930, 1, 1), date(2099, 12, 31)))
def test_every_day_reads_back_from_its_spellings_and_its_serial(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for value in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", day.strftime("%Y%m%d"), serial, float(serial)):
        assert parse_date(value) == day


@given(st.datetimes(datetime(1930, 1, 1), datetime(2099, 12, 31)))
def test_every_moment_reads_back_to_the_second(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert parse_datetime(moment.isoformat(" ")) == moment
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    assert parse_datetime(serial) == moment


@given(st.text() | st.text("0123456789-/.年月日:时 T", max_size=20))
def test_any_text_is_a_moment_or_a_problem(text: str) -> None:
    with suppress(Unreadable):
        parse_datetime(text)
