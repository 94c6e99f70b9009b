"""Every definition against its oracle: live and over files, at the ends of the month, in a month without anything."""

from collections.abc import Mapping
from datetime import date

import pytest

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.engine.asking import Source
from anxin.management.kpi.engine.history import ParquetFiles
from anxin.management.kpi.engine.live import LiveTables
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.management.kpi.tests import mutations
from anxin.management.kpi.tests.oracles import live, read_oracles
from anxin.management.kpi.tests.proving import Proof
from anxin.platform.facts import registry

EMPTY = span_of(Period.MONTH, date(2031, 5, 1))
ALLOWED: Mapping[str, str] = {}
"""Mutants that are the same thing in other words → why."""

OF_FIGURES = ("kpi.target", "kpi.target_in_force", "kpi.personal_target")
"""Facts about figures: their ``code`` is that of a definition."""

PROOF = Proof(catalogue(), *read_oracles())


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> ParquetFiles:
    return PROOF.files(tmp_path_factory.mktemp("history"))


@pytest.fixture(params=["live", "files"])
def source(request: pytest.FixtureRequest, files: ParquetFiles, monkeypatch: pytest.MonkeyPatch, db: None) -> Source:
    if request.param == "files":
        return files
    for name, rows in PROOF.rows.items():
        monkeypatch.setitem(registry, name, live(registry[name], rows))
    return LiveTables()


def test_every_definition_that_computes_has_an_oracle() -> None:
    known = catalogue()
    computable = {code for code, one in known.definitions.items() if not known.needs(one) and not one.same_as}
    assert sorted(set(PROOF.oracles) - set(known.definitions)) == []
    assert sorted(computable - set(PROOF.oracles)) == [], "write tests/oracle/<code>.toml (docs/howto/add-a-kpi.md)"


def test_every_measure_of_a_published_fact_stands_in_a_case() -> None:
    published = {one.name for one in catalogue().measures.values() if one.fact in registry}
    assert sorted(published - set(PROOF.measures)) == [], "write tests/oracle/measures/<fact>.toml"


def test_facts_say_what_a_text_can_be_that_a_measure_asks_for() -> None:
    unsaid = {
        f"{measure.fact}: {column}"
        for measure in catalogue().measures.values()
        for column, _ in measure.texts
        if measure.fact in set(registry) - set(OF_FIGURES) and column not in registry[measure.fact].values
    }
    assert not unsaid, "publish the fact with values={...}, else a slip in a definition counts nothing: " + str(unsaid)


def test_targets_are_of_figures() -> None:
    terms = {term.measure for one in PROOF.definitions for term in one.formula.terms}
    measures = PROOF.measures
    codes = {measures[name].where["code"] for name in terms if measures[name].fact in OF_FIGURES}
    assert sorted(codes - set(catalogue().definitions)) == []


def test_an_oracle_says_what_it_expects_of_each_part() -> None:
    for one in PROOF.definitions:
        assert set(PROOF.oracles[one.code].measures) == set(one.formula.terms), one.code
        assert PROOF.oracles[one.code].because.strip(), one.code


def test_figures_are_what_was_worked_out_by_hand(source: Source) -> None:
    assert PROOF.wrong_figures(source) == []


def test_measures_are_what_was_worked_out_by_hand(source: Source) -> None:
    assert PROOF.wrong_measures(source) == []


def test_a_month_without_anything_is_zero_or_nothing(source: Source) -> None:
    for oracle, figure in PROOF.figures(source, EMPTY, lambda _, __, fact, ___: not fact.is_stated):
        definition = catalogue().definitions[oracle.code]
        parts = [catalogue().measures[term.measure] for term in definition.formula.terms]
        is_zero = not any(one.aggregate == "last" or registry[one.fact].is_stated for one in parts)
        assert figure.value == (0 if definition.is_total and is_zero else None), oracle.code


def test_a_month_without_records_is_a_gap(source: Source) -> None:
    assert {figure.value for _, figure in PROOF.figures(source, EMPTY, lambda *_: False)} == {None}


def test_both_ends_of_the_month_matter(files: ParquetFiles) -> None:
    blind = PROOF.blind_ends(files)
    assert not blind, "\n".join(blind)


def test_no_formula_can_be_changed_unseen(files: ParquetFiles) -> None:
    survivors = [one for one in PROOF.changed_formulas_unseen(files) if one not in ALLOWED]
    assert not survivors, "\n".join(survivors)


def test_no_measure_can_be_changed_unseen(files: ParquetFiles) -> None:
    survivors = [one for one in PROOF.changed_measures_unseen(files) if one not in ALLOWED]
    assert not survivors, "\n".join(survivors)


def test_what_is_allowed_to_survive_is_still_there() -> None:
    names = {mutant.name for those in PROOF.mutants.values() for mutant in those}
    names |= {f"{one.code}: {mutant.text}" for one in PROOF.definitions for mutant in mutations.formulas(one.formula)}
    assert sorted(set(ALLOWED) - names) == []
