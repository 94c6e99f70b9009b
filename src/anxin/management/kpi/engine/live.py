"""The live tables: expressions run on Django's own connection, in the scope of whoever asks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from anxin.management.kpi.engine.asking import Row, SpanRow
from anxin.platform.facts import Fact

FRAME = """
WITH place AS (SELECT * FROM unnest(%(stores)s::bigint[], %(units)s::bigint[]) AS p(store_id, unit_id)),
span AS (SELECT * FROM unnest(%(span_ids)s::bigint[], %(firsts)s::date[], %(lasts)s::date[], %(sinces)s::date[],
    %(quiets)s::date[]) AS s(span_id, first, last, since, quiet_since)),
{table} AS (SELECT * FROM ({rows}) AS fact
    WHERE fact.store_id = ANY(%(stores)s::bigint[]) AND fact.day BETWEEN %(from)s AND %(until)s)
"""


class LiveTables:
    """Facts as they stand now; a unit of work must be open, which sets whose stores are seen."""

    dialect = "postgres"

    def run(self, fact: Fact, sql: str, places: Mapping[int, int], spans: Sequence[SpanRow]) -> Iterable[Row]:
        """Rows of an expression over one fact."""
        given: dict[str, Any] = {
            "stores": list(places),
            "units": list(places.values()),
            "span_ids": [one.span_id for one in spans],
            "firsts": [one.first for one in spans],
            "lasts": [one.last for one in spans],
            "sinces": [one.since for one in spans],
            "quiets": [one.quiet_since for one in spans],
            "from": min(min(one.first, one.since) for one in spans),
            "until": max(one.last for one in spans),
        }
        frame = FRAME.format(table=fact.table, rows=fact.sql)
        with connection.cursor() as cursor:
            cursor.execute(frame + sql.replace("%", "%%"), given)
            return list(cursor.fetchall())
