"""Measures as expressions over facts, the same on every engine.

Tables stand in each expression: the fact, ``place`` (which store counts for which unit), ``span`` (which days count for
which period, and since when a window looks back) and, where things are counted, ``calendar`` (in which windows a day lies,
and its slot: days that no window tells apart have one). They are bound to rows when it runs.
"""

from collections.abc import Sequence
from functools import lru_cache, reduce
from operator import and_, or_
from typing import Any

import ibis
from ibis import ir

from anxin.management.kpi.engine.asking import told_of
from anxin.management.kpi.rules.measures import Measure
from anxin.platform.facts import Fact, Kind, registry

TYPES: dict[Kind, str] = {
    "id": "int64", "text": "string", "flag": "boolean", "count": "int64", "money": "int64", "number": "decimal(18, 3)",
    "day": "date",
}  # fmt: skip
PLACE = ibis.table({"store_id": "int64", "unit_id": "int64"}, name="place")
SPAN = ibis.table(
    {
        "span_id": "int64", "first": "date", "last": "date", "since": "date", "quiet_since": "date", "at_least": "int64",
        "came": "int64", "again": "int64",
    },
    name="span",
)  # fmt: skip
CALENDAR = ibis.table({"day": "date", "slot": "date", "windows": "int64"}, name="calendar")
COMPARE = {
    "ge": lambda column, wanted: column >= wanted,
    "gt": lambda column, wanted: column > wanted,
    "le": lambda column, wanted: column <= wanted,
    "lt": lambda column, wanted: column < wanted,
    "ne": lambda column, wanted: column != wanted,
    "set": lambda column, wanted: column.notnull() if wanted else column.isnull(),
}


@ibis.udf.agg.builtin  # type: ignore[untyped-decorator]
def bit_or(windows: int) -> int:
    """The bits that any of the numbers has. Every engine knows the name; the compiler for Spark does not know the method."""
    raise NotImplementedError


def table_of(fact: Fact) -> ir.Table:
    """The fact as expressions see it."""
    return ibis.table({name: TYPES[kind] for name, kind in fact.columns.items()}, name=fact.table)


def totals(fact: Fact, measures: Sequence[Measure], by: Sequence[str] = ()) -> ir.Table:
    """Unit, period and dimensions → counts and sums, and stocks on each store's last day of the period, in one pass.

    Rows are added up by store and day first: there are few of those, so any number of periods costs little.
    """
    rows = table_of(fact)
    keys = dict.fromkeys(["store_id", "day", *by])
    days = rows.group_by(list(keys)).aggregate(**{one.name: _total(rows, one) for one in measures})
    days = _placed(days).join(SPAN, [days.day >= SPAN.first, days.day <= SPAN.last])
    if any(one.aggregate == "last" for one in measures):
        days = days.mutate(newest=days.day.max().over(group_by=["store_id", "span_id"]))
    found = {
        one.name: days[one.name].sum(where=days.day == days.newest) if one.aggregate == "last" else days[one.name].sum()
        for one in measures
    }
    return days.group_by(["unit_id", "span_id", *by]).aggregate(**found)


def things(fact: Fact, measures: Sequence[Measure], by: Sequence[str] = ()) -> ir.Table:
    """Unit, window and dimensions → how many things came in it, each once; the measures look at the same rows and things.

    Every window is a bit, or two of them where a thing must not have come again. A thing has the bits of all its days, and
    few sets of bits are left to be held against the windows.
    """
    one = measures[0]
    rows = _with_thing(fact, one).inner_join(CALENDAR, "day")
    if one.column != "key":
        rows = rows.group_by(["unit_id", *by, one.column]).aggregate(windows=bit_or(rows.windows))
    sets = rows.group_by(["unit_id", *by, "windows"]).aggregate(number=rows.count())
    came, again = sets.windows & SPAN.came, sets.windows & SPAN.again
    sets = sets.join(SPAN, [came != 0, again == 0])
    return sets.group_by(["unit_id", "span_id", *by]).aggregate(number=sets.number.sum())


def returning_things(fact: Fact, measures: Sequence[Measure], by: Sequence[str] = ()) -> ir.Table:
    """Unit, window and dimensions → how many things came in it ``at_least`` so often, each once.

    A thing counts by the last row that it has in a window, which is the one whose next row comes after the window. Rows
    whose moments no window tells apart are added up before the windows are looked at.
    """
    one = measures[0]
    rows = _with_thing(fact, one).inner_join(CALENDAR, "day")
    order = ibis.window(group_by=["unit_id", *by, one.column], order_by="slot")
    # Row → the slot in which the thing came for so many times, counted backwards from it.
    earlier = {times: f"times_{times}" for times in sorted({one.at_least for one in measures})}
    lags = {name: rows.slot.lag(times - 1).over(order) for times, name in earlier.items()}
    rows = rows.select("unit_id", *by, "slot", after=rows.slot.lead(1).over(order), **lags)
    stays = rows.group_by(["unit_id", *by, *rows.columns[-2 - len(lags) :]]).aggregate(number=rows.count())
    stays = stays.join(SPAN, [stays.slot >= SPAN.since, stays.slot <= SPAN.quiet_since])
    is_last = stays.after.isnull() | (stays.after > stays.last)
    came = [(stays.at_least == times) & (stays[name] >= stays.since) for times, name in earlier.items()]
    stays = stays.filter(is_last, reduce(or_, came))
    return stays.group_by(["unit_id", "span_id", *by]).aggregate(number=stays.number.sum())


def behind(fact: Fact, measure: Measure) -> ir.Table:
    """The rows that a measure counts or adds up, of a stock those of each store's last day, of a window all in it."""
    return _within(fact, measure).select(*fact.columns)


def documents(fact: Fact, measure: Measure) -> ir.Table:
    """The rows behind a measure, a line for each document of a day, or for each thing where things are counted, with how
    many rows it has and what they add up to; and the same of all, so that they can be held against the measure."""
    rows, about = _within(fact, measure), told_of(fact, measure)
    if measure.aggregate == "distinct":
        rows, keys = rows.filter(rows[measure.column].notnull()), [measure.column]
    else:
        keys = [*about, "day"]
    amount = rows[measure.column].sum() if measure.aggregate in ("sum", "last") else rows.count()
    found = rows.group_by(keys).aggregate(
        **{one: rows[one].argmax(rows.day) for one in about if one not in keys},
        last_day=rows.day.max(), lines=rows.count(), amount=amount,
        times=rows.at_least.max(), came_until=rows.quiet_since.max(),
    )  # fmt: skip
    if measure.aggregate == "distinct":
        found = found.filter(found.lines >= found.times, found.last_day <= found.came_until)
    every = ibis.window()
    found = found.select(
        *about,
        day=found.last_day, lines=found.lines, amount=found.amount, all_documents=found.count().over(every),
        all_lines=found.lines.sum().over(every), all_amount=found.amount.sum().over(every),
    )  # fmt: skip
    return found.order_by(ibis.desc("amount", nulls_first=False), ibis.desc("day"), *(ibis.asc(one) for one in about))


def _within(fact: Fact, measure: Measure) -> ir.Table:
    rows = _placed(table_of(fact))
    begin = SPAN.since if measure.is_windowed else SPAN.first
    rows = rows.join(SPAN, [rows.day >= begin, rows.day <= SPAN.last])
    if measure.aggregate == "last":
        rows = rows.mutate(newest=rows.day.max().over(group_by="store_id"))
        rows = rows.filter(rows.day == rows.newest)
    met = _met(rows, measure)
    return rows if met is None else rows.filter(met)


@lru_cache(maxsize=1024)
def compiled_rows(dialect: str, measure: Measure) -> str:
    """The rows behind a measure, as SQL, the newest first."""
    rows = behind(registry[measure.fact], measure)
    return str(ibis.to_sql(rows.order_by(ibis.desc("day"), ibis.desc("key")), dialect=dialect))


@lru_cache(maxsize=1024)
def compiled_documents(dialect: str, measure: Measure) -> str:
    """The documents behind a measure, as SQL, those with the largest amount first."""
    return str(ibis.to_sql(documents(registry[measure.fact], measure), dialect=dialect))


def compiled(dialect: str, fact: Fact, measures: Sequence[Measure], by: Sequence[str]) -> str:
    """The expression of measures that go in one pass, as SQL."""
    return _compiled(dialect, fact.name, tuple(measures), tuple(by))


@lru_cache(maxsize=4096)
def _compiled(dialect: str, fact_name: str, measures: tuple[Measure, ...], by: tuple[str, ...]) -> str:
    if measures[0].aggregate != "distinct":
        expression = totals
    else:
        expression = returning_things if measures[0].at_least > 1 else things
    return str(ibis.to_sql(expression(registry[fact_name], measures, by), dialect=dialect))


def _placed(rows: ir.Table) -> ir.Table:
    return rows.inner_join(PLACE, "store_id")


def _with_thing(fact: Fact, measure: Measure) -> ir.Table:
    """The rows that a measure of things looks at."""
    rows = _placed(table_of(fact))
    met = _met(rows, measure)
    return rows.filter(rows[measure.column].notnull(), *([] if met is None else [met]))


def _total(rows: ir.Table, measure: Measure) -> Any:
    # As cases and not as filters of the sums: DuckDB works out once what several of them ask.
    met = _met(rows, measure)
    if measure.aggregate == "count":
        return rows.count() if met is None else met.ifelse(1, 0).sum()
    return (rows[measure.column] if met is None else met.ifelse(rows[measure.column], None)).sum()


def _met(rows: ir.Table, measure: Measure) -> Any:
    """Whether a row meets all that the measure asks; None where it asks nothing."""
    met = [_compared(rows[name], wanted) for name, wanted in measure.where.items()]
    return reduce(and_, met) if met else None


def _compared(column: Any, wanted: Any) -> Any:
    if isinstance(wanted, dict):
        return reduce(and_, [COMPARE[sign](column, than) for sign, than in wanted.items()])
    return column.isin(wanted) if isinstance(wanted, list) else column == wanted
