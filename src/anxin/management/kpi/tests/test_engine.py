"""The engine on tiny facts: what it finds live and in files is equal, and the traps of ratios, stocks and windows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.engine import asking, expressions
from anxin.management.kpi.engine.asking import Answer, Cell, Frame, Question, Source, SpanRow, ask
from anxin.management.kpi.engine.history import ParquetFiles
from anxin.management.kpi.engine.live import LiveTables
from anxin.management.kpi.rules.measures import Measure, read_measure
from anxin.management.kpi.rules.periods import Period, Span, months_before_end, span_of, window_since
from anxin.platform import facts
from anxin.platform.facts import Fact, Kind

COLUMNS: dict[str, Kind] = {
    "advisor_id": "id", "vehicle_id": "id", "kind": "text", "paid": "money", "hours": "number", "is_on_time": "flag",
}  # fmt: skip
ROWS: list[tuple[object, ...]] = [
    # key, store, day, advisor, vehicle, kind, paid, hours, on time
    (1, 1, date(2026, 3, 1), 11, 101, "maintenance", 10_000, Decimal("1.000"), True),
    (2, 1, date(2026, 3, 31), 11, 102, "general", 30_000, Decimal("2.500"), False),
    (3, 1, date(2026, 3, 31), 12, 101, "maintenance", None, Decimal("0.500"), None),
    (4, 2, date(2026, 3, 15), 21, 101, "maintenance", 7_001, Decimal("0.333"), True),
    (5, 1, date(2025, 3, 2), 11, 103, "general", 500, Decimal("1.000"), True),
    (6, 1, date(2025, 4, 1), 11, 104, "general", 500, Decimal("1.000"), True),
    (7, 3, date(2026, 3, 9), 31, 105, "general", 99_999, Decimal("9.000"), True),
]
CASTS = {"id": "bigint", "text": "text", "flag": "boolean", "money": "bigint", "number": "numeric(18, 3)", "day": "date"}
ARROW = {
    "id": pa.int64(), "text": pa.string(), "flag": pa.bool_(), "money": pa.int64(), "number": pa.decimal128(18, 3),
    "day": pa.date32(),
}  # fmt: skip
MARCH = span_of(Period.MONTH, date(2026, 3, 5))
APRIL = span_of(Period.MONTH, date(2026, 4, 5))


def measure(name: str = "m", **written: object) -> Measure:
    return read_measure(name, {"zh": "度量", "en": "Measure", "fact": "test.visit", **written})


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> Fact:
    monkeypatch.setattr(facts, "registry", {})
    for place in (expressions, asking):
        monkeypatch.setattr(place, "registry", facts.registry)
    expressions._compiled.cache_clear()
    kinds = {**facts.COMMON, **COLUMNS}
    rows = [
        ", ".join(f"{_written(value)}::{CASTS[kind]}" for value, kind in zip(row, kinds.values(), strict=True))
        for row in ROWS
    ]
    return facts.publish(
        "test.visit", "来访", COLUMNS, f"SELECT * FROM (VALUES ({'), ('.join(rows)})) AS v({', '.join(kinds)})"
    )


def _written(value: object) -> str:
    return "NULL" if value is None else f"'{value}'"


@pytest.fixture(params=["live", "files"])
def source(request: pytest.FixtureRequest, visits: Fact, tmp_path: Path, db: None) -> Source:
    if request.param == "live":
        return LiveTables()
    columns = [list(column) for column in zip(*ROWS, strict=True)]
    schema = pa.schema([(name, ARROW[kind]) for name, kind in visits.columns.items()])
    whole = pa.Table.from_arrays(
        [pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)], schema=schema
    )
    (tmp_path / visits.name).mkdir()
    for month in {f"{row[2]:%Y-%m}" for row in ROWS}:
        mine = [f"{row[2]:%Y-%m}" == month for row in ROWS]
        pq.write_table(whole.filter(pa.array(mine)), tmp_path / visits.name / f"{month}.parquet")
    return ParquetFiles(tmp_path)


def of(answer: Answer, unit: int, span: Span = MARCH, *by: object) -> dict[str, Decimal]:
    return dict(answer.get(Cell(unit, span, by), {}))


def test_counts_and_sums_of_a_month_with_both_its_ends(source: Source) -> None:
    measures = (
        measure("visits", count=True),
        measure("paid", sum="paid"),
        measure("hours", sum="hours"),
        measure("on_time", count=True, where={"is_on_time": True}),
        measure("service", count=True, where={"kind": ["maintenance"], "paid": {"set": True}}),
        measure("dear", count=True, where={"paid": {"ge": 10_000, "lt": 30_000}}),
    )
    found = ask(source, Question(measures, {1: 1, 2: 2}, (MARCH, APRIL)))
    assert of(found, 1) == {
        "visits": 3, "paid": 40_000, "hours": Decimal("4.000"), "on_time": 1, "service": 1, "dear": 1,
    }  # fmt: skip
    assert of(found, 2)["hours"] == Decimal("0.333")
    assert of(found, 1, APRIL) == {}
    assert {cell.unit_id for cell in found} == {1, 2}


def test_a_region_is_the_sum_of_its_stores_and_things_are_counted_once_in_it(source: Source) -> None:
    measures = (measure("visits", count=True), measure("cars", distinct="vehicle_id"))
    assert of(ask(source, Question(measures, {1: 7, 2: 7}, (MARCH,))), 7) == {"visits": 4, "cars": 2}


def test_by_a_dimension(source: Source) -> None:
    found = ask(source, Question((measure("visits", count=True),), {1: 1}, (MARCH,), ("advisor_id",)))
    assert (of(found, 1, MARCH, 11), of(found, 1, MARCH, 12)) == ({"visits": 2}, {"visits": 1})


def test_the_base_looks_back_twelve_months_and_who_left_is_counted_once(source: Source) -> None:
    base = measure("base", distinct="vehicle_id", months=12)
    often = measure("often", distinct="vehicle_id", months=12, at_least=2)
    left = measure("left", distinct="vehicle_id", months=13, quiet=12)
    found = ask(source, Question((base, often, left), {1: 1}, (MARCH, APRIL)))
    # On 31 March car 104 (1 April of last year) still counts, car 103 (2 March) has just left.
    assert of(found, 1) == {"base": 3, "often": 1, "left": 1}
    assert of(found, 1, APRIL) == {"base": 2, "often": 1, "left": 1}


def test_more_windows_than_a_number_has_bits(source: Source) -> None:
    spans = [span_of(Period.MONTH, date(2023 + number // 12, number % 12 + 1, 1)) for number in range(60)]
    asked = [
        measure("came", distinct="vehicle_id"),
        measure("rows", distinct="key", months=12),
        measure("away", distinct="vehicle_id", months=24, quiet=12),
        measure("twice", distinct="vehicle_id", months=12, at_least=2),
    ]
    answer = ask(source, Question(tuple(asked), {1: 9, 2: 9, 3: 9}, tuple(spans)))
    for span in spans:
        expected = {one.name: Decimal(number) for one in asked if (number := _counted(one, span))}
        assert {name: value for name, value in of(answer, 9, span).items() if value} == expected, span


def _counted(one: Measure, span: Span) -> int:
    """The things of a window, looked for one by one."""
    since = window_since(span.last, one.months) if one.months else span.first
    quiet_since = months_before_end(span.last, one.quiet)
    days: dict[object, list[date]] = defaultdict(list)
    for row in ROWS:
        days[row[0 if one.column == "key" else 4]].append(cast(date, row[2]))
    inside = [[day for day in those if since <= day <= span.last] for those in days.values()]
    return sum(len(those) >= one.at_least and max(those) <= quiet_since for those in inside)


def test_a_measure_that_looks_at_last_year_is_asked_of_it_as_well(source: Source) -> None:
    measures = (
        measure("visits", count=True),
        measure("paid", sum="paid"),
        measure("cars", distinct="vehicle_id"),
        measure("base", distinct="vehicle_id", months=12),
    )
    before = span_of(Period.MONTH, date(2025, 3, 5))
    further = {"paid": (before,), "base": (before,)}
    found = ask(source, Question(measures, {1: 1}, (MARCH, APRIL), (), further))
    assert of(found, 1) == {"visits": 3, "paid": 40_000, "cars": 2, "base": 3}
    assert of(found, 1, before) | {"visits": 1} == {"visits": 1, "paid": 500, "base": 1}
    assert of(found, 1, APRIL) == {"base": 2}


def test_whoever_does_not_look_at_last_year_reads_no_row_of_it(source: Source) -> None:
    """Rows cost live and columns in files: there one pass takes all, here last year's is of the one measure only."""
    measures, before = (measure("visits", count=True), measure("paid", sum="paid")), span_of(Period.MONTH, date(2025, 3, 5))
    further = {"paid": (before,)}
    passes: list[asking.Pass] = []

    class Watched:
        dialect, by_column, run = source.dialect, source.by_column, source.run

        def run_all(self, asked: Sequence[asking.Pass]) -> Iterable[tuple[asking.Pass, Iterable[asking.Row]]]:
            passes.extend(asked)
            return source.run_all(asked)

    ask(Watched(), Question((measures[0],), {1: 1}, (MARCH,), (), further))
    assert [one.frame.stretches() for one in passes] == [[(MARCH.first, MARCH.last)]]
    passes.clear()
    ask(Watched(), Question(measures, {1: 1}, (MARCH,), (), further))
    last_year, this = (before.first, before.last), (MARCH.first, MARCH.last)
    asked = [([one.name for one in each.windows[0][0]], each.frame.stretches()) for each in passes]
    if source.by_column:
        assert asked == [(["visits", "paid"], [this]), (["paid"], [last_year])]
    else:
        assert asked == [(["visits", "paid"], [last_year, this])]


def test_a_stock_is_that_of_the_last_day(source: Source) -> None:
    stock = measure("stock", last="hours")
    found = ask(source, Question((stock,), {1: 1, 2: 1}, (MARCH,)))
    # Store 1 on the 31st: 2.5 + 0.5; store 2 on the 15th: 0.333.
    assert of(found, 1) == {"stock": Decimal("3.333")}


@pytest.mark.parametrize("dialect", ["postgres", "duckdb", "pyspark"])
def test_every_measure_that_has_facts_composes_for_each_engine(dialect: str) -> None:
    ready = [one for one in catalogue().measures.values() if one.fact in facts.registry]
    assert ready
    for together in asking.passes(ready):
        sql = expressions.compiled(dialect, facts.registry[together[0].fact], together, ())
        assert sql.startswith("SELECT"), together


def test_days_between_a_period_and_last_years_are_not_read() -> None:
    november, before = (date(2026, 11, 1), date(2026, 11, 20)), (date(2025, 11, 1), date(2025, 11, 20))
    spans = [november, before, (date(2026, 10, 5), date(2026, 10, 31))]
    frame = Frame({1: 1}, [SpanRow(number, first, last, first, last) for number, (first, last) in enumerate(spans)])
    # What follows day on day is one run.
    assert frame.stretches() == [before, (date(2026, 10, 5), november[1])]
