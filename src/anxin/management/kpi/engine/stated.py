"""What people say of each store for itself, and what it comes to: known only when every store said all of it.

A plan is said month by month; one of a few months is none of the year. Of a unit every store has to have one: output of
three stores over the plan of one would be no achievement.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from anxin.management.kpi.engine.asking import Answer, Cell, Question, Source, ask
from anxin.management.kpi.rules.basis import STATED
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Span, months_of
from anxin.platform.facts import registry

Silent = Mapping[tuple[int, Span, str], tuple[int, ...]]
"""Unit of several stores, period and measure → the stores of it that did not say all."""


def ask_with_stated(source: Source, question: Question, opened: Mapping[int, date]) -> tuple[Answer, Silent]:
    """The answer to a question, without the sums of which a store did not say every month that has begun in the period.

    A store owes nothing of the months before it opened. By dimensions nobody is silent: a target of a person is one of his
    store only.
    """
    stated = tuple(one for one in question.measures if registry[one.fact].is_stated and one.fact != STATED)
    if question.by or not stated:
        return ask(source, question), {}
    others = tuple(one for one in question.measures if one not in stated)
    found = (
        {cell: dict(values) for cell, values in ask(source, replace(question, measures=others)).items()} if others else {}
    )
    said = _Said(source, question, stated, opened)
    members: dict[int, list[int]] = defaultdict(list)
    for store, unit in question.places.items():
        members[unit].append(store)
    silent = {}
    for measure in stated:
        for span in question.spans_of(measure):
            for unit, stores in members.items():
                total, lacking = said.together(stores, measure, span)
                if lacking and len(stores) > 1:
                    silent[unit, span, measure.name] = lacking
                elif total is not None and not lacking:
                    found.setdefault(Cell(unit, span), {})[measure.name] = total
    return found, silent


class _Said:
    """What each store said for itself: month by month what adds up, else at the end of the period."""

    __slots__ = ("at_end", "by_month", "opened")

    def __init__(self, source: Source, question: Question, stated: Sequence[Measure], opened: Mapping[int, date]) -> None:
        self.opened = opened
        own = {store: store for store in question.places}
        added = tuple(one for one in stated if one.is_additive)
        lasting = tuple(one for one in stated if not one.is_additive)
        months = tuple(sorted({month for one in added for span in question.spans_of(one) for month in _begun_in(span)}))
        self.by_month = ask(source, Question(added, own, months)) if months else {}
        self.at_end = ask(source, replace(question, measures=lasting, places=own)) if lasting else {}

    def together(self, stores: Sequence[int], measure: Measure, span: Span) -> tuple[Decimal | None, tuple[int, ...]]:
        """What stores said of a period, and those that owe it and did not."""
        told = {store: self._by(store, measure, span) for store in stores}
        known = [one for one in told.values() if one is not None]
        owing = [store for store in stores if self.opened.get(store, span.last) <= span.last]
        return sum(known, Decimal(0)) if known else None, tuple(store for store in owing if told[store] is None)

    def _by(self, store: int, measure: Measure, span: Span) -> Decimal | None:
        """What a store said of a period; None where it did not, or of a part of it only."""
        if not measure.is_additive:
            return self.at_end.get(Cell(store, span), {}).get(measure.name)
        owed = [month for month in _begun_in(span) if month.last >= self.opened.get(store, date.min)]
        told = [self.by_month.get(Cell(store, month), {}).get(measure.name) for month in owed]
        known = [one for one in told if one is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(told) else None


def _begun_in(span: Span) -> Iterator[Span]:
    """The months whose first day lies in a period: what was said of a month stands there."""
    return (month for month in months_of(span.first, span.last) if month.first >= span.first)
