"""The history: facts in Parquet, one folder for each fact and one file for each month, read by DuckDB."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from anxin.management.kpi.engine.asking import Row, SpanRow
from anxin.management.kpi.rules.periods import months_of
from anxin.platform.facts import Fact


class ParquetFiles:
    """Facts as they were exported; only the files of the months that are asked for are opened.

    Whose stores are read is decided by ``places`` alone: the files hold every store.
    """

    dialect = "duckdb"

    def __init__(self, folder: Path, *, threads: int = 2, memory: str = "1500MB") -> None:
        self.folder = folder
        self.connection = duckdb.connect(config={"threads": threads, "memory_limit": memory})

    def run(self, fact: Fact, sql: str, places: Mapping[int, int], spans: Sequence[SpanRow]) -> Iterable[Row]:
        """Rows of an expression over one fact."""
        first, last = min(min(one.first, one.since) for one in spans), max(one.last for one in spans)
        paths = [self.folder / fact.name / f"{month.first:%Y-%m}.parquet" for month in months_of(first, last)]
        found = [str(path) for path in paths if path.exists()]
        if not found:
            return []
        place = pa.table({"store_id": pa.array(list(places), pa.int64()), "unit_id": pa.array(places.values(), pa.int64())})
        span = pa.table(
            {
                "span_id": pa.array([one.span_id for one in spans], pa.int64()),
                **{
                    name: pa.array([getattr(one, name) for one in spans], pa.date32())
                    for name in ("first", "last", "since", "quiet_since")
                },
            }
        )
        stores = ", ".join(map(str, places)) or "NULL"
        with self.connection.cursor() as asking:
            asking.register("place", place)
            asking.register("span", span)
            asking.execute(
                f"CREATE TEMP VIEW {fact.table} AS SELECT * FROM read_parquet({found!r}) WHERE store_id IN ({stores})"
            )
            try:
                return list(asking.execute(sql).fetchall())
            finally:
                asking.execute(f"DROP VIEW {fact.table}")
