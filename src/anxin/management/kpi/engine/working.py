"""Figures worked out of measures: formulas over what was asked, with their parts, for every unit and period at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from anxin.management.kpi.catalogue import Catalogue
from anxin.management.kpi.engine.asking import Answer, Cell, Question, Source
from anxin.management.kpi.engine.monthly import NOTHING, Marks, Monthly
from anxin.management.kpi.engine.stated import Silent, ask_with_stated
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.formula import SHIFTS, Term
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Period, Span, last_period, last_year, window_since
from anxin.platform.facts import Fact, registry

Known = Callable[[int, Span, Fact, date], bool]
"""Whether a unit kept records of a fact in a period, having begun by a day."""
MAY_LACK = 10
"""A period with which another is compared may lack a tenth of its days: a store that begins after a holiday."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Figures of units over periods of one length; ``places`` says which store counts for which unit.

    ``opened`` is since when a store exists, where that is known: before, it is missing nowhere.
    """

    definitions: Sequence[Definition]
    places: Mapping[int, int]
    period: Period
    spans: Sequence[Span]
    by: tuple[str, ...] = ()
    opened: Mapping[int, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of one unit over one period.

    ``value`` is None where it is not known: a part is missing, or it would divide by zero. ``parts`` are the measures that
    made it. ``needs`` are the facts that no module publishes yet; then nothing was computed.
    """

    code: str
    cell: Cell
    value: Decimal | None
    parts: Mapping[Term, Decimal | None]
    needs: tuple[str, ...] = ()
    marks: Marks = NOTHING


def work_out(
    source: Source, catalogue: Catalogue, asked: Asked, known: Known, monthly: Monthly | None = None
) -> list[Figure]:
    """Each figure for each unit and period; with dimensions, for each of their values that was found.

    ``known`` says whether a unit kept records of a fact in a period at all: where it did, what was not found is zero; where
    it did not, it is a gap. ``monthly`` knows what was stated of months, before a store kept records and of what only
    people know.
    """
    ready = [one for one in asked.definitions if not catalogue.needs(one) or (monthly and _has_history(catalogue, one))]
    answered = _answers(source, catalogue, asked, ready)
    cells = _cells(asked, answered[0])
    figures: dict[str, list[Figure]] = {one.code: [] for one in asked.definitions}
    needed = {one.code: catalogue.needs(one) for one in asked.definitions}
    computed = {one.code for one in ready}
    for one in asked.definitions:
        if one.code not in computed:
            figures[one.code] = [Figure(one.code, cell, None, {}, needed[one.code]) for cell in cells]
    measures = {term: catalogue.measures[term.measure] for one in ready for term in one.formula.terms}
    spans = {(span, shift): shifted(asked.period, span, shift) for span in asked.spans for shift in ("", *SHIFTS)}
    for cell in cells:
        # A cell has parts in few periods: each is looked up once for all figures.
        stated = None if cell.by else monthly
        places = {
            shift: _Place(
                answered,
                cell,
                spans[cell.span, shift],
                known,
                stated,
                _Compared(cell.span, monthly) if shift else None,
            )
            for shift in ("", *SHIFTS)
        }
        for one in ready:
            parts, marks = {}, NOTHING
            for term in one.formula.terms:
                parts[term], said = places[term.shift].part(measures[term])
                marks = marks.joined(said)
            if needed[one.code] and not marks.is_of_months:
                figures[one.code].append(Figure(one.code, cell, None, {}, needed[one.code]))
            else:
                figures[one.code].append(Figure(one.code, cell, one.formula.value(parts.__getitem__), parts, (), marks))
    return [figure for found in figures.values() for figure in found]


class _Compared(NamedTuple):
    """With which period another is compared, and when the stores of a unit began."""

    now: Span
    monthly: Monthly | None


class _Place:
    """What is known of one unit in one period, its own or one with which it is compared."""

    __slots__ = ("compared", "found", "known", "monthly", "parts", "silent", "span", "unit_id")

    def __init__(
        self,
        answered: tuple[Answer, Silent],
        cell: Cell,
        span: Span,
        known: Known,
        monthly: Monthly | None,
        compared: "_Compared | None",
    ) -> None:
        self.found, self.silent = answered[0].get(Cell(cell.unit_id, span, cell.by), {}), answered[1]
        self.unit_id, self.span, self.known, self.monthly, self.compared = cell.unit_id, span, known, monthly, compared
        self.parts: dict[str, tuple[Decimal | None, Marks]] = {}

    def part(self, measure: Measure) -> tuple[Decimal | None, Marks]:
        """A measure there, with what was stated of its months."""
        if self.monthly is None:
            return self._own(measure), NOTHING
        if measure.name not in self.parts:
            has_fact = measure.fact in registry
            value, marks = self.monthly.part(
                measure, self.unit_id, self.span, self._own(measure) if has_fact else None, has_fact=has_fact
            )
            said_nothing = self.silent.get((self.unit_id, self.span, measure.name), ())
            self.parts[measure.name] = value, marks.joined(Marks(lacking=said_nothing)) if said_nothing else marks
        return self.parts[measure.name]

    def _own(self, measure: Measure) -> Decimal | None:
        """Out of facts; of a stock that nobody counted nothing is known, of what is counted as it happens it is zero."""
        found = self.found.get(measure.name)
        if self.compared and not self._is_whole(measure):
            return None
        if found is not None and not measure.needs_whole_window:
            return found
        # Before there are records nobody came; who did not come again is not known then.
        begun = window_since(self.span.last, measure.months) if measure.needs_whole_window else self.span.last
        if measure.aggregate == "last" or not self.known(self.unit_id, self.span, registry[measure.fact], begun):
            return None
        return found or Decimal(0)

    def _is_whole(self, measure: Measure) -> bool:
        """Whether records of every store fill the period, or the window, so that growth since is not only theirs."""
        fact = registry[measure.fact]
        if fact.is_stated or measure.aggregate == "last":
            return True
        days = (self.span.last - self.span.first).days
        whole = self.span.first + timedelta(days=days // MAY_LACK)
        begun = window_since(self.span.last, measure.months) if measure.months else whole
        if not self.known(self.unit_id, self.span, fact, begun):
            return False
        assert self.compared is not None
        now, monthly = self.compared
        return monthly is None or monthly.had_begun(measure, self.unit_id, self.span, begun, now.last)


def _has_history(catalogue: Catalogue, definition: Definition) -> bool:
    """Whether months that were stated can stand for every measure whose fact nobody publishes yet."""
    measures = [catalogue.measures[term.measure] for term in definition.formula.terms]
    return all(one.fact in registry or one.history for one in measures)


def _answers(source: Source, catalogue: Catalogue, asked: Asked, definitions: Iterable[Definition]) -> tuple[Answer, Silent]:
    terms = {term for one in definitions for term in one.formula.terms}
    measures = sorted({term.measure for term in terms if catalogue.measures[term.measure].fact in registry})
    spans = {shifted(asked.period, span, term.shift) for span in asked.spans for term in terms}
    if not measures or not asked.places:
        return {}, {}
    chosen = tuple(catalogue.measures[name] for name in measures)
    return ask_with_stated(source, Question(chosen, asked.places, tuple(sorted(spans)), asked.by), asked.opened)


def _cells(asked: Asked, answer: Answer) -> list[Cell]:
    units = sorted(set(asked.places.values()))
    if not asked.by:
        return [Cell(unit, span) for span in asked.spans for unit in units]
    values = {(cell.unit_id, cell.by) for cell in answer}
    return [Cell(unit, span, by) for span in asked.spans for unit, by in sorted(values, key=repr)]


def shifted(period: Period, span: Span, shift: str) -> Span:
    """The period at which a term of a formula with this shift looks."""
    if shift == "last_year":
        return last_year(span)
    return last_period(period, span) if shift == "last_period" else span
