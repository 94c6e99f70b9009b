"""What is asked of the engine and what it answers: the same question for the live tables and for the history."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Span, months_later
from anxin.platform.facts import Fact, registry

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Measures of units over periods.

    ``places`` says which store counts for which unit: itself, its brand, region or group. ``by`` are columns that all
    facts of the measures have (the advisor, the kind of order).
    """

    measures: tuple[Measure, ...]
    places: Mapping[int, int]
    spans: tuple[Span, ...]
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """Where a number stands: the unit, the period, the values of the dimensions."""

    unit_id: int
    span: Span
    by: tuple[object, ...] = ()


Answer = Mapping[Cell, Mapping[str, Decimal]]
"""What was found. A unit and period without any row of a fact has no entry for its measures."""


@dataclass(frozen=True, slots=True)
class SpanRow:
    """A period as expressions see it: ``since`` is where a window begins, ``quiet_since`` the last day of coming."""

    span_id: int
    first: date
    last: date
    since: date
    quiet_since: date


class Source(Protocol):
    """Where facts are read."""

    dialect: str

    def run(self, fact: Fact, sql: str, places: Mapping[int, int], spans: Sequence[SpanRow]) -> Iterable[Row]:
        """Rows of an expression over one fact."""


def ask(source: Source, question: Question) -> Answer:
    """Compute: one statement for all sums and counts of a fact, one for each measure of things or stocks."""
    # Ibis takes most of a second to import: whoever never asks for a figure does not wait for it.
    from anxin.management.kpi.engine import expressions

    found: dict[Cell, dict[str, Decimal]] = defaultdict(dict)
    for together in _passes(question.measures):
        fact = registry[together[0].fact]
        sql = expressions.compiled(source.dialect, fact, together, question.by)
        rows = _span_rows(question.spans, together[0])
        for unit_id, span_id, *rest in source.run(fact, sql, question.places, rows):
            cell = Cell(int(str(unit_id)), question.spans[int(str(span_id))], tuple(rest[: len(question.by)]))
            for measure, value in zip(together, rest[len(question.by) :], strict=True):
                if value is not None:
                    found[cell][measure.name] = Decimal(str(value))
    return found


def rows_behind(
    source: Source, measure: Measure, places: Mapping[int, int], span: Span, *, most: int, skip: int = 0
) -> list[Mapping[str, object]]:
    """The facts that made a measure over a period, the newest first, each with all of its columns."""
    from anxin.management.kpi.engine import expressions

    fact = registry[measure.fact]
    sql = f"{expressions.compiled_rows(source.dialect, measure)} LIMIT {most:d} OFFSET {skip:d}"
    found = source.run(fact, sql, places, _span_rows([span], measure))
    return [dict(zip(fact.columns, row, strict=True)) for row in found]


def _passes(measures: Sequence[Measure]) -> list[tuple[Measure, ...]]:
    sums: dict[str, list[Measure]] = defaultdict(list)
    for one in measures:
        if one.is_additive:
            sums[one.fact].append(one)
    alone = [(one,) for one in measures if not one.is_additive]
    return [*map(tuple, sums.values()), *alone]


def _span_rows(spans: Sequence[Span], measure: Measure) -> list[SpanRow]:
    rows = []
    for number, span in enumerate(spans):
        since = months_later(span.last, -measure.months) + timedelta(days=1) if measure.months else span.first
        rows.append(SpanRow(number, span.first, span.last, since, months_later(span.last, -measure.quiet)))
    return rows
