"""Facts written to the history: one Parquet file for each month, whole or not at all.

A month is written when what the tables say of it differs from what was written: so a correction to a month long closed
reaches the history as well, and an unchanged month is only read. A reader sees the old file or the new one.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connection

from anxin.management.kpi.engine.stand import MANIFEST, read_manifest
from anxin.management.kpi.rules.periods import Span, months_of
from anxin.platform.facts import Fact, Kind

TYPES: dict[Kind, pa.DataType] = {
    "id": pa.int64(), "text": pa.string(), "flag": pa.bool_(), "count": pa.int64(), "money": pa.int64(),
    "number": pa.decimal128(18, 3), "day": pa.date32(),
}  # fmt: skip
AT_ONCE = 20_000
DIGEST = """
SELECT date_trunc('month', fact.day)::date, count(*), sum(hashtextextended(fact::text, 0)::numeric)
FROM ({rows}) AS fact WHERE fact.day BETWEEN %s AND %s GROUP BY 1
"""
ROWS = "SELECT * FROM ({rows}) AS fact WHERE fact.day BETWEEN %s AND %s ORDER BY fact.store_id, fact.day, fact.key"


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export did: months that were written anew, and those that were found unchanged."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]


def export_fact(fact: Fact, folder: Path, first: date, last: date) -> Exported:
    """Bring the files of a fact's months from ``first`` to ``last`` in line with the tables.

    A unit of work of the whole house must be open: what it does not see is taken out of the files. One at a time.
    """
    home = folder / fact.name
    home.mkdir(parents=True, exist_ok=True)
    for left in home.glob("*.draft"):
        left.unlink()
    manifest = read_manifest(home / MANIFEST)
    stand = _digests(fact, months_of(first, last))
    written, unchanged = [], []
    for month in months_of(first, last):
        name, digest = f"{month.first:%Y-%m}", stand.get(month.first, "")
        if manifest.get(name, "") == digest and (not digest or (home / f"{name}.parquet").exists()):
            unchanged.append(name)
            continue
        # Killed in between, the month counts as not written: what stood before must not be taken for the new file.
        if manifest.pop(name, ""):
            _keep(manifest, home)
        _write_month(fact, home, month, is_empty=not digest)
        manifest[name] = digest
        _keep(manifest, home)
        written.append(name)
    return Exported(tuple(written), tuple(unchanged))


def months_with_facts(fact: Fact) -> Span | None:
    """From the first day of a fact to its last; None without any."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(day), max(day) FROM ({fact.sql}) AS fact")
        first, last = cursor.fetchone()
    return None if first is None else Span(first, last)


def months_to_write(fact: Fact, folder: Path) -> Span | None:
    """All months of which the tables or the files tell, so that what is gone from the tables goes from the files.

    Of a fact that reaches back a number of months only, older files stand as they are.
    """
    stand = months_with_facts(fact)
    written = (
        []
        if fact.months_back
        else sorted(name for name, digest in read_manifest(folder / fact.name / MANIFEST).items() if digest)
    )
    if not written:
        return stand
    months = months_of(*(date.fromisoformat(f"{name}-01") for name in (written[0], written[-1])))
    return Span(
        min(months[0].first, stand.first if stand else date.max), max(months[-1].last, stand.last if stand else date.min)
    )


def schema_of(fact: Fact) -> pa.Schema:
    """The columns of a fact's files."""
    return pa.schema([(name, TYPES[kind]) for name, kind in fact.columns.items()])


def _digests(fact: Fact, months: list[Span]) -> dict[date, str]:
    with connection.cursor() as cursor:
        cursor.execute(DIGEST.format(rows=fact.sql), [months[0].first, months[-1].last])
        # With the columns in it, a fact that says more than before is written anew.
        columns = ",".join(fact.columns)
        return {month: f"{count}:{total}:{columns}" for month, count, total in cursor.fetchall()}


def _write_month(fact: Fact, home: Path, month: Span, *, is_empty: bool) -> None:
    path = home / f"{month.first:%Y-%m}.parquet"
    if is_empty:
        path.unlink(missing_ok=True)
        return
    draft = path.with_suffix(f".{os.getpid()}.draft")
    try:
        with pq.ParquetWriter(draft, schema_of(fact), compression="zstd") as writer:
            for batch in _batches(fact, month):
                writer.write_batch(batch)
        _settle(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _batches(fact: Fact, month: Span) -> Iterator[pa.RecordBatch]:
    schema = schema_of(fact)
    with connection.chunked_cursor() as cursor:
        cursor.execute(ROWS.format(rows=fact.sql), [month.first, month.last])
        while rows := cursor.fetchmany(AT_ONCE):
            columns: list[Any] = [
                pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), schema.types, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _keep(manifest: dict[str, str], home: Path) -> None:
    _replace(home / MANIFEST, json.dumps(dict(sorted(manifest.items())), indent=1).encode())


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_suffix(f".{os.getpid()}.draft")
    try:
        draft.write_bytes(content)
        _settle(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _settle(draft: Path, path: Path) -> None:
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    draft.replace(path)
