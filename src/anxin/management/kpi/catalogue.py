"""The catalogue: all definitions and measures, read once from ``definitions/*.toml`` and checked against each other."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from anxin.management.kpi.rules.definitions import Definition, Words, read_definition
from anxin.management.kpi.rules.derived import derive
from anxin.management.kpi.rules.evidence import Evidence, Kind, read_evidence
from anxin.management.kpi.rules.fractions import fraction_of
from anxin.management.kpi.rules.growth import grows
from anxin.management.kpi.rules.measures import DefinitionError, Measure, read_measure
from anxin.platform.facts import registry
from anxin.resources.figures.queries import all_kinds

FOLDER = Path(__file__).parent / "definitions"
MEASURES, OBSTACLES, PLANNED = FOLDER / "measures", FOLDER / "obstacles.toml", FOLDER / "planned.toml"
EVIDENCE = FOLDER / "evidence"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A reason why a figure is missed, out of the sources' lists (I.7); ``source`` is the row that has it."""

    code: str
    name: Words
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that is defined, by code."""

    definitions: Mapping[str, Definition]
    measures: Mapping[str, Measure]
    obstacles: Mapping[str, Obstacle]
    planned: Mapping[str, Words]
    evidence: Mapping[str, Evidence]

    def evidence_for(self, definition: Definition) -> list[Evidence]:
        """What facts can be asked about the obstacles of a figure; of evidence whose facts nobody publishes yet nothing."""
        found = []
        for one in self.evidence.values():
            about = definition.code in one.figures if one.figures else set(one.obstacles) & set(definition.obstacles)
            if about and all(self.measures[term.measure].fact in registry for term in one.formula.terms):
                found.append(one)
        return [*found, *derive(definition, self.measures, registry, found)]

    def judged_by(self, one: Evidence) -> tuple[Definition, ...]:
        """The figures whose targets evidence is held against: the one that it names, or those that have its formula."""
        if one.figure:
            return (self.definitions[one.figure],)
        alike = [
            each for each in self.definitions.values() if each.formula == one.formula and each.direction in ("up", "range")
        ]
        return tuple(sorted(alike, key=lambda each: not any(row.targets for row in each.sources)))

    def most_of(self, definition: Definition) -> int | None:
        """The greatest value on the scale on which a figure is stated, in shown units; None where there is none.

        Scores are out of a hundred. What says how one changed has no such end.
        """
        if definition.is_change or definition.unit not in ("points", "percent"):
            return None
        stated = [self.measures[term.measure].history for term in definition.formula.terms]
        found = {all_kinds()[one].most for one in stated if one}
        return next(iter(found)) if len(found) == 1 and all(stated) else None

    def measure(self, name: str) -> Measure | None:
        """A measure by its name; ``measure.evidence`` is that of the exposed rows."""
        of, dot, code = name.partition(".")
        measure, evidence = self.measures.get(of), self.evidence.get(code)
        if not dot or measure is None:
            return measure
        return evidence.exposed_measure(measure) if evidence else None

    def needs(self, definition: Definition) -> tuple[str, ...]:
        """The facts that its formula asks for and that no module publishes yet."""
        asked = {self.measures[term.measure].fact for term in definition.formula.terms}
        return tuple(sorted(asked - set(registry)))


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """Everything that is defined.

    :raises DefinitionError: something is defined twice, or speaks of what is not
    """
    measures = {name: read_measure(name, written) for name, written in _entries(MEASURES)}
    entries = dict(_entries(FOLDER))
    standing = {name for name, measure in measures.items() if not measure.adds_up or _is_stated(measure)}
    definitions = {}
    for code, written in entries.items():
        definition = read_definition(code, _with_formula(code, written, entries))
        asked = [measures[term.measure] for term in definition.formula.terms if term.measure in measures]
        definitions[code] = replace(
            definition,
            grows=grows(definition.formula, standing),
            looks_back=max((one.months for one in asked), default=0),
            is_of_days_over=definition.is_change or any(_is_of_days(one) for one in asked),
        )
    obstacles = {
        code: Obstacle(code, Words(written["zh"], written["en"]), tuple(written["sources"]))
        for code, written in _tables(OBSTACLES)
    }
    planned = {name: Words(written["zh"], written["en"]) for name, written in _tables(PLANNED)}
    evidence = {code: read_evidence(code, _of_figure(code, written, entries)) for code, written in _entries(EVIDENCE)}
    found = Catalogue(definitions, measures, obstacles, planned, evidence)
    check(found)
    for one in evidence.values():
        _check_evidence(found, one)
    return found


def check(found: Catalogue) -> None:
    """See that what is defined fits together.

    :raises DefinitionError: something speaks of a measure, fact, column, value or obstacle that is not
    """
    for one in found.measures.values():
        if one.history and one.history not in all_kinds():
            raise DefinitionError(f"{one.name}: no monthly figure {one.history}")
        fact = registry.get(one.fact)
        if fact is None:
            if one.fact not in found.planned:
                raise DefinitionError(f"{one.name}: nobody publishes or plans {one.fact}")
            continue
        asked = {*one.where, *([one.column] if one.column else [])}
        if unknown := sorted(asked - set(fact.columns)):
            raise DefinitionError(f"{one.name}: {one.fact} has no {unknown}")
        for column, wanted in one.texts:
            if wanted not in fact.values.get(column, [wanted]):
                raise DefinitionError(f"{one.name}: {column} of {one.fact} is never {wanted!r}")
    for definition in found.definitions.values():
        if unknown := sorted(definition.measures - set(found.measures)):
            raise DefinitionError(f"{definition.code}: no measure {unknown}")
        if unknown := sorted(set(definition.obstacles) - set(found.obstacles)):
            raise DefinitionError(f"{definition.code}: no obstacle {unknown}")


def _check_evidence(found: Catalogue, one: Evidence) -> None:
    unknown = [
        *(code for code in one.obstacles if code not in found.obstacles),
        *(code for code in one.figures if code not in found.definitions),
        *(term.measure for term in one.formula.terms if term.shift or term.measure not in found.measures),
    ]
    if unknown:
        raise DefinitionError(f"{one.code}: no {unknown}")
    measures = [found.measures[term.measure] for term in one.formula.terms]
    if one.kind is Kind.FIGURE:
        return
    if fraction_of(one.formula) is None or not all(measure.is_additive for measure in measures):
        raise DefinitionError(f"{one.code}: is no fraction of counts or sums")
    facts = {measure.fact for measure in measures}
    columns = {*one.exposed, *one.by}
    if (one.exposed and len(facts) > 1) or any(columns - set(registry[fact].columns) for fact in facts & set(registry)):
        raise DefinitionError(f"{one.code}: its facts do not name {sorted(columns)}")


def _is_stated(measure: Measure) -> bool:
    """Whether people say it of whole months: targets, expenses."""
    return measure.fact in registry and registry[measure.fact].is_stated


def _is_of_days(measure: Measure) -> bool:
    """Whether it counts what each day is, whatever happens on it: open days, people on duty."""
    return measure.aggregate != "last" and measure.fact in registry and registry[measure.fact].is_of_calendar


def _with_formula(code: str, written: Mapping[str, Any], entries: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    if "same_as" not in written:
        return written
    other = entries.get(written["same_as"], {})
    if "formula" in written or "formula" not in other:
        raise DefinitionError(f"{code}: is the same as a definition that has a formula, and has none itself")
    return {**written, "formula": other["formula"]}


def _of_figure(code: str, written: Mapping[str, Any], entries: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Evidence that names a figure in place of a formula has that figure's."""
    if "figure" not in written:
        return written
    other = entries.get(written["figure"], {})
    if "formula" in written or "formula" not in other:
        raise DefinitionError(f"{code}: names a figure that has a formula, and has none itself")
    return {**written, "formula": other["formula"]}


def _entries(folder: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    seen: set[str] = set()
    for path in sorted(folder.glob("*.toml")):
        if path in (OBSTACLES, PLANNED):
            continue
        for name, written in _tables(path):
            if name in seen:
                raise DefinitionError(f"{name} is defined twice, in {path.name} again")
            seen.add(name)
            yield name, written


def _tables(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from tomllib.loads(path.read_text(encoding="utf-8")).items()
