"""What people say of each store for itself, and what it comes to for a unit: known only when every store said something."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from anxin.management.kpi.engine.asking import Answer, Cell, Question, Source, ask
from anxin.management.kpi.rules.basis import STATED
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Span
from anxin.platform.facts import registry

Silent = Mapping[tuple[int, Span, str], tuple[int, ...]]
"""Unit, period and measure → the stores of it that said nothing."""


def ask_with_stated(source: Source, question: Question, opened: Mapping[int, date]) -> tuple[Answer, Silent]:
    """The answer to a question, without the sums of a unit to which a store said nothing; those are ``silent``.

    Output of three stores over the plan of one would be no achievement. A store opened after a period owes it nothing.
    By dimensions nobody is silent: a target of a person is one of his store only.
    """
    stated = tuple(one for one in question.measures if registry[one.fact].is_stated and one.fact != STATED)
    if question.by or not stated or len(set(question.places.values())) == len(question.places):
        return ask(source, question), {}
    others = tuple(one for one in question.measures if one not in stated)
    found = (
        {cell: dict(values) for cell, values in ask(source, replace(question, measures=others)).items()} if others else {}
    )
    alone = ask(source, replace(question, measures=stated, places={store: store for store in question.places}))
    members: dict[int, list[int]] = defaultdict(list)
    for store, unit in question.places.items():
        members[unit].append(store)
    silent = {}
    for unit, stores in members.items():
        for measure in stated:
            for span in question.spans_of(measure):
                owing = [store for store in stores if opened.get(store, span.last) <= span.last]
                total, lacking = _together(alone, measure, stores, owing, span)
                if lacking:
                    silent[unit, span, measure.name] = lacking
                elif total is not None:
                    found.setdefault(Cell(unit, span), {})[measure.name] = total
    return found, silent


def _together(
    alone: Answer, measure: Measure, stores: Sequence[int], owing: Sequence[int], span: Span
) -> tuple[Decimal | None, tuple[int, ...]]:
    said = {store: values[measure.name] for store in stores if measure.name in (values := alone.get(Cell(store, span), {}))}
    return sum(said.values(), Decimal(0)) if said else None, tuple(store for store in owing if store not in said)
