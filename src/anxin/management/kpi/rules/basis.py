"""What a figure of a month rests on: which months of which facts it looks at, and a name for what was found there."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Period, Span, last_period, last_year, months_of, window_since

STATED = "figures.month"
"""What stands in before a store keeps records (ADR 0017)."""

Digest = Callable[[str, str], str]
"""Fact and month (``2026-03``) → what stands there; empty where nothing does."""


def facts_behind(definitions: Iterable[Definition], measures: Mapping[str, Measure]) -> set[str]:
    """The facts at which figures look."""
    return {measures[term.measure].fact for one in definitions for term in one.formula.terms}


def months_behind(definition: Definition, measures: Mapping[str, Measure], span: Span) -> Iterator[tuple[str, str]]:
    """Facts and months at which the figure of ``span`` looks, windows and earlier periods included."""
    for term in definition.formula.terms:
        measure = measures[term.measure]
        days = {"last_year": last_year(span), "last_period": last_period(Period.MONTH, span)}.get(term.shift, span)
        since = window_since(days.last, measure.months) if measure.months else days.first
        for month in months_of(min(since, days.first), days.last):
            yield measure.fact, f"{month.first:%Y-%m}"
            if measure.history:
                yield STATED, f"{month.first:%Y-%m}"


def made_of(definition: Definition, measures: Mapping[str, Measure]) -> list[str]:
    """What a definition counts, without the words for it: another text is another figure, and needs another version."""
    wordless = (replace(measures[name], zh="", en="") for name in sorted(definition.measures))
    return [definition.formula.text, *map(repr, wordless)]


def basis_of(definition: Definition, measures: Mapping[str, Measure], span: Span, digest: Digest, begun: str) -> str:
    """A name that changes when anything changes of which the figure is made: formula, measures, days, facts.

    ``begun`` says since when each store keeps records: what is a gap turns into zero, or a part of a month, by it.
    """
    made = [*made_of(definition, measures), str(span), begun]
    made += [
        f"{fact}:{month}:{digest(fact, month)}" for fact, month in sorted(set(months_behind(definition, measures, span)))
    ]
    return hashlib.blake2b("\n".join(made).encode(), digest_size=16).hexdigest()
