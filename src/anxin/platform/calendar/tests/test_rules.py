"""Opening minutes, working days and months: cases by hand, then properties."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.platform.calendar.rules import (
    CLOSED,
    CalendarNeverOpens,
    DayOverride,
    Hours,
    WorkingCalendar,
    add_calendar_days,
    add_months,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
URUMQI = ZoneInfo("Asia/Urumqi")
WITH_LUNCH: Hours = ((time(8, 30), time(12, 0)), (time(13, 0), time(18, 0)))  # 510 minutes
SATURDAY: Hours = ((time(9, 0), time(17, 0)),)  # 480 minutes
STORE = WorkingCalendar(
    SHANGHAI,
    [WITH_LUNCH] * 5 + [SATURDAY, ()],
    {date(2026, 11, 24): CLOSED, date(2026, 11, 29): DayOverride(SATURDAY)},
)


def local(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "is_open", "next_opening"),
    [
        ("2026-11-20 08:29", False, "2026-11-20 08:30"),
        ("2026-11-20 08:30", True, "2026-11-20 08:30"),
        ("2026-11-20 12:00", False, "2026-11-20 13:00"),
        ("2026-11-20 17:59", True, "2026-11-20 17:59"),
        ("2026-11-20 18:00", False, "2026-11-21 09:00"),
        ("2026-11-21 17:00", False, "2026-11-23 08:30"),
        ("2026-11-23 18:00", False, "2026-11-25 08:30"),  # Tuesday 24 is closed by override
        ("2026-11-29 10:00", True, "2026-11-29 10:00"),  # this Sunday is open by override
    ],
)
def test_opening_hours_with_lunch_weekend_and_overrides(at: str, is_open: bool, next_opening: str) -> None:
    assert STORE.is_open(local(at)) is is_open
    assert STORE.next_opening(local(at)) == local(next_opening)


@pytest.mark.parametrize(
    ("at", "minutes", "expected"),
    [
        ("2026-11-20 09:00", 0, "2026-11-20 09:00"),
        ("2026-11-20 07:00", 0, "2026-11-20 08:30"),
        ("2026-11-20 18:00", 0, "2026-11-20 18:00"),
        ("2026-11-20 11:30", 30, "2026-11-20 12:00"),
        ("2026-11-20 11:30", 31, "2026-11-20 13:01"),
        ("2026-11-20 17:00", 60, "2026-11-20 18:00"),
        ("2026-11-20 17:00", 61, "2026-11-21 09:01"),
        ("2026-11-20 17:00", 60 + 480, "2026-11-21 17:00"),
        ("2026-11-20 17:00", 60 + 480 + 510 + 1, "2026-11-25 08:31"),
    ],
)
def test_working_minutes_run_only_while_the_store_is_open(at: str, minutes: int, expected: str) -> None:
    assert STORE.add_working_minutes(local(at), minutes) == local(expected)


def test_the_same_wall_clock_in_urumqi_is_two_hours_later() -> None:
    calendar = WorkingCalendar(URUMQI, [WITH_LUNCH] * 7)
    due = calendar.add_working_minutes(local("2026-11-20 17:30", URUMQI), 60)
    assert due == local("2026-11-21 09:00", URUMQI) == local("2026-11-21 11:00")


def test_seconds_are_kept() -> None:
    at = datetime(2026, 11, 20, 3, 59, 30, tzinfo=UTC)  # 11:59:30
    assert STORE.add_working_minutes(at, 1) == datetime(2026, 11, 20, 5, 0, 30, tzinfo=UTC)


def test_a_public_holiday_does_not_close_a_store_but_is_no_working_day() -> None:
    calendar = WorkingCalendar(SHANGHAI, [WITH_LUNCH] * 7)
    assert calendar.is_open(local("2026-10-01 10:00"))
    assert not calendar.is_working_day(date(2026, 10, 1))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # over the National Day week
        (date(2026, 10, 8), 2, date(2026, 10, 10)),  # Saturday 10 October is made up
        (date(2026, 10, 1), 0, date(2026, 10, 8)),
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 10, 8), -1, date(2026, 9, 30)),
        (date(2027, 12, 31), 1, date(2028, 1, 3)),  # unknown year: only the weekend is out
    ],
)
def test_working_days_skip_holidays_and_count_make_up_days(day: date, count: int, expected: date) -> None:
    assert STORE.add_working_days(day, count) == expected


def test_an_unknown_year_is_said_to_be_unknown() -> None:
    assert STORE.knows_year(2026)
    assert not STORE.knows_year(2028)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 1, 31), 13, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 10), -1, date(2025, 12, 10)),
    ],
)
def test_months_are_clamped_to_the_last_day(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_calendar_days_are_plain() -> None:
    assert add_calendar_days(date(2026, 2, 27), 2) == date(2026, 3, 1)


def test_hours_that_overlap_or_run_over_night_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        WorkingCalendar(SHANGHAI, [((time(9), time(12)), (time(11), time(18)))] * 7)
    with pytest.raises(ValueError, match="after opening"):
        WorkingCalendar(SHANGHAI, [((time(20), time(2)),)] * 7)
    with pytest.raises(ValueError, match="seven"):
        WorkingCalendar(SHANGHAI, [WITH_LUNCH] * 6)


def test_a_zone_with_daylight_saving_and_a_naive_instant_are_refused() -> None:
    with pytest.raises(ValueError, match="daylight saving"):
        WorkingCalendar(ZoneInfo("Europe/Berlin"), [WITH_LUNCH] * 7)
    with pytest.raises(ValueError, match="aware"):
        STORE.is_open(datetime.fromisoformat("2026-11-20 09:00"))
    with pytest.raises(ValueError, match="forward"):
        STORE.add_working_minutes(local("2026-11-20 09:00"), -1)


def test_a_store_without_hours_is_an_error_and_not_an_endless_search() -> None:
    calendar = WorkingCalendar(SHANGHAI, [()] * 7)
    with pytest.raises(CalendarNeverOpens, match="enter the store's hours"):
        calendar.next_opening(local("2026-11-20 09:00"))
    with pytest.raises(CalendarNeverOpens):
        calendar.add_working_minutes(local("2026-11-20 09:00"), 1)


# -- properties --

minutes_of_day = st.integers(0, 24 * 60)


@st.composite
def opening_hours(draw: st.DrawFn) -> Hours:
    count = draw(st.integers(0, 3))
    marks = sorted(draw(st.lists(minutes_of_day, min_size=2 * count, max_size=2 * count, unique=True)))
    times = [time(mark // 60 % 24, mark % 60) for mark in marks]
    return tuple(zip(times[::2], times[1::2], strict=True))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    week = draw(st.lists(opening_hours(), min_size=7, max_size=7))
    week[draw(st.integers(0, 6))] = WITH_LUNCH
    days = draw(st.dictionaries(st.dates(date(2026, 10, 1), date(2026, 12, 31)), opening_hours(), max_size=5))
    zone = draw(st.sampled_from([SHANGHAI, URUMQI]))
    return WorkingCalendar(zone, week, {day: DayOverride(hours) for day, hours in days.items()})


instants = st.timedeltas(timedelta(0), timedelta(days=150)).map(lambda d: datetime(2026, 9, 1, tzinfo=UTC) + d)
amounts = st.integers(0, 3000)
fast = settings(max_examples=150, deadline=None)


@fast
@given(calendars(), instants, amounts)
def test_adding_then_measuring_gives_the_amount(calendar: WorkingCalendar, at: datetime, n: int) -> None:
    assert calendar.working_minutes_between(at, calendar.add_working_minutes(at, n)) == n


@fast
@given(calendars(), instants, amounts)
def test_a_sum_never_lands_outside_opening_hours(calendar: WorkingCalendar, at: datetime, n: int) -> None:
    due = calendar.add_working_minutes(at, n)
    assert due >= at
    assert calendar.is_open(due) or calendar.is_open(due - timedelta(microseconds=1))


@fast
@given(calendars(), instants, amounts, amounts)
def test_adding_twice_is_adding_the_sum(calendar: WorkingCalendar, at: datetime, m: int, n: int) -> None:
    twice = calendar.add_working_minutes(calendar.add_working_minutes(at, m), n)
    assert twice == calendar.add_working_minutes(at, m + n)


@fast
@given(calendars(), instants, instants, amounts)
def test_a_later_start_is_never_due_earlier(calendar: WorkingCalendar, one: datetime, other: datetime, n: int) -> None:
    early, late = sorted((one, other))
    assert calendar.add_working_minutes(early, n) <= calendar.add_working_minutes(late, n)
    assert calendar.next_opening(early) <= calendar.next_opening(late)


@fast
@given(calendars(), instants, instants, instants)
def test_measures_add_up_and_change_sign(calendar: WorkingCalendar, one: datetime, two: datetime, three: datetime) -> None:
    a, b, c = sorted(at.replace(second=0, microsecond=0) for at in (one, two, three))
    between = calendar.working_minutes_between
    assert between(a, b) + between(b, c) == between(a, c) == -between(c, a)


@fast
@given(st.dates(date(2024, 1, 1), date(2028, 12, 31)), st.integers(1, 400), st.integers(0, 400))
def test_working_days_measure_add_and_combine(day: date, m: int, n: int) -> None:
    due = STORE.add_working_days(day, m)
    assert STORE.is_working_day(due)
    assert STORE.working_days_between(day, due) == m
    assert STORE.add_working_days(due, n) == STORE.add_working_days(day, m + n)
    assert STORE.working_days_between(due, day) == -m
