"""Facts planted for a test: rows that stand in for what a module publishes, read by PostgreSQL like any other."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from anxin.platform.facts import Kind, registry

TYPES: dict[Kind, str] = {
    "id": "bigint", "text": "text", "flag": "boolean", "count": "bigint", "money": "bigint", "number": "numeric(18, 3)",
    "day": "date",
}  # fmt: skip
USUAL: dict[Kind, object] = {"text": "", "flag": False}


def plant(monkeypatch: pytest.MonkeyPatch, name: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Put rows in the place of a fact; a column that a row leaves out is empty, false or not known."""
    fact = registry[name]
    whole = [
        {column: USUAL.get(kind) for column, kind in fact.columns.items()} | {"key": key} | dict(row)
        for key, row in enumerate(rows, 1)
    ]
    written = json.dumps(whole, default=str).replace("'", "''").replace("%", "%%")
    columns = ", ".join(f"{column} {TYPES[kind]}" for column, kind in fact.columns.items())
    monkeypatch.setitem(registry, name, replace(fact, sql=f"SELECT * FROM json_to_recordset('{written}') AS r({columns})"))
