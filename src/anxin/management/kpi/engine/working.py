"""Figures worked out of measures: formulas over what was asked, with their parts, for every unit and period at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from anxin.management.kpi.catalogue import Catalogue
from anxin.management.kpi.engine.asking import Answer, Cell, Question, Source, ask
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.formula import SHIFTS, Term
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Period, Span, last_period, last_year
from anxin.platform.facts import Fact, registry

Known = Callable[[int, Span, Fact], bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """Figures of units over periods of one length; ``places`` says which store counts for which unit."""

    definitions: Sequence[Definition]
    places: Mapping[int, int]
    period: Period
    spans: Sequence[Span]
    by: tuple[str, ...] = ()


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


def work_out(source: Source, catalogue: Catalogue, asked: Asked, known: Known) -> list[Figure]:
    """Each figure for each unit and period; with dimensions, for each of their values that was found.

    ``known`` says whether a unit kept records of a fact in a period at all: where it did, what was not found is zero; where
    it did not, it is a gap.
    """
    ready = [one for one in asked.definitions if not catalogue.needs(one)]
    answer = _answers(source, catalogue, asked, ready)
    cells = _cells(asked, answer)
    figures: dict[str, list[Figure]] = {one.code: [] for one in asked.definitions}
    for one in asked.definitions:
        if needs := catalogue.needs(one):
            figures[one.code] = [Figure(one.code, cell, None, {}, needs) for cell in cells]
    measures = {term: catalogue.measures[term.measure] for one in ready for term in one.formula.terms}
    spans = {(span, shift): _shifted(asked.period, span, shift) for span in asked.spans for shift in ("", *SHIFTS)}
    for cell in cells:
        # A cell has parts in few periods: each is looked up once for all figures.
        places = {shift: _Place(answer, cell, spans[cell.span, shift], known) for shift in ("", *SHIFTS)}
        for one in ready:
            parts = {term: places[term.shift].part(measures[term]) for term in one.formula.terms}
            figures[one.code].append(Figure(one.code, cell, one.formula.value(parts.__getitem__), parts))
    return [figure for found in figures.values() for figure in found]


class _Place:
    """What is known of one unit in one period."""

    __slots__ = ("found", "known", "span", "unit_id")

    def __init__(self, answer: Answer, cell: Cell, span: Span, known: Known) -> None:
        self.found = answer.get(Cell(cell.unit_id, span, cell.by), {})
        self.unit_id, self.span, self.known = cell.unit_id, span, known

    def part(self, measure: Measure) -> Decimal | None:
        """A measure there; of a stock that nobody counted nothing is known, of what is counted as it happens it is zero."""
        found = self.found.get(measure.name)
        if found is not None:
            return found
        if measure.aggregate == "last" or not self.known(self.unit_id, self.span, registry[measure.fact]):
            return None
        return Decimal(0)


def _answers(source: Source, catalogue: Catalogue, asked: Asked, definitions: Iterable[Definition]) -> Answer:
    terms = {term for one in definitions for term in one.formula.terms}
    measures = sorted({term.measure for term in terms})
    spans = {_shifted(asked.period, span, term.shift) for span in asked.spans for term in terms}
    if not measures or not asked.places:
        return {}
    chosen = tuple(catalogue.measures[name] for name in measures)
    return ask(source, Question(chosen, asked.places, tuple(sorted(spans)), asked.by))


def _cells(asked: Asked, answer: Answer) -> list[Cell]:
    units = sorted(set(asked.places.values()))
    if not asked.by:
        return [Cell(unit, span) for span in asked.spans for unit in units]
    values = {(cell.unit_id, cell.by) for cell in answer}
    return [Cell(unit, span, by) for span in asked.spans for unit, by in sorted(values, key=repr)]


def _shifted(period: Period, span: Span, shift: str) -> Span:
    if shift == "last_year":
        return last_year(span)
    return last_period(period, span) if shift == "last_period" else span
