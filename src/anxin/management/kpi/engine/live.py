"""The live tables: expressions run on Django's own connection, in the scope of whoever asks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from anxin.management.kpi.engine.asking import Frame, Pass, Row
from anxin.platform.facts import Fact

FRAME = """
WITH place AS (SELECT * FROM unnest(%(stores)s::bigint[], %(units)s::bigint[]) AS p(store_id, unit_id)),
span AS (SELECT * FROM unnest(%(span_ids)s::bigint[], %(firsts)s::date[], %(lasts)s::date[], %(sinces)s::date[],
    %(quiets)s::date[], %(times)s::bigint[], %(came)s::bigint[], %(again)s::bigint[])
    AS s(span_id, first, last, since, quiet_since, at_least, came, again)),
{calendar}{table} AS (SELECT * FROM ({rows}) AS fact
    WHERE fact.store_id = ANY(%(stores)s::bigint[]) AND ({days}){begun})
"""
DAYS = "fact.day BETWEEN %(from_{0})s AND %(until_{0})s"
BEGUN = """ AND fact.day >= (SELECT b.day FROM unnest(%(begun)s::bigint[], %(begun_on)s::date[]) AS b(store_id, day)
        WHERE b.store_id = fact.store_id)"""
CALENDAR = """calendar AS (SELECT * FROM unnest(%(days)s::date[], %(slots)s::date[], %(windows)s::bigint[])
    AS c(day, slot, windows)),
"""


class LiveTables:
    """Facts as they stand now; a unit of work must be open, which sets whose stores are seen.

    ``begun`` is the first day on which each store kept records: what a calendar says of days before it is no fact. With
    ``is_cut`` nothing before it is read of any fact, nor of a store without one.
    """

    dialect = "postgres"
    by_column = False

    def __init__(self, begun: Mapping[int, date] | None = None, *, is_cut: bool = False) -> None:
        self.begun = begun
        self.is_cut = is_cut

    def run(self, fact: Fact, sql: str, frame: Frame, *, has_things: bool = False) -> Iterable[Row]:
        """Rows of an expression over one fact; one that counts things needs the calendar."""
        given: dict[str, Any] = {
            "stores": list(frame.places),
            "units": list(frame.places.values()),
            "span_ids": [one.span_id for one in frame.spans],
            "firsts": [one.first for one in frame.spans],
            "lasts": [one.last for one in frame.spans],
            "sinces": [one.since for one in frame.spans],
            "quiets": [one.quiet_since for one in frame.spans],
            "times": [one.at_least for one in frame.spans],
            "came": [one.came for one in frame.spans],
            "again": [one.again for one in frame.spans],
        }
        stretches = frame.stretches()
        for number, (first, last) in enumerate(stretches):
            given[f"from_{number}"], given[f"until_{number}"] = first, last
        if has_things:
            given["days"], given["slots"], given["windows"] = frame.calendar()
        is_cut = self.begun is not None and (self.is_cut or fact.is_of_calendar)
        if self.begun is not None and is_cut:
            given["begun"], given["begun_on"] = list(self.begun), list(self.begun.values())
        calendar, begun = CALENDAR if has_things else "", BEGUN if is_cut else ""
        # What lies between a month and the same of last year is not read.
        days = " OR ".join(DAYS.format(number) for number in range(len(stretches)))
        head = FRAME.format(table=fact.table, rows=fact.sql, calendar=calendar, days=days, begun=begun)
        with connection.cursor() as cursor:
            cursor.execute(head + sql.replace("%", "%%"), given)
            return list(cursor.fetchall())

    def run_all(self, passes: Sequence[Pass]) -> Iterable[tuple[Pass, Iterable[Row]]]:
        """The rows of each, one after the other."""
        return ((one, self.run(one.fact, one.sql, one.frame, has_things=one.has_things)) for one in passes)
