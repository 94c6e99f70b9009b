"""Measures as expressions over facts, the same on every engine.

Three tables stand in each expression: the fact, ``place`` (which store counts for which unit) and ``span`` (which days
count for which period, and since when a window looks back). They are bound to rows when it runs.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import ibis
from ibis import ir

from anxin.management.kpi.rules.measures import Measure
from anxin.platform.facts import Fact, Kind, registry

TYPES: dict[Kind, str] = {
    "id": "int64", "text": "string", "flag": "boolean", "count": "int64", "money": "int64", "number": "decimal(18, 3)",
    "day": "date",
}  # fmt: skip
PLACE = ibis.table({"store_id": "int64", "unit_id": "int64"}, name="place")
SPAN = ibis.table({"span_id": "int64", "first": "date", "last": "date", "since": "date", "quiet_since": "date"}, name="span")
COMPARE = {
    "ge": lambda column, wanted: column >= wanted,
    "gt": lambda column, wanted: column > wanted,
    "le": lambda column, wanted: column <= wanted,
    "lt": lambda column, wanted: column < wanted,
    "ne": lambda column, wanted: column != wanted,
    "set": lambda column, wanted: column.notnull() if wanted else column.isnull(),
}


def table_of(fact: Fact) -> ir.Table:
    """The fact as expressions see it."""
    return ibis.table({name: TYPES[kind] for name, kind in fact.columns.items()}, name=fact.table)


def additive(fact: Fact, measures: Sequence[Measure], by: Sequence[str] = ()) -> ir.Table:
    """Unit, period and dimensions → the counts and sums, of all measures in one pass."""
    rows = _placed(table_of(fact))
    rows = rows.join(SPAN, [rows.day >= SPAN.first, rows.day <= SPAN.last])
    totals = {one.name: _total(rows, one) for one in measures}
    return rows.group_by(["unit_id", "span_id", *by]).aggregate(**totals)


def distinct(fact: Fact, measure: Measure, by: Sequence[str] = ()) -> ir.Table:
    """Unit, period and dimensions → how many things, each once, over the period or the window before its end."""
    rows = _placed(table_of(fact))
    rows = rows.filter(_met(rows, measure))
    begin = SPAN.since if measure.is_windowed else SPAN.first
    rows = rows.join(SPAN, [rows.day >= begin, rows.day <= SPAN.last])
    things = rows.group_by(["unit_id", "span_id", *by, measure.column]).aggregate(
        times=rows.count(), latest=rows.day.max(), quiet_since=rows.quiet_since.min()
    )
    things = things.filter(things[measure.column].notnull(), things.times >= measure.at_least)
    if measure.quiet:
        things = things.filter(things.latest <= things.quiet_since)
    return things.group_by(["unit_id", "span_id", *by]).aggregate(**{measure.name: things.count()})


def stock(fact: Fact, measure: Measure, by: Sequence[str] = ()) -> ir.Table:
    """Unit, period and dimensions → what stands on each store's last day of the period."""
    rows = _placed(table_of(fact))
    rows = rows.join(SPAN, [rows.day >= SPAN.first, rows.day <= SPAN.last])
    rows = rows.mutate(newest=rows.day.max().over(group_by=["store_id", "span_id"]))
    rows = rows.filter(rows.day == rows.newest)
    total = rows[measure.column].sum(where=_met(rows, measure))
    return rows.group_by(["unit_id", "span_id", *by]).aggregate(**{measure.name: total})


def behind(fact: Fact, measure: Measure) -> ir.Table:
    """The rows that a measure counts or adds up, whole; of a window, those since its beginning."""
    rows = _placed(table_of(fact))
    begin = SPAN.since if measure.is_windowed else SPAN.first
    rows = rows.join(SPAN, [rows.day >= begin, rows.day <= SPAN.last])
    return rows.filter(_met(rows, measure)).select(*fact.columns)


@lru_cache(maxsize=1024)
def compiled_rows(dialect: str, measure: Measure) -> str:
    """The rows behind a measure, as SQL, the newest first."""
    rows = behind(registry[measure.fact], measure)
    return str(ibis.to_sql(rows.order_by(ibis.desc("day"), ibis.desc("key")), dialect=dialect))


def compiled(dialect: str, fact: Fact, measures: Sequence[Measure], by: Sequence[str]) -> str:
    """The expression of measures that go in one pass, as SQL."""
    return _compiled(dialect, fact.name, tuple(measures), tuple(by))


@lru_cache(maxsize=4096)
def _compiled(dialect: str, fact_name: str, measures: tuple[Measure, ...], by: tuple[str, ...]) -> str:
    fact = registry[fact_name]
    if measures[0].is_additive:
        expression = additive(fact, measures, by)
    else:
        (one,) = measures
        expression = (distinct if one.aggregate == "distinct" else stock)(fact, one, by)
    return str(ibis.to_sql(expression, dialect=dialect))


def _placed(rows: ir.Table) -> ir.Table:
    return rows.inner_join(PLACE, "store_id")


def _total(rows: ir.Table, measure: Measure) -> Any:
    met = _met(rows, measure)
    if measure.aggregate == "count":
        return rows.count(where=met)
    return rows[measure.column].sum(where=met)


def _met(rows: ir.Table, measure: Measure) -> Any:
    met = ibis.literal(True)
    for name, wanted in measure.where.items():
        column = rows[name]
        if isinstance(wanted, dict):
            for sign, than in wanted.items():
                met = met & COMPARE[sign](column, than)
        elif isinstance(wanted, list):
            met = met & column.isin(wanted)
        else:
            met = met & (column == wanted)
    return met
