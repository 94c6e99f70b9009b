"""The documents behind a part of a figure, with the months that were stated in their place: together they are the part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from anxin.management.kpi import permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.engine.asking import documents_behind
from anxin.management.kpi.engine.live import LiveTables
from anxin.management.kpi.engine.monthly import stated_kind
from anxin.management.kpi.engine.working import Asked, shifted
from anxin.management.kpi.queries.figures import Level, first_days, own_days, units_of
from anxin.management.kpi.queries.months import read_monthly
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.formula import SHIFTS, Term
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Period, Span, months_later, months_of, span_of, to_date
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.facts import Fact, registry
from anxin.platform.queries import query
from anxin.resources.figures.queries import all_kinds


@dataclass(frozen=True, slots=True)
class StatedMonth:
    """A month, or a quarter that ends with it, that a store stated in place of records; fen, or as formulas have it."""

    store_id: int
    month: date
    kind: str
    value: Decimal
    is_outlier: bool


@dataclass(frozen=True, slots=True)
class FigureDocuments:
    """A page of what is behind a part of a figure.

    ``rows`` have what tells them apart, ``day``, ``lines`` (of the fact) and ``amount``. ``count`` and ``lines`` are of all
    documents, ``total`` is what they and the ``stated`` months come to: fen of money, else as the fact holds it. It is the
    part itself, where that is known.
    """

    term: Term
    measure: Measure
    fact: Fact | None
    span: Span
    rows: tuple[Mapping[str, Any], ...]
    stated: tuple[StatedMonth, ...]
    count: int
    lines: int
    total: Decimal
    has_more: bool


@query(permissions.SEE)
def list_figure_documents(
    actor: Actor,
    code: str,
    part: str,
    level: Level,
    unit_id: int,
    period: Period,
    day: date,
    *,
    most: int = 50,
    skip: int = 0,
    has_stated: bool = True,
) -> FigureDocuments:
    """What is behind a part of a figure of a unit, this period up to a day: the largest amounts first (M22.06).

    ``part`` is a measure, ``last_year.measure`` or ``last_period.measure``, or ``measure.evidence`` for the rows of some
    evidence. ``has_stated``: False where it is known that no month was stated, which then is not looked up.

    :raises NotFound: an unknown figure or measure, or a unit of which the actor may see no store
    """
    definition, (term, measure) = catalogue().definitions.get(code), _read_part(part)
    places = {store: unit for store, unit in units_of(actor, level).items() if unit == unit_id}
    if definition is None or measure is None or not places:
        raise NotFound
    span = shifted(period, to_date(period, day), term.shift)
    stated: list[StatedMonth] = []
    fact = registry.get(measure.fact)
    begun = first_days(places) if has_stated or (fact and fact.is_of_calendar) else None
    source = LiveTables(begun)
    if has_stated and begun is not None and stated_kind(measure) and term in definition.formula.terms:
        stated, since = _stated(places, definition, measure, span, begun)
        if since:
            source = LiveTables({store: since.get(store, date.min) for store in places}, is_cut=True)
    if fact is None or (stated_kind(measure) and not measure.history):
        return FigureDocuments(term, measure, None, span, (), tuple(stated), 0, 0, _sum(stated, measure), has_more=False)
    return _page(source, term, measure, places, span, stated, most=most, skip=skip)


def _page(
    source: LiveTables,
    term: Term,
    measure: Measure,
    places: Mapping[int, int],
    span: Span,
    stated: list[StatedMonth],
    *,
    most: int,
    skip: int,
) -> FigureDocuments:
    """One page of documents; beyond the last only what all come to."""
    fact = registry[measure.fact]
    found = documents_behind(source, measure, places, span, most=most + 1, skip=skip)
    if not found and skip:
        found = documents_behind(source, measure, places, span, most=1)
        head, found = found[:1], []
    else:
        head = found[:1]
    count, lines, amount = (head[0][name] for name in ("all_documents", "all_lines", "all_amount")) if head else (0, 0, 0)
    own = Decimal(count if measure.aggregate == "distinct" else amount or 0)
    rows = tuple(found[:most])
    return FigureDocuments(
        term, measure, fact, span, rows, tuple(stated), count, int(lines), own + _sum(stated, measure), len(found) > most
    )


def _read_part(part: str) -> tuple[Term, Measure | None]:
    shift, dot, name = part.partition(".")
    if dot and shift in SHIFTS:
        return Term(name, shift), catalogue().measures.get(name)
    return Term(part), catalogue().measure(part)


def _stated(
    places: Mapping[int, int], definition: Definition, measure: Measure, span: Span, begun: Mapping[int, date]
) -> tuple[list[StatedMonth], dict[int, date]]:
    """The months that count as stated, and since when the records of a store whose first month was stated count."""
    facts = {catalogue().measures[term.measure].fact for term in definition.formula.terms}
    own = own_days(places, facts)
    each = {store: store for store in places}
    asked = Asked([definition], each, Period.MONTH, (span,))
    monthly = read_monthly(asked, catalogue(), begun, own)
    stand_in = monthly.stand_in_for({catalogue().measures[term.measure] for term in definition.formula.terms})
    kind = stated_kind(measure)
    every = all_kinds()[kind].every
    has_fact = measure.fact in registry
    found: list[StatedMonth] = []
    months = [one for one in months_of(span.first, span.last) if one.first.month % every == 0 and one.last <= span.last]
    if measure.aggregate == "last":
        months = months[-1:]
    for store in sorted(places):
        for month in months:
            whole = Span(months_later(month.first, 1 - every), month.last)
            value, marks = monthly.of(measure.fact).part(
                measure, store, whole, Decimal(0) if has_fact else None, has_fact=has_fact, stand_in=stand_in
            )
            if marks.stated and value is not None and whole.first >= span.first:
                found.append(StatedMonth(store, month.first, kind, value, bool(marks.outliers)))
    begins = monthly.of(measure.fact).begun
    since = {
        store: months_later(begins[store].replace(day=1), 1)
        for store in stand_in.begins
        if store in begins and span_of(Period.MONTH, begins[store]).last <= span.last and has_fact
    }
    return found, since


def _sum(stated: list[StatedMonth], measure: Measure) -> Decimal:
    return sum((one.value for one in stated), Decimal(0))
