"""A workbook of a store's monthly history, with gaps and outliers: figures, growth and achievement come out right."""

from datetime import date
from decimal import Decimal

import pytest

from anxin.management.kpi.commands import Cell, NewTarget, set_targets
from anxin.management.kpi.engine.working import Figure
from anxin.management.kpi.queries import Level, compute_figures
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_store
from anxin.resources.figures import commands
from anxin.resources.figures.tests.test_reading import Rows, book

MONTHS = [f"{number}月" for number in range(1, 13)]
# One sheet a kind with two years, as year-end reports have it; output in 万元, PDI with the source's odd July (X-F05).
ENTRIES: Rows = [
    ["进厂台次"],
    ["", *MONTHS],
    ["2009年", 800, 700, 900, 880, 910, 905, 930, 940, 920, 950, 960, 990],
    ["2010年", 820, 690, 950, "—", 890, 915, 960, 990, 1001, 1010, 1020, None],
]
OUTPUT: Rows = [
    ["维修总产值（万元）"],
    ["", *MONTHS, "合计"],
    ["2009年", 50, 40, 55, 54, 56, 55, 57, "49.7", 58, "49.7", 60, "82.61", "667.01"],
    ["2010年", 52.5, 39, 56, 53, 57, 54, 55, 60, 61, 62, 63, "缺", None],
]
PDI: Rows = [
    ["项目", *[f"2010年{month}" for month in MONTHS]],
    ["PDI 台数", 150, 140, 160, 155, 148, 149, 401, 188, 170, 160, 150, 155],
]
CSI: Rows = [["月份", "CSI 得分", "F1"], ["2010年7月", 60, None], ["2010年8月", 73, None], ["2010年9月", 78, 93]]


@pytest.fixture
def store(db: None) -> Store:
    store = make_store("LG")
    found = commands.check_monthly_history(
        actor=system_actor("test"),
        store_id=store.pk,
        file_name="年终总结.xlsx",
        content=book(进厂=ENTRIES, 产值=OUTPUT, 售前=PDI, 满意度=CSI),
        at=AT,
    )
    assert found.sheet_id is not None, [str(one) for one in found.problems]
    commands.import_monthly_history(actor=system_actor("test"), sheet_id=found.sheet_id, at=AT)
    return store


def figure(store: Store, code: str, year: int, month: int, period: Period = Period.MONTH) -> Figure:
    span = span_of(period, date(year, month, 1))
    (found,) = compute_figures(system_actor("kpi"), [code], Level.STORE, period, [span], unit_ids=[store.pk])
    return found


def test_months_quarters_and_years_are_sums_and_a_gap_is_unknown(store: Store) -> None:
    assert figure(store, "total_repair_output", 2009, 8).value == 49_700_000
    # The source's own total: 667.01 万元.
    assert figure(store, "total_repair_output", 2009, 1, Period.YEAR).value == 667_010_000
    assert figure(store, "total_repair_output", 2010, 2, Period.QUARTER).value == 147_500_000
    last = figure(store, "total_repair_output", 2010, 11, Period.QUARTER)
    assert (last.value, last.marks.gaps) == (None, (date(2010, 12, 1),))
    # A dash is a gap, and an empty cell at the end is one as well.
    assert figure(store, "vehicle_entries", 2010, 4).value is None
    assert figure(store, "vehicle_entries", 2010, 12).marks.gaps == (date(2010, 12, 1),)


def test_growth_is_against_the_same_months_and_unknown_with_a_gap(store: Store) -> None:
    assert figure(store, "entries_growth", 2010, 1).value == Decimal(820) / 800 - 1
    assert figure(store, "entries_growth", 2010, 2, Period.QUARTER).value == Decimal(2460) / 2400 - 1
    assert figure(store, "entries_growth", 2010, 5, Period.QUARTER).value is None
    assert figure(store, "entries_growth", 2009, 1).value is None


def test_achievement_is_the_stated_month_against_its_target(store: Store) -> None:
    targets = [NewTarget(Cell("vehicle_entries", month), "ge", Decimal(1000)) for month in (1, 2, 3, 4)]
    set_targets(actor=system_actor("test"), store_id=store.pk, year=2010, targets=targets, at=AT)
    assert figure(store, "entries_achievement", 2010, 2).value == Decimal("0.69")
    assert figure(store, "entries_achievement", 2010, 2, Period.QUARTER).value == Decimal("0.82")
    assert figure(store, "entries_achievement", 2010, 4).value is None


def test_the_odd_month_counts_and_is_named(store: Store) -> None:
    quarter = figure(store, "pre_delivery_inspections", 2010, 8, Period.QUARTER)
    assert (quarter.value, quarter.marks.outliers) == (401 + 188 + 170, (date(2010, 7, 1),))


def test_scores_of_months_and_quarters(store: Store) -> None:
    assert figure(store, "csi_score", 2010, 8).value == 73
    assert figure(store, "csi_score", 2010, 8, Period.QUARTER).value == Decimal(211) / 3
    assert figure(store, "csi_overall_score", 2010, 8, Period.QUARTER).value == 93
