"""Definitions of figures: what a TOML entry holds, read and checked. ``docs/howto/add-a-kpi.md`` shows one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from anxin.management.kpi.rules.formula import Formula, FormulaError, read_formula
from anxin.management.kpi.rules.measures import DefinitionError

UNITS = ("percent", "yuan", "count", "hours", "minutes", "days", "years", "ratio", "points", "times", "class")
DIRECTIONS = ("up", "down", "range", "none")
CLASSES = ("sales", "after_sales", "composite")
GRAINS = ("technician", "advisor", "team", "store", "brand", "region", "group")
PERIODS = ("day", "week", "month", "quarter", "year", "trailing")
OPERATORS = ("ge", "gt", "le", "lt", "eq", "range")
TIERS = ("mid", "high")
MONTHS = tuple(str(month) for month in range(1, 13))
KNOWN = {
    *("zh", "en", "owner", "class", "unit", "direction", "formula", "periods", "grains", "population", "exclusions"),
    *("obstacles", "note", "version", "since", "sources", "rivals", "decimals", "same_as"),
}
SOURCE_KNOWN = {"id", "zh", "en", "stated", "target", "tiers", "months", "actual", "proposed", "note"}


@dataclass(frozen=True, slots=True)
class Words:
    """The same in both languages."""

    zh: str
    en: str

    def __bool__(self) -> bool:
        return bool(self.zh)


@dataclass(frozen=True, slots=True)
class Target:
    """What a source asks for; a range has both ends. Percent are written as percent."""

    operator: str
    value: Decimal
    until: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """How one source names and words the figure, and what it asks for, by the brand's tier where it differs.

    ``is_proposed``: the source only names it, the formula is ours. ``actual`` is what the source printed as reached.
    ``months`` (1-12) are what it asks of single months of a year, where it asks less or more of them than of the others.
    """

    id: str
    name: Words
    stated: Words
    targets: Mapping[str, Target]
    months: Mapping[int, Target] = field(default_factory=dict)
    actual: str = ""
    is_proposed: bool = False
    note: Words = Words("", "")


@dataclass(frozen=True, slots=True)
class Rival:
    """Another definition of the same thing, with whose it is and how far it can be trusted."""

    name: Words
    formula: Formula | None
    by: Words
    note: Words


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure. A ``percent`` is a ratio in the formula and times 100 on the page.

    ``same_as`` is the code of the figure whose formula it has, where the same number is asked otherwise: of another period,
    of persons, against a target of its own. Its note says how. ``grows`` says whether it does so as the days of its period
    pass: then a part of the period is not held against a target, and what a source asks is asked of its first period.
    ``is_of_days_over``: it is divided by days or set against another time, so that a day that still runs is no part of it.
    ``looks_back`` is how many months its longest window has, 0 without one.
    """

    code: str
    name: Words
    owner: str
    indicator_class: str
    unit: str
    direction: str
    formula: Formula
    periods: tuple[str, ...]
    grains: tuple[str, ...]
    population: Words
    exclusions: Words
    obstacles: tuple[str, ...]
    note: Words
    version: int
    since: date
    sources: tuple[SourceRow, ...]
    rivals: tuple[Rival, ...]
    decimals: int = 1
    same_as: str = ""
    grows: bool = False
    is_of_days_over: bool = False
    looks_back: int = 0

    @property
    def needs_all(self) -> bool:
        """Whether of a part of what it tells nothing is judged: it grows with the days, or looks back over months."""
        return self.grows or self.looks_back > 0

    @property
    def is_proposed(self) -> bool:
        """Whether no source gives a formula."""
        return all(one.is_proposed for one in self.sources)

    def is_called(self, text: str) -> bool:
        """Whether its code, a name in either language or a row of a source has the text; an empty one is in all."""
        wanted = text.strip().lower()
        rows = [word for row in self.sources for word in (row.id, row.name.zh, row.name.en)]
        return any(wanted in word.lower() for word in (self.code, self.name.zh, self.name.en, *rows))

    @property
    def is_change(self) -> bool:
        """Whether it says how something changed: of such a figure no change is shown."""
        return any(term.shift for term in self.formula.terms)

    @property
    def is_total(self) -> bool:
        """Whether it is an amount, and no rate or mean: that of several stores is larger than that of one."""
        return not self.formula.divides

    @property
    def measures(self) -> frozenset[str]:
        """The names of the measures that it and its rivals need."""
        formulas = [self.formula, *(one.formula for one in self.rivals if one.formula)]
        return frozenset(term.measure for formula in formulas for term in formula.terms)


def read_definition(code: str, written: Mapping[str, Any]) -> Definition:
    """A definition out of its table in the file.

    :raises DefinitionError: unknown words, a missing one, a formula that cannot be read
    """
    _check(code, written)
    try:
        formula = read_formula(str(written.get("formula", "")))
    except FormulaError as error:
        raise DefinitionError(f"{code}: {error}") from None
    return Definition(
        code=code,
        name=Words(str(written["zh"]), str(written["en"])),
        owner=str(written["owner"]),
        indicator_class=str(written.get("class", "after_sales")),
        unit=str(written["unit"]),
        direction=str(written["direction"]),
        formula=formula,
        periods=tuple(written.get("periods", ("month",))),
        grains=tuple(written.get("grains", ("store",))),
        population=_words(written.get("population")),
        exclusions=_words(written.get("exclusions")),
        obstacles=tuple(written.get("obstacles", ())),
        note=_words(written.get("note")),
        version=int(written.get("version", 1)),
        since=written["since"],
        sources=tuple(_source(code, one) for one in written["sources"]),
        rivals=tuple(_rival(code, one) for one in written.get("rivals", ())),
        decimals=int(written.get("decimals", 1)),
        same_as=str(written.get("same_as", "")),
    )


def _check(code: str, written: Mapping[str, Any]) -> None:
    _only(code, written, KNOWN)
    _one_of(code, written.get("unit"), UNITS)
    _one_of(code, written.get("direction"), DIRECTIONS)
    _one_of(code, written.get("class", "after_sales"), CLASSES)
    for word in written.get("periods", ()):
        _one_of(code, word, PERIODS)
    for word in written.get("grains", ()):
        _one_of(code, word, GRAINS)
    if not all(written.get(word) for word in ("zh", "en", "owner", "since", "sources")):
        raise DefinitionError(f"{code}: needs both names, an owner, a day of validity and at least one source")


def _source(code: str, written: Mapping[str, Any]) -> SourceRow:
    _only(code, written, SOURCE_KNOWN)
    targets = {tier: _target(code, one) for tier, one in written.get("tiers", {}).items()}
    for tier in targets:
        _one_of(code, tier, TIERS)
    if "target" in written:
        targets[""] = _target(code, written["target"])
    return SourceRow(
        id=str(written["id"]),
        name=Words(str(written["zh"]), str(written["en"])),
        stated=_words(written.get("stated")),
        targets=targets,
        months=_months(code, written.get("months", {})),
        actual=str(written.get("actual", "")),
        is_proposed=bool(written.get("proposed", False)),
        note=_words(written.get("note")),
    )


def _months(code: str, written: Mapping[str, Any]) -> dict[int, Target]:
    for month in written:
        _one_of(code, month, MONTHS)
    return {int(month): _target(code, one) for month, one in written.items()}


def _target(code: str, written: Mapping[str, Any]) -> Target:
    ((operator, value),) = written.items()
    _one_of(code, operator, OPERATORS)
    if operator == "range":
        low, high = (Decimal(str(one)) for one in value)
        return Target(operator, low, high)
    return Target(operator, Decimal(str(value)))


def _rival(code: str, written: Mapping[str, Any]) -> Rival:
    _only(code, written, {"zh", "en", "formula", "by", "note"})
    formula = read_formula(str(written["formula"])) if written.get("formula") else None
    name = Words(str(written["zh"]), str(written["en"]))
    return Rival(name, formula, _words(written.get("by")), _words(written.get("note")))


def _words(written: Any) -> Words:
    if not written:
        return Words("", "")
    return Words(str(written["zh"]), str(written["en"]))


def _only(code: str, written: Mapping[str, Any], known: set[str]) -> None:
    if unknown := sorted(set(written) - known):
        raise DefinitionError(f"{code}: unknown {unknown}")


def _one_of(code: str, word: Any, known: tuple[str, ...]) -> None:
    if word not in known:
        raise DefinitionError(f"{code}: {word!r} is none of {', '.join(known)}")
