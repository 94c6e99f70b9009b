"""The history: facts in Parquet, one folder for each fact and one file for each month, read by DuckDB."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from anxin.management.kpi.engine.asking import Frame, Pass, Row
from anxin.platform.facts import Fact


class ParquetFiles:
    """Facts as they were exported; only the files of the months that are asked for are opened.

    Whose stores are read is decided by ``places`` alone: the files hold every store. ``begun`` is the first day on which
    each store kept records: what a calendar says of days before it is no fact.
    """

    dialect = "duckdb"
    by_column = True

    def __init__(
        self, folder: Path, begun: Mapping[int, date] | None = None, *, threads: int = 2, memory: str = "1500MB"
    ) -> None:
        self.folder, self.begun, self.threads = folder, begun, threads
        self.connection = duckdb.connect(config={"threads": threads, "memory_limit": memory})

    def run(self, fact: Fact, sql: str, frame: Frame, *, has_things: bool = False) -> Iterable[Row]:
        """Rows of an expression over one fact; one that counts things needs the calendar."""
        paths = [self.folder / fact.name / f"{month:%Y-%m}.parquet" for month in frame.months()]
        found = [str(path) for path in paths if path.exists()]
        if not found:
            return []
        stores, tables, cut = ", ".join(map(str, frame.places)) or "NULL", _tables(frame, has_things=has_things), ""
        if self.begun is not None and fact.is_of_calendar:
            columns = (pa.array(self.begun, pa.int64()), pa.array(self.begun.values(), pa.date32()))
            tables["begun"] = pa.table(dict(zip(("begun_id", "begun_on"), columns, strict=True)))
            cut = " AND day >= (SELECT begun_on FROM begun WHERE begun_id = store_id)"
        with self.connection.cursor() as asking:
            for name, table in tables.items():
                asking.register(name, table)
            asking.execute(
                f"CREATE TEMP VIEW {fact.table} AS SELECT * FROM read_parquet({found!r}) WHERE store_id IN ({stores})"
                f" AND day BETWEEN DATE '{frame.first}' AND DATE '{frame.last}'{cut}"
            )
            try:
                return list(asking.execute(sql).fetchall())
            finally:
                asking.execute(f"DROP VIEW {fact.table}")

    def run_all(self, passes: Sequence[Pass]) -> Iterable[tuple[Pass, Iterable[Row]]]:
        """The rows of each, the longest first, as many at a time as there are threads: most read too little for two."""
        longest = sorted(passes, key=lambda one: len(one.frame.months()), reverse=True)
        with ThreadPoolExecutor(self.threads) as pool:
            yield from zip(longest, pool.map(self._run, longest), strict=True)

    def _run(self, one: Pass) -> Iterable[Row]:
        return self.run(one.fact, one.sql, one.frame, has_things=one.has_things)


def _tables(frame: Frame, *, has_things: bool) -> dict[str, pa.Table]:
    place = {"store_id": list(frame.places), "unit_id": list(frame.places.values())}
    numbers, dates = ("span_id", "at_least", "came", "again"), ("first", "last", "since", "quiet_since")
    span = {name: [getattr(one, name) for one in frame.spans] for name in (*numbers, *dates)}
    found = {
        "place": pa.table({name: pa.array(column, pa.int64()) for name, column in place.items()}),
        "span": pa.table({name: pa.array(span[name], pa.date32() if name in dates else pa.int64()) for name in span}),
    }
    if has_things:
        days, slots, windows = frame.calendar()
        columns = (pa.array(days, pa.date32()), pa.array(slots, pa.date32()), pa.array(windows, pa.int64()))
        found["calendar"] = pa.table(dict(zip(("day", "slot", "windows"), columns, strict=True)))
    return found
