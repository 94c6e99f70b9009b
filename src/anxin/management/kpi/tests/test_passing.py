"""How much of a period is over, and what a running figure is held against on every page alike."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.commands import Cell, NewTarget, set_targets
from anxin.management.kpi.models import FigureSnapshot
from anxin.management.kpi.queries import Level, list_gaps, read_figure, read_month_days, read_months, read_tiles
from anxin.management.kpi.queries.passing import held_so_far, is_by_month, passing_of
from anxin.management.kpi.rules.definitions import Target
from anxin.management.kpi.rules.passing import pass_of
from anxin.management.kpi.rules.periods import Period, Span, span_of, to_date
from anxin.management.kpi.rules.standing import Standing
from anxin.management.kpi.tests.planted import plant
from anxin.parties.org.models import Holiday, StoreHours
from anxin.parties.org.queries import system_actor
from anxin.parties.org.stores import forget
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.platform.scope import reading
from anxin.visit.repair_orders.tests.factories import FrontDesk, make_front_desk

D = Decimal
OCTOBER = span_of(Period.MONTH, date(2026, 10, 8))


@pytest.fixture
def desk(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[FrontDesk]:
    """A store that is shut on Sundays and over the National Day week of 2026."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    desk = make_front_desk("LG", "service_manager")
    with reading(system_actor("test")):
        StoreHours.objects.across_stores(reason="test").filter(store=desk.store, weekday=6).delete()
        Holiday.objects.bulk_create(
            Holiday(store=desk.store, day=date(2026, 10, day), kind=Holiday.Kind.CLOSED, name="国庆") for day in range(1, 8)
        )
    plant(monkeypatch, "repair_orders.opened", [{"store_id": desk.store.pk, "day": date(2024, 1, 2)}])
    forget()
    yield desk
    forget()


def at(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(day, time(1), UTC))
    forget()


def aim(desk: FrontDesk, code: str, value: int, month: int, operator: str = "ge") -> None:
    wanted = [NewTarget(Cell(code, month), operator, D(value))]
    set_targets(actor=desk.actor, store_id=desk.store.pk, year=2026, targets=wanted, is_sure=True, at=AT)


def test_the_days_over_are_those_on_which_the_store_opened_before_today(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, date(2026, 10, 8))
    first = passing_of([desk.store.pk], Period.MONTH, to_date(Period.MONTH, date(2026, 10, 8)))
    # From the 8th on 24 days, of which 11, 18 and 25 are Sundays.
    assert (first.over, first.begun, first.whole, first.percent, first.is_running) == (0, 1, 21, 0, True)
    at(monkeypatch, date(2026, 10, 12))
    assert passing_of([desk.store.pk], Period.MONTH, to_date(Period.MONTH, date(2026, 10, 12))).over == 3
    # A day that is looked back at is over.
    assert passing_of([desk.store.pk], Period.MONTH, to_date(Period.MONTH, date(2026, 10, 10))).over == 3
    at(monkeypatch, OCTOBER.last)
    last = passing_of([desk.store.pk], Period.MONTH, OCTOBER)
    assert (last.over, last.is_running) == (20, True)
    at(monkeypatch, OCTOBER.last + timedelta(days=1))
    last = passing_of([desk.store.pk], Period.MONTH, OCTOBER)
    assert (last.percent, last.is_running) == (100, False)


def test_on_the_first_open_day_nothing_is_missed_yet(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    aim(desk, "vehicle_entries", 210, 10)
    aim(desk, "total_repair_output", 210_000, 10)
    came = [{"store_id": desk.store.pk, "day": day} for day in (date(2024, 1, 2), date(2026, 10, 8))]
    plant(monkeypatch, "repair_orders.opened", came)

    def read(day: date) -> tuple[Standing, Target | None]:
        at(monkeypatch, day)
        with reading(desk.actor):
            (one,) = read_tiles(desk.actor, ["vehicle_entries"], Level.STORE, desk.store.pk, Period.MONTH, day)
        return one.standing, one.held

    first = date(2026, 10, 8)
    assert read(first) == (Standing.NONE, None)
    codes = {one.reading.definition.code for one in list_gaps(desk.actor, desk.store.pk, Period.MONTH, first).gaps}
    assert codes.isdisjoint({"vehicle_entries", "total_repair_output"})
    assert read(date(2026, 10, 9)) == (Standing.MISSED, Target("ge", D(10)))
    figure = read_figure(desk.actor, "vehicle_entries", Level.STORE, desk.store.pk, Period.MONTH, date(2026, 10, 9))
    assert (figure.standing, round(figure.passed or 0, 4)) == (Standing.MISSED, round(D(100) / 21, 4))


def test_the_running_day_still_brings_what_is_missing(desk: FrontDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    aim(desk, "total_repair_output", 210_000, 10)
    rows = [(8, 9_000_00), (9, 3_000_00)]
    here = {"store_id": desk.store.pk, "payer": "customer", "kind": "labour"}
    plant(monkeypatch, "billing.settled_line", [{**here, "day": date(2026, 10, day), "gross": sum_} for day, sum_ in rows])
    at(monkeypatch, date(2026, 10, 9))
    days = read_month_days(desk.actor, desk.store.pk, date(2026, 10, 9))
    assert (days.total, days.left, days.brought) == (12_000, 20, 9_000)
    assert days.needed == D(201_000) / 20
    at(monkeypatch, date(2026, 10, 31))
    days = read_month_days(desk.actor, desk.store.pk, date(2026, 10, 31))
    assert (days.left, days.needed) == (1, 198_000)
    at(monkeypatch, date(2026, 11, 2))
    days = read_month_days(desk.actor, desk.store.pk, date(2026, 10, 31))
    assert (days.left, days.needed) == (0, None)


@pytest.mark.parametrize(("spent", "standing"), [(40, Standing.MET), (99, Standing.MISSED)])
def test_who_spends_less_meets_it_in_the_league_and_the_cockpit_alike(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch, spent: int, standing: Standing
) -> None:
    code, day = "parts_cost_issued", date(2026, 10, 20)
    aim(desk, code, 100, 10, "le")
    at(monkeypatch, day)
    definition = catalogue().definitions[code]
    with reading(system_actor("test")):
        FigureSnapshot.objects.create(
            store=desk.store, month=OCTOBER.first, code=code, definition_version=definition.version,
            value=D(spent) * 100, last_on=day, parts={}, basis="x", computed_at=AT,
        )  # fmt: skip
    with reading(desk.actor):
        (kept,) = read_months(desk.actor, [code], day)
        passing = passing_of([desk.store.pk], Period.MONTH, to_date(Period.MONTH, day))
        held = held_so_far(definition, Target("le", D(100)), Period.MONTH, passing, is_own=True)
    assert kept.standing is standing
    assert held is not None
    assert round(held.value, 4) == round(D(100) * 11 / 21, 4)
    assert (kept.points or 0) > 100 if standing is Standing.MET else (kept.points or 0) < 50


def test_an_achievement_of_a_quarter_is_held_against_the_months_begun(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "annual_plan_achievement"
    definition = catalogue().definitions[code]
    assert is_by_month(definition)
    assert not is_by_month(catalogue().definitions["vehicle_entries"])
    at(monkeypatch, date(2026, 11, 16))
    for period, first in ((Period.QUARTER, date(2026, 10, 1)), (Period.YEAR, date(2026, 1, 1))):
        passing = passing_of([desk.store.pk], period, to_date(period, date(2026, 11, 16)))
        held = held_so_far(definition, Target("ge", D(100)), period, passing, is_own=True)
        open_days = [
            day
            for day in (first + timedelta(days=step) for step in range((date(2026, 12, 1) - first).days))
            if day.weekday() != 6 and not date(2026, 10, 1) <= day <= date(2026, 10, 7)
        ]
        over = sum(day < date(2026, 11, 16) for day in open_days)
        assert held == Target("ge", D(over) / len(open_days) * 100)
    # At the end of a begun month all that was asked of the months begun is to be there.
    at(monkeypatch, date(2026, 11, 1))
    passing = passing_of([desk.store.pk], Period.QUARTER, Span(date(2026, 10, 1), OCTOBER.last))
    assert held_so_far(definition, Target("ge", D(100)), Period.QUARTER, passing, is_own=True) == Target("ge", D(100))


@given(st.sets(st.integers(1, 31)), st.integers(1, 31), st.sampled_from([Period.MONTH, Period.QUARTER, Period.WEEK]))
def test_a_share_never_leaves_nothing_to_all(shut: set[int], day: int, period: Period) -> None:
    today = date(2026, 10, day)
    found = pass_of(period, to_date(period, today), today, lambda one: one.day not in shut)
    assert 0 <= found.over <= found.begun <= found.tasked <= found.whole
    assert found.begun - found.over <= 1
    assert 0 <= found.percent <= 100
