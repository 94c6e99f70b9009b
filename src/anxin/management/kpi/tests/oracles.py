"""Oracles: tiny cases worked by hand, one file for each definition; ``docs/howto/add-a-kpi.md`` shows how to write one.

Measures that stand in no formula that computes (in other readings of a figure, in evidence) have a file for each fact.
Every case is a unit of its own with up to nine stores, so that all of them are computed in one pass. The month asked is
March 2026.
"""

import itertools
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from anxin.management.kpi.engine.export import schema_of
from anxin.management.kpi.engine.history import ParquetFiles
from anxin.management.kpi.rules.formula import SHIFTS, Term
from anxin.management.kpi.rules.periods import Period, last_period, last_year, span_of
from anxin.platform.facts import Fact, Kind, registry

FOLDER = Path(__file__).parent / "oracle"
MARCH = span_of(Period.MONTH, date(2026, 3, 1))
SPANS = {"": MARCH, "last_year": last_year(MARCH), "last_period": last_period(Period.MONTH, MARCH)}
STORES = 9
KNOWN = {"because", "value", "measures", "facts"}
ROW_KNOWN = {"store", "times", "unset"}
SQL_TYPES: dict[Kind, str] = {
    "id": "bigint", "text": "text", "flag": "boolean", "count": "bigint", "money": "bigint", "number": "numeric(18, 3)",
    "day": "date",
}  # fmt: skip

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Oracle:
    """A case: rows of facts, and what was worked out by hand for March; a case of measures alone has no value."""

    code: str
    unit: int
    because: str
    value: Fraction | None
    measures: Mapping[Term, Fraction]
    rows: Mapping[str, Sequence[Row]]


def read_oracles() -> tuple[dict[str, Oracle], dict[str, Oracle]]:
    """All cases: by the code of their definition, and those of measures alone by their fact."""
    units = itertools.count(1)
    figures = {path.stem: _read(path, next(units), KNOWN) for path in sorted(FOLDER.glob("*.toml"))}
    alone = {path.stem: _read(path, next(units), KNOWN - {"value"}) for path in sorted((FOLDER / "measures").glob("*.toml"))}
    return figures, alone


def _read(path: Path, unit: int, known: set[str]) -> Oracle:
    return read_oracle(path.stem, path.read_text(encoding="utf-8"), unit, known)


def places_of(oracles: Iterable[Oracle]) -> dict[int, int]:
    """Store → unit."""
    return {_store(one.unit, store): one.unit for one in oracles for store in range(1, STORES + 1)}


def rows_of(oracles: Iterable[Oracle]) -> dict[str, list[Row]]:
    """The rows of all cases by fact, each with a key of its own."""
    found: dict[str, list[Row]] = defaultdict(list)
    for one in oracles:
        for fact, rows in one.rows.items():
            found[fact] += rows
    return {fact: [{**row, "key": key} for key, row in enumerate(rows, start=1)] for fact, rows in found.items()}


def live(fact: Fact, rows: Sequence[Row]) -> Fact:
    """The fact with these rows instead of its module's tables."""
    columns = ", ".join(f"{name} {SQL_TYPES[kind]}" for name, kind in fact.columns.items())
    return replace(fact, sql=f"SELECT * FROM jsonb_to_recordset('{json.dumps(rows, default=str)}') AS made({columns})")


def written(rows_by_fact: Mapping[str, Sequence[Row]], folder: Path) -> ParquetFiles:
    """The same rows as files of the history."""
    for name, rows in rows_by_fact.items():
        schema = schema_of(registry[name])
        (folder / name).mkdir()
        by_month = defaultdict(list)
        for row in rows:
            by_month[f"{row['day']:%Y-%m}"].append({column: row.get(column) for column in schema.names})
        for month, those in by_month.items():
            pq.write_table(pa.Table.from_pylist(those, schema), folder / name / f"{month}.parquet")
    return ParquetFiles(folder)


def read_oracle(code: str, text: str, unit: int, known: set[str] = KNOWN) -> Oracle:
    """A case out of the text of its file."""
    told = tomllib.loads(text, parse_float=Decimal)
    assert set(told) == known, f"{code} has {sorted(told)}, not {sorted(known)}"
    value = None if told.get("value", "-") == "-" else Fraction(told["value"])
    measures = {_term(name): Fraction(number) for name, number in told["measures"].items()}
    rows = {fact: list(_rows(code, unit, fact, **table)) for fact, table in told["facts"].items()}
    return Oracle(code, unit, told["because"], value, measures, rows)


def _rows(code: str, unit: int, fact: str, *, usual: Row, rows: Sequence[Row]) -> Iterable[Row]:
    for row in itertools.chain.from_iterable(_spread(fact, usual, rows, row) for row in rows):
        full = {**usual, **row}
        unknown = set(full) - set(registry[fact].columns) - ROW_KNOWN
        assert not unknown, f"{code}: {fact} has no {sorted(unknown)}"
        store, times, unset = _store(unit, full.pop("store", 1)), full.pop("times", 1), full.pop("unset", [])
        yield from [{**{name: of for name, of in full.items() if name not in unset}, "store_id": store}] * times


def _spread(fact: str, usual: Row, rows: Sequence[Row], row: Row) -> Iterable[Row]:
    """The row; one with ``others`` once for each value of that column that the fact can have and nothing here names."""
    if "others" not in row:
        return [row]
    column = row["others"]
    named = {one[column] for one in (usual, *rows) if column in one}
    rest = {name: of for name, of in row.items() if name != "others"}
    return [{**rest, column: other} for other in registry[fact].values[column] if other not in named]


def _store(unit: int, store: int) -> int:
    assert 1 <= store <= STORES
    return unit * 10 + store


def _term(name: str) -> Term:
    shift, _, measure = name.rpartition(".")
    assert shift in ("", *SHIFTS), name
    return Term(measure, shift)
