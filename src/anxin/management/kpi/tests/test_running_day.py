"""A day that still runs: its records count, but it is compared with nothing and divides nothing."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries import Level, list_contributions, read_figure
from anxin.management.kpi.queries.sheet import Reading
from anxin.management.kpi.rules.periods import Period, Span, days_over
from anxin.management.kpi.tests.planted import plant
from anxin.platform import clock
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk

MORNING = datetime(2026, 11, 20, 1, tzinfo=UTC)
TODAY = date(2026, 11, 20)
ENDED = Span(date(2026, 11, 1), date(2026, 11, 19))


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    """A store with two cars on every day since 2024, one this morning."""
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    desk = make_front_desk("LG", "service_manager")
    row = {"store_id": desk.store.pk, "kind": "mechanical", "advisor_id": desk.employee_id}
    first = date(2024, 1, 2)
    days = [first + timedelta(days=step) for step in range((TODAY - first).days)]
    rows = [{**row, "day": day} for day in days for _car in range(2)]
    plant(monkeypatch, "repair_orders.opened", [*rows, {**row, "day": TODAY}])
    return desk


def read(desk: FrontDesk, code: str, period: Period = Period.MONTH, day: date = TODAY) -> Reading:
    return read_figure(desk.actor, code, Level.STORE, desk.store.pk, period, day)


@pytest.mark.parametrize("period", [Period.WEEK, Period.MONTH, Period.QUARTER, Period.YEAR])
def test_a_running_period_is_compared_by_its_days_that_are_over(desk: FrontDesk, period: Period) -> None:
    reading = read(desk, "vehicle_entries", period)
    assert reading.runs
    assert reading.even_span is not None
    assert (reading.span.last, reading.even_span.last) == (TODAY, ENDED.last)
    assert reading.value == reading.even_span.days * 2 + 1
    assert reading.even == reading.even_span.days * 2
    # A quarter and a year before had as many days, or one more or less, by the calendar.
    assert reading.base is not None
    assert abs(reading.base - reading.even) <= 2
    if period in (Period.WEEK, Period.MONTH):
        assert reading.base == reading.even


def test_what_the_gap_is_divided_into_is_of_the_same_days(desk: FrontDesk) -> None:
    found = list_contributions(desk.actor, "vehicle_entries", "advisor_id", Level.STORE, desk.store.pk, Period.MONTH, TODAY)
    (member,) = found.members
    assert (found.aim, member.value) == (38, 38)
    assert not found.gap


def test_what_is_divided_by_days_or_says_a_growth_leaves_today_out(desk: FrontDesk) -> None:
    daily = read(desk, "daily_entries")
    assert (daily.span, daily.value, daily.base) == (ENDED, Decimal(2), Decimal(2))
    growth = read(desk, "entries_growth")
    assert (growth.span, growth.value) == (ENDED, Decimal(0))


def test_on_the_first_day_of_a_period_there_is_no_mean_of_its_days(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    first = date(2026, 11, 16)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 16, 2, tzinfo=UTC))
    daily = read(desk, "daily_entries", Period.WEEK, first)
    assert (daily.value, daily.even_span, daily.base) == (None, None, None)
    assert read(desk, "vehicle_entries", Period.WEEK, first).base is None


def test_a_period_that_is_over_is_what_it_is(desk: FrontDesk) -> None:
    reading = read(desk, "daily_entries", day=date(2026, 10, 31))
    assert not reading.runs
    assert (reading.span.last, reading.even_span, reading.even) == (date(2026, 10, 31), reading.span, reading.value)


def test_days_over() -> None:
    month = Span(date(2026, 11, 1), TODAY)
    assert days_over(Period.MONTH, month, TODAY) == ENDED
    assert days_over(Period.MONTH, month, TODAY + timedelta(days=1)) == month
    assert days_over(Period.MONTH, Span(TODAY, TODAY), TODAY) is None
    assert days_over(Period.DAY, Span(TODAY, TODAY), TODAY) == Span(TODAY, TODAY)


def test_which_figures_are_of_days_that_are_over() -> None:
    known = catalogue().definitions
    of_days = {code for code, one in known.items() if one.is_of_days_over}
    assert {"daily_entries", "entries_growth", "repair_profit_growth_monthly", "vehicles_per_advisor_day"} <= of_days
    assert of_days.isdisjoint({"vehicle_entries", "average_ticket", "staff_heads", "customer_base", "appointment_rate"})
