"""What begins a store's records, what a plan of some months is worth, and what leaves the files with the tables."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from anxin.management.kpi.engine.export import export_fact, months_to_write
from anxin.management.kpi.queries import Figure, Level, compute_figures, get_first_day, read_figure
from anxin.management.kpi.rules.periods import Period, Span, span_of
from anxin.management.kpi.tests.test_export import fact
from anxin.management.kpi.tests.test_targets import asked, put
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform import clock
from anxin.resources.figures.tests.factories import enter
from anxin.visit.repair_orders import commands as hub
from anxin.visit.repair_orders.tests.factories import make_front_desk, open_order

pytestmark = pytest.mark.django_db
JANUARY = datetime(2027, 1, 2, 4, tzinfo=AT.tzinfo)


def figures(code: str, level: Level, period: Period, *spans: Span) -> list[Figure]:
    return compute_figures(system_actor("kpi"), [code], level, period, spans)


def test_an_order_that_was_called_off_begins_no_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: JANUARY)
    desk = make_front_desk("LG", "service_manager")
    enter(desk.store, "entries", {f"2026-{month:02}": 700 for month in range(1, 11)})
    trial = AT - timedelta(days=100)
    number = open_order(desk, at=trial).number
    hub.cancel_repair_order(actor=desk.actor, number=number, reason="试单", at=trial + timedelta(hours=1))
    open_order(desk, at=AT)
    months = [span_of(Period.MONTH, date(2026, month, 1)) for month in (9, 10)]
    assert [one.value for one in figures("vehicle_entries", Level.STORE, Period.MONTH, *months)] == [700, 700]
    assert get_first_day(desk.actor, desk.store.pk) == AT.date()


def test_stated_cars_are_not_divided_by_recorded_vehicles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: JANUARY)
    desk = make_front_desk("LG", "service_manager")
    for days in (0, 1, 15):
        open_order(desk, at=AT + timedelta(days=days))
    enter(desk.store, "entries", {f"2026-{month:02}": 700 for month in range(1, 12)})
    (month,) = figures("return_frequency", Level.STORE, Period.MONTH, span_of(Period.MONTH, date(2026, 11, 1)))
    (year,) = figures("return_frequency", Level.STORE, Period.TRAILING, span_of(Period.TRAILING, date(2026, 12, 31)))
    assert (month.value, month.marks.is_partial) == (1, True)
    assert (year.value, year.marks.is_partial) == (1, True)


def test_targets_of_some_months_are_none_of_the_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: JANUARY)
    whole, part = make_front_desk("LG", "service_manager"), make_front_desk("NS", "service_manager")
    for desk in (whole, part):
        for days in range(0, 300, 20):
            open_order(desk, at=AT - timedelta(days=days))
    put(whole, *[asked(1, month=month) for month in range(1, 13)])
    put(part, asked(1, month=1), asked(1, month=2))
    year, quarter, months = (
        span_of(Period.YEAR, date(2026, 3, 31)),
        span_of(Period.QUARTER, date(2026, 3, 31)),
        Span(date(2026, 1, 1), date(2026, 2, 20)),
    )
    known = {
        (one.cell.unit_id, one.cell.span): one.value is not None
        for one in figures("entries_achievement", Level.STORE, Period.YEAR, year, quarter, months)
    }
    assert known == {
        (whole.store.pk, year): True, (whole.store.pk, quarter): True, (whole.store.pk, months): True,
        (part.store.pk, year): False, (part.store.pk, quarter): False, (part.store.pk, months): True,
    }  # fmt: skip
    (group,) = figures("entries_achievement", Level.GROUP, Period.YEAR, year)
    assert (group.value, part.store.pk in group.marks.lacking) == (None, True)
    (both,) = figures("entries_achievement", Level.GROUP, Period.YEAR, months)
    assert both.value is not None


def test_growth_that_is_planned_is_of_whole_years(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_front_desk("LG", "service_manager")
    for day in range(0, 364, 10):
        open_order(desk, at=datetime(2025, 1, 1, 4, tzinfo=AT.tzinfo) + timedelta(days=day))
    now = datetime(2026, 1, 15, 4, tzinfo=AT.tzinfo)
    monkeypatch.setattr(clock, "now", lambda: now)
    put(desk, *[asked(4, month=month) for month in range(1, 13)])
    one = read_figure(desk.actor, "entries_growth_planned", Level.STORE, desk.store.pk, Period.YEAR, now.date())
    assert one.value is not None
    assert round(one.value, 2) == round((Decimal(48) / 37 - 1) * 100, 2)


def test_months_that_are_gone_from_the_tables_go_from_the_files(tmp_path: Path) -> None:
    ends = fact((1, "2026-01-31", 100), (2, "2026-02-01", 5), (3, "2026-03-31", 300))
    empty = replace(ends, sql=f"{ends.sql} WHERE false")
    for one, left in ((ends, ["01", "02", "03"]), (fact((2, "2026-02-01", 5)), ["02"]), (empty, [])):
        span = months_to_write(one, tmp_path)
        assert span is not None
        export_fact(one, tmp_path, span.first, span.last)
        assert sorted(path.stem[-2:] for path in (tmp_path / one.name).glob("*.parquet")) == left
    assert months_to_write(empty, tmp_path) is None
