"""What is asked of the engine and what it answers: the same question for the live tables and for the history."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol

from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Span, months_before_end, months_of, window_since
from anxin.platform.facts import Fact, registry

Row = tuple[Any, ...]
BITS = 62
"""How many windows one whole number of every engine tells apart."""

WHOSE = ("technician_id", "advisor_id", "clerk_id", "consultant_id", "bay_id", "team_id")
"""Whom a row is of, the nearest first."""
TOTALS = ("day", "lines", "amount", "all_documents", "all_lines", "all_amount")
"""What is told of each document, and of all that there are."""


@dataclass(frozen=True, slots=True)
class Question:
    """Measures of units over periods.

    ``places`` says which store counts for which unit: itself, its brand, region or group. ``by`` are columns that all
    facts of the measures have (the advisor, the kind of order). ``further`` are periods at which a measure is asked as
    well, by its name: few look at last year, and nobody else's rows of it are read.
    """

    measures: tuple[Measure, ...]
    places: Mapping[int, int]
    spans: tuple[Span, ...]
    by: tuple[str, ...] = ()
    further: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)

    def spans_of(self, measure: Measure) -> tuple[Span, ...]:
        """The periods at which a measure is asked."""
        return (*self.spans, *self.further.get(measure.name, ()))


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
    """A period as expressions see it.

    ``since`` is where a window begins, ``quiet_since`` the last day of coming, ``at_least`` how often a thing came in it.
    ``came`` is its bit among the windows that are asked together, ``again`` that of the days after the last day of coming.
    """

    span_id: int
    first: date
    last: date
    since: date
    quiet_since: date
    at_least: int = 1
    came: int = 0
    again: int = 0

    def bits(self, day: date) -> int:
        """The bits of its window that a day has."""
        if not self.since <= day <= self.last:
            return 0
        return self.came if day <= self.quiet_since else self.again


@dataclass(frozen=True, slots=True)
class Frame:
    """What an expression is bound to: which store counts for which unit, and the periods."""

    places: Mapping[int, int]
    spans: Sequence[SpanRow]

    @property
    def first(self) -> date:
        """The first day that any of them looks at."""
        return min(min(one.first, one.since) for one in self.spans)

    @property
    def last(self) -> date:
        """The last day that any of them looks at."""
        return max(one.last for one in self.spans)

    def months(self) -> list[date]:
        """The first of each month that any of them looks at; what lies between a month and the same of last year is none."""
        found = {month.first for one in self.spans for month in months_of(min(one.first, one.since), one.last)}
        return sorted(found)

    def stretches(self) -> list[tuple[date, date]]:
        """The days that any of them looks at, as the fewest runs of days: last year's are not one run with this year's."""
        found: list[tuple[date, date]] = []
        for first, last in sorted((min(one.first, one.since), one.last) for one in self.spans):
            if found and first <= found[-1][1] + timedelta(days=1):
                found[-1] = (found[-1][0], max(last, found[-1][1]))
            else:
                found.append((first, last))
        return found

    def calendar(self) -> tuple[list[date], list[date], list[int]]:
        """Each of those days, the first of the days that no window tells apart from it, and the windows in which it lies."""
        first, last = self.first, self.last
        ends = {end + timedelta(days=1) for one in self.spans for end in (one.last, one.quiet_since)}
        edges = {first, *(one.since for one in self.spans), *ends}
        days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
        slots: list[date] = []
        windows: list[int] = []
        for day in days:
            is_edge = day in edges
            slots.append(day if is_edge else slots[-1])
            windows.append(sum(one.bits(day) for one in self.spans) if is_edge else windows[-1])
        return days, slots, windows


@dataclass(frozen=True, slots=True)
class Pass:
    """One statement over a fact: the measures that it answers together, and to what it is bound.

    A row tells the unit, a place among ``windows``, the dimensions, and the numbers of the measures there.
    """

    fact: Fact
    sql: str
    frame: Frame
    windows: Sequence[tuple[tuple[Measure, ...], Span]]
    has_things: bool = False


class Source(Protocol):
    """Where facts are read. ``by_column``: a column that nobody asks for costs nothing, a measure costs by itself."""

    dialect: str
    by_column: bool

    def run(self, fact: Fact, sql: str, frame: Frame, *, has_things: bool = False) -> Iterable[Row]:
        """Rows of an expression over one fact; one that counts things needs the calendar."""

    def run_all(self, passes: Sequence[Pass]) -> Iterable[tuple[Pass, Iterable[Row]]]:
        """The rows of each, in any order."""


def ask(source: Source, question: Question) -> Answer:
    """Compute: one statement for all sums, counts and stocks of a fact, one for all measures of the same things."""
    found: dict[Cell, dict[str, Decimal]] = defaultdict(dict)
    number = len(question.by)
    for one, rows in source.run_all([one for each in passes(question.measures) for one in _passes(source, question, each)]):
        for unit_id, window_id, *rest in rows:
            measures, span = one.windows[window_id]
            values = found[Cell(unit_id, span, tuple(rest[:number]))]
            for measure, value in zip(measures, rest[number:], strict=True):
                if value is not None:
                    values[measure.name] = Decimal(value)
    return found


def _passes(source: Source, question: Question, together: tuple[Measure, ...]) -> Iterable[Pass]:
    """The statements for measures of one fact or of the same things."""
    # Ibis takes most of a second to import: whoever never asks for a figure does not wait for it.
    from anxin.management.kpi.engine import expressions

    fact = registry[together[0].fact]
    if together[0].aggregate == "distinct":
        # Each measure has windows of its own over the same things.
        windows = [((one,), span) for one in together for span in question.spans_of(one)]
        sql = expressions.compiled(source.dialect, fact, together, question.by)
        for rows in _packed([_span_row(number, span, one) for number, ((one,), span) in enumerate(windows)]):
            yield Pass(fact, sql, Frame(question.places, rows), windows, has_things=True)
        return
    for measures, spans in _sums(question, together, by_column=source.by_column):
        sql = expressions.compiled(source.dialect, fact, measures, question.by)
        frame = Frame(question.places, [_span_row(number, span) for number, span in enumerate(spans)])
        yield Pass(fact, sql, frame, [(measures, span) for span in spans])


def _sums(
    question: Question, together: tuple[Measure, ...], *, by_column: bool
) -> list[tuple[tuple[Measure, ...], tuple[Span, ...]]]:
    """Which sums are asked at which periods by one statement; where rows cost and not columns, it is one for all."""
    asking: dict[Span, tuple[Measure, ...]] = {}
    for one in together:
        for span in question.further.get(one.name, ()):
            asking[span] = (*asking.get(span, ()), one)
    if not by_column:
        return [(together, (*question.spans, *asking))]
    same: dict[tuple[str, ...], list[Span]] = defaultdict(list)
    for span, measures in asking.items():
        same[tuple(one.name for one in measures)].append(span)
    return [(together, question.spans), *((asking[spans[0]], tuple(spans)) for spans in same.values())]


def _packed(rows: Iterable[SpanRow]) -> list[list[SpanRow]]:
    """Windows with bits of their own, as many together as a number has; those that begin together stay together."""
    packs: list[list[SpanRow]] = [[]]
    free = BITS
    for row in sorted(rows, key=lambda one: one.since):
        needed = 1 if row.quiet_since == row.last else 2
        if needed > free:
            packs.append([])
            free = BITS
        free -= needed
        packs[-1].append(replace(row, came=1 << free, again=2 << free if needed == 2 else 0))
    return packs


def rows_behind(
    source: Source, measure: Measure, places: Mapping[int, int], span: Span, *, most: int, skip: int = 0
) -> list[Mapping[str, object]]:
    """The facts that made a measure over a period, the newest first, each with all of its columns."""
    from anxin.management.kpi.engine import expressions

    fact = registry[measure.fact]
    sql = f"{expressions.compiled_rows(source.dialect, measure)} LIMIT {most:d} OFFSET {skip:d}"
    found = source.run(fact, sql, Frame(places, [_span_row(0, span, measure)]))
    return [dict(zip(fact.columns, row, strict=True)) for row in found]


def told_of(fact: Fact, measure: Measure) -> list[str]:
    """What tells one document behind a measure from another, or says what it is about."""
    about = ["store_id", *(["number"] if "number" in fact.columns else []), "vehicle_id", *WHOSE]
    about += [] if "number" in fact.columns else ["employee_id", "article_id"]
    found = [one for one in about if one in fact.columns]
    if measure.aggregate == "distinct":
        found.append(measure.column)
    elif found == ["store_id"]:
        found.append("key")
    return list(dict.fromkeys(found))


def documents_behind(
    source: Source, measure: Measure, places: Mapping[int, int], span: Span, *, most: int, skip: int = 0
) -> list[Mapping[str, Any]]:
    """The documents behind a measure over a period, the largest amount first, each with the sums of all."""
    from anxin.management.kpi.engine import expressions

    fact = registry[measure.fact]
    sql = f"{expressions.compiled_documents(source.dialect, measure)} LIMIT {most:d} OFFSET {skip:d}"
    found = source.run(fact, sql, Frame(places, [_span_row(0, span, measure)]))
    names = [*told_of(fact, measure), *TOTALS]
    return [dict(zip(names, row, strict=True)) for row in found]


def passes(measures: Sequence[Measure]) -> list[tuple[Measure, ...]]:
    """Measures that one statement answers together."""
    sums: dict[str, list[Measure]] = defaultdict(list)
    same_things: dict[tuple[str, str, str, bool], list[Measure]] = defaultdict(list)
    for one in measures:
        if one.aggregate == "distinct":
            same_things[one.fact, one.column, repr(sorted(one.where.items())), one.at_least > 1].append(one)
        else:
            sums[one.fact].append(one)
    return [*map(tuple, sums.values()), *map(tuple, same_things.values())]


def _span_row(number: int, span: Span, measure: Measure | None = None) -> SpanRow:
    if measure is None:
        return SpanRow(number, span.first, span.last, span.first, span.last)
    since = window_since(span.last, measure.months) if measure.months else span.first
    return SpanRow(number, span.first, span.last, since, months_before_end(span.last, measure.quiet), measure.at_least)
