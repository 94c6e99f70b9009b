"""Definitions and measures held against cases worked by hand, and the changes in them that no case notices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from anxin.management.kpi.catalogue import Catalogue
from anxin.management.kpi.engine.asking import Answer, Cell, Question, Source, ask
from anxin.management.kpi.engine.history import ParquetFiles
from anxin.management.kpi.engine.place import Known
from anxin.management.kpi.engine.working import Asked, Figure, work_out
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.formula import Formula, Term
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Period, Span
from anxin.management.kpi.tests import mutations
from anxin.management.kpi.tests.oracles import MARCH, SPANS, Oracle, Row, places_of, rows_of, written
from anxin.platform.facts import registry

DAY = timedelta(days=1)
BENT = [
    Span(MARCH.first - DAY, MARCH.last),
    Span(MARCH.first + DAY, MARCH.last),
    Span(MARCH.first, MARCH.last - DAY),
    Span(MARCH.first, MARCH.last + DAY),
]
"""March with one day more or less at one of its ends."""


@dataclass(frozen=True)
class Proof:
    """The definitions of a catalogue, their cases by code, and the cases of measures alone; what it finds wrong it names."""

    known: Catalogue
    oracles: Mapping[str, Oracle]
    of_measures: Mapping[str, Oracle]

    @cached_property
    def cases(self) -> list[Oracle]:
        return [*self.oracles.values(), *self.of_measures.values()]

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        return rows_of(self.cases)

    @property
    def definitions(self) -> list[Definition]:
        return [self.known.definitions[code] for code in self.oracles]

    @cached_property
    def measures(self) -> dict[str, Measure]:
        return {term.measure: self.known.measures[term.measure] for one in self.cases for term in one.measures}

    @cached_property
    def mutants(self) -> dict[str, list[Measure]]:
        """Measure → what it would be, changed in one place."""
        found = {}
        for measure in self.measures.values():
            rows = [row for oracle, _ in self.users(measure.name) for row in oracle.rows[measure.fact]]
            found[measure.name] = list(mutations.measures(measure, {column for row in rows for column in row}))
        return found

    def users(self, measure: str) -> list[tuple[Oracle, Term]]:
        """The cases that say what a measure comes to, and how it stands there."""
        return [(one, term) for one in self.cases for term in one.measures if term.measure == measure]

    def files(self, folder: Path) -> ParquetFiles:
        """The rows of all cases as history."""
        return written(self.rows, folder)

    def figures(self, source: Source, span: Span, known: Known) -> Iterator[tuple[Oracle, Figure]]:
        """The figure of each definition for the unit of its case; a store that states nothing there is not open yet."""
        places = places_of(self.cases)
        stating = {row["store_id"] for fact, rows in self.rows.items() if registry[fact].is_stated for row in rows}
        opened = {store: date.max for store in places if store not in stating}
        asked = Asked(self.definitions, places, Period.MONTH, (span,), opened=opened)
        for figure in work_out(source, self.known, asked, known):
            if figure.cell.unit_id == self.oracles[figure.code].unit:
                yield self.oracles[figure.code], figure

    def wrong_figures(self, source: Source) -> list[str]:
        """Figures that are not what was worked out by hand."""
        wrong = []
        for oracle, figure in self.figures(source, MARCH, lambda *_: True):
            parts = {term.measure: part for term, part in figure.parts.items() if not is_near(part, oracle.measures[term])}
            if parts or not is_near(figure.value, oracle.value):
                wrong.append(f"{oracle.code} is {figure.value}, {parts}")
        return wrong

    def wrong_measures(self, source: Source) -> list[str]:
        """Measures that are not what was worked out by hand."""
        answer = self._ask(source, list(self.measures.values()))
        return [
            f"{oracle.code}: {measure.name} is {found}"
            for measure in self.measures.values()
            for oracle, term in self.users(measure.name)
            if not is_near(found := number(answer, measure, oracle.unit, SPANS[term.shift]), oracle.measures[term])
        ]

    def blind_ends(self, files: ParquetFiles) -> list[str]:
        """Cases that come to the same with a day more or less at an end of the month."""
        answer = self._ask(files, list(self.measures.values()), (MARCH, *BENT))
        blind = []
        for measure in self.measures.values():
            for oracle, term in self.users(measure.name):
                if term.shift or measure.quiet:
                    continue
                # A stock is that of the last day, a window begins where the window says.
                ends = BENT[2:] if measure.aggregate == "last" or measure.is_windowed else BENT
                usual = number(answer, measure, oracle.unit, MARCH)
                blind += [
                    f"{oracle.code}: {measure.name} {span.first} {span.last}"
                    for span in ends
                    if number(answer, measure, oracle.unit, span) == usual
                ]
        return blind

    def changed_formulas_unseen(self, files: ParquetFiles) -> list[str]:
        """Formulas changed in one place that no case notices."""
        answer = self._ask(files, list(self.measures.values()))
        return [
            f"{definition.code}: {mutant.text}"
            for definition in self.definitions
            for mutant in mutations.formulas(definition.formula)
            if is_near(self._value(mutant, self.oracles[definition.code], answer), self.oracles[definition.code].value)
        ]

    def changed_measures_unseen(self, files: ParquetFiles) -> list[str]:
        """Measures changed in one place that no case notices."""
        answer = self._ask(files, [mutant for those in self.mutants.values() for mutant in those])
        return [
            mutant.name
            for name, those in self.mutants.items()
            for mutant in those
            if all(
                is_near(number(answer, mutant, oracle.unit, SPANS[term.shift]), oracle.measures[term])
                for oracle, term in self.users(name)
            )
        ]

    def _ask(self, source: Source, measures: list[Measure], spans: tuple[Span, ...] = tuple(SPANS.values())) -> Answer:
        return ask(source, Question(tuple(measures), places_of(self.cases), spans))

    def _value(self, formula: Formula, oracle: Oracle, answer: Answer) -> Decimal | None:
        known = self.known.measures
        return formula.value(lambda term: number(answer, known[term.measure], oracle.unit, SPANS[term.shift]))


def number(answer: Answer, measure: Measure, unit: int, span: Span) -> Decimal | None:
    """What a measure came to; nothing is zero, but for a stock."""
    found = answer.get(Cell(unit, span), {}).get(measure.name)
    return Decimal(0) if found is None and measure.aggregate != "last" else found


def is_near(found: Decimal | None, expected: Fraction | None) -> bool:
    """Whether both are the same; decimals have 28 digits: a third is not one of them."""
    if found is None or expected is None:
        return found is expected
    return abs(Fraction(found) - expected) < Fraction(1, 10**18)
