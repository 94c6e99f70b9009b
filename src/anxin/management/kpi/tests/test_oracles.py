"""Every definition against its oracle: live and over files, at the ends of the month, in a month without anything."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.engine.asking import Answer, Cell, Question, Source, ask
from anxin.management.kpi.engine.history import ParquetFiles
from anxin.management.kpi.engine.live import LiveTables
from anxin.management.kpi.engine.working import Asked, Figure, Known, work_out
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.formula import Formula, Term
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Period, Span, span_of
from anxin.management.kpi.tests import mutations
from anxin.management.kpi.tests.oracles import MARCH, SPANS, Oracle, live, places_of, read_oracles, rows_of, written
from anxin.platform.facts import registry

EMPTY = span_of(Period.MONTH, date(2031, 5, 1))
DAY = timedelta(days=1)
BENT = [
    Span(MARCH.first - DAY, MARCH.last),
    Span(MARCH.first + DAY, MARCH.last),
    Span(MARCH.first, MARCH.last - DAY),
    Span(MARCH.first, MARCH.last + DAY),
]
"""March with one day more or less at one of its ends."""
ALLOWED: Mapping[str, str] = {}
"""Mutants that are the same thing in other words → why."""

OF_FIGURES = ("kpi.target", "kpi.target_in_force", "kpi.personal_target")
"""Facts about figures: their ``code`` is that of a definition."""

ORACLES, OF_MEASURES = read_oracles()
CASES = [*ORACLES.values(), *OF_MEASURES.values()]


def definitions() -> list[Definition]:
    known = catalogue().definitions
    return [known[code] for code in ORACLES]


def measures() -> dict[str, Measure]:
    return {term.measure: catalogue().measures[term.measure] for one in CASES for term in one.measures}


def users(measure: str) -> list[tuple[Oracle, Term]]:
    """The cases that say what a measure comes to, and how it stands there."""
    return [(one, term) for one in CASES for term in one.measures if term.measure == measure]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> ParquetFiles:
    return written(rows_of(CASES), tmp_path_factory.mktemp("history"))


@pytest.fixture(params=["live", "files"])
def source(request: pytest.FixtureRequest, files: ParquetFiles, monkeypatch: pytest.MonkeyPatch, db: None) -> Source:
    if request.param == "files":
        return files
    for name, rows in rows_of(CASES).items():
        monkeypatch.setitem(registry, name, live(registry[name], rows))
    return LiveTables()


def mutants_of(measure: Measure) -> list[Measure]:
    filled = {column for oracle, _ in users(measure.name) for row in oracle.rows[measure.fact] for column in row}
    return list(mutations.measures(measure, filled))


def figures(source: Source, span: Span, known: Known) -> Iterator[tuple[Oracle, Figure]]:
    """The figure of each definition for the unit of its case; a store that states nothing there is not open yet."""
    places = places_of(CASES)
    stating = {row["store_id"] for fact, rows in rows_of(CASES).items() if registry[fact].is_stated for row in rows}
    opened = {store: date.max for store in places if store not in stating}
    asked = Asked(definitions(), places, Period.MONTH, (span,), opened=opened)
    for figure in work_out(source, catalogue(), asked, known):
        if figure.cell.unit_id == ORACLES[figure.code].unit:
            yield ORACLES[figure.code], figure


def number(answer: Answer, measure: Measure, unit: int, span: Span) -> Decimal | None:
    found = answer.get(Cell(unit, span), {}).get(measure.name)
    return Decimal(0) if found is None and measure.aggregate != "last" else found


def is_near(found: Decimal | None, expected: Fraction | None) -> bool:
    """Decimals have 28 digits: a third is not one of them."""
    if found is None or expected is None:
        return found is expected
    return abs(Fraction(found) - expected) < Fraction(1, 10**18)


def test_every_definition_that_computes_has_an_oracle() -> None:
    known = catalogue()
    computable = {code for code, one in known.definitions.items() if not known.needs(one) and not one.same_as}
    assert sorted(set(ORACLES) - set(known.definitions)) == []
    assert sorted(computable - set(ORACLES)) == [], "write tests/oracle/<code>.toml (docs/howto/add-a-kpi.md)"


def test_every_measure_of_a_published_fact_stands_in_a_case() -> None:
    published = {one.name for one in catalogue().measures.values() if one.fact in registry}
    assert sorted(published - set(measures())) == [], "write tests/oracle/measures/<fact>.toml"


def test_facts_say_what_a_text_can_be_that_a_measure_asks_for() -> None:
    unsaid = {
        f"{measure.fact}: {column}"
        for measure in catalogue().measures.values()
        for column, _ in measure.texts
        if measure.fact in set(registry) - set(OF_FIGURES) and column not in registry[measure.fact].values
    }
    assert not unsaid, "publish the fact with values={...}, else a slip in a definition counts nothing: " + str(unsaid)


def test_targets_are_of_figures() -> None:
    terms = {term.measure for one in definitions() for term in one.formula.terms}
    codes = {measures()[name].where["code"] for name in terms if measures()[name].fact in OF_FIGURES}
    assert sorted(codes - set(catalogue().definitions)) == []


def test_an_oracle_says_what_it_expects_of_each_part() -> None:
    for one in definitions():
        assert set(ORACLES[one.code].measures) == set(one.formula.terms), one.code
        assert ORACLES[one.code].because.strip(), one.code


def test_figures_are_what_was_worked_out_by_hand(source: Source) -> None:
    wrong = []
    for oracle, figure in figures(source, MARCH, lambda *_: True):
        parts = {term.measure: part for term, part in figure.parts.items() if not is_near(part, oracle.measures[term])}
        if parts or not is_near(figure.value, oracle.value):
            wrong.append((oracle.code, figure.value, parts))
    assert not wrong, "\n".join(map(str, wrong))


def test_measures_are_what_was_worked_out_by_hand(source: Source) -> None:
    answer = ask(source, Question(tuple(measures().values()), places_of(CASES), tuple(SPANS.values())))
    wrong = [
        f"{oracle.code}: {measure.name} is {found}"
        for measure in measures().values()
        for oracle, term in users(measure.name)
        if not is_near(found := number(answer, measure, oracle.unit, SPANS[term.shift]), oracle.measures[term])
    ]
    assert not wrong, "\n".join(wrong)


def test_a_month_without_anything_is_zero_or_nothing(source: Source) -> None:
    for oracle, figure in figures(source, EMPTY, lambda _, __, fact, ___: not fact.is_stated):
        definition = catalogue().definitions[oracle.code]
        parts = [catalogue().measures[term.measure] for term in definition.formula.terms]
        is_zero = not any(one.aggregate == "last" or registry[one.fact].is_stated for one in parts)
        assert figure.value == (0 if definition.is_total and is_zero else None), oracle.code


def test_a_month_without_records_is_a_gap(source: Source) -> None:
    assert {figure.value for _, figure in figures(source, EMPTY, lambda *_: False)} == {None}


def test_both_ends_of_the_month_matter(files: ParquetFiles) -> None:
    answer = ask(files, Question(tuple(measures().values()), places_of(CASES), (MARCH, *BENT)))
    blind = []
    for measure in measures().values():
        for oracle, term in users(measure.name):
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
    assert not blind, "\n".join(blind)


def test_no_formula_can_be_changed_unseen(files: ParquetFiles) -> None:
    answer = ask(files, Question(tuple(measures().values()), places_of(CASES), tuple(SPANS.values())))
    survivors = []
    for definition in definitions():
        oracle = ORACLES[definition.code]
        survivors += [
            f"{definition.code}: {mutant.text}"
            for mutant in mutations.formulas(definition.formula)
            if is_near(_value(mutant, oracle, answer), oracle.value)
        ]
    survivors = [one for one in survivors if one not in ALLOWED]
    assert not survivors, "\n".join(survivors)


def test_no_measure_can_be_changed_unseen(files: ParquetFiles) -> None:
    mutants = {name: mutants_of(measure) for name, measure in measures().items()}
    every = [mutant for those in mutants.values() for mutant in those]
    answer = ask(files, Question(tuple(every), places_of(CASES), tuple(SPANS.values())))
    survivors = [
        mutant.name
        for name, those in mutants.items()
        for mutant in those
        if all(
            is_near(number(answer, mutant, oracle.unit, SPANS[term.shift]), oracle.measures[term])
            for oracle, term in users(name)
        )
    ]
    survivors = [one for one in survivors if one not in ALLOWED]
    assert not survivors, "\n".join(survivors)


def test_what_is_allowed_to_survive_is_still_there() -> None:
    names = {mutant.name for measure in measures().values() for mutant in mutants_of(measure)}
    names |= {f"{one.code}: {mutant.text}" for one in definitions() for mutant in mutations.formulas(one.formula)}
    assert sorted(set(ALLOWED) - names) == []


def _value(formula: Formula, oracle: Oracle, answer: Answer) -> Decimal | None:
    known = catalogue().measures
    return formula.value(lambda term: number(answer, known[term.measure], oracle.unit, SPANS[term.shift]))
