"""Figures worked out of measures: formulas over what was asked, with their parts, for every unit and period at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from anxin.management.kpi.catalogue import Catalogue
from anxin.management.kpi.engine.asking import Answer, Cell, Question, Source, ask
from anxin.management.kpi.engine.marks import NOTHING, Marks
from anxin.management.kpi.engine.monthly import NO_STAND_IN, Monthly, StandIn
from anxin.management.kpi.engine.place import Compared, Known, Place
from anxin.management.kpi.engine.stated import Silent, ask_with_stated
from anxin.management.kpi.rules.basis import STATED
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.formula import SHIFTS, Term
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Period, Span, last_period, last_year, span_of
from anxin.platform.facts import registry


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

    @property
    def is_awaited(self) -> bool:
        """Whether it is only not known yet: records do not reach back far enough for it."""
        return self.value is None and self.marks.whole_from is not None


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
    stand_in = _stand_ins(catalogue, ready, monthly)
    if monthly and not asked.by:
        monthly = replace(monthly, replaced=_replaced(source, catalogue, ready, stand_in, monthly))
    cells = _cells(asked, answered[0])
    figures: dict[str, list[Figure]] = {one.code: [] for one in asked.definitions}
    needed = {one.code: catalogue.needs(one) for one in asked.definitions}
    computed = {one.code for one in ready}
    for one in asked.definitions:
        if one.code not in computed:
            figures[one.code] = [Figure(one.code, cell, None, {}, needed[one.code]) for cell in cells]
    measures = {term: catalogue.measures[term.measure] for one in ready for term in one.formula.terms}
    plans = {one.code for one in ready if is_plan(one, catalogue)}
    for cell in cells:
        stated = None if cell.by else monthly
        places = _places(answered, asked.period, cell, known, stated, monthly, is_planned=bool(plans))
        for one in ready:
            of, said = one.code in plans, stand_in[one.code]
            told = {term: places[of, term.shift].part(measures[term], said) for term in one.formula.terms}
            figures[one.code].append(_figure(one, cell, told, measures, needed[one.code]))
    return [figure for found in figures.values() for figure in found]


def _figure(
    definition: Definition,
    cell: Cell,
    told: Mapping[Term, tuple[Decimal | None, Marks]],
    measures: Mapping[Term, Measure],
    needs: tuple[str, ...],
) -> Figure:
    parts, marks = {}, NOTHING
    for term, (part, said) in told.items():
        parts[term] = part
        marks = marks.joined(said)
    if needs and not marks.is_of_months:
        return Figure(definition.code, cell, None, {}, needs)
    is_unknown = marks.is_partial and _needs_whole(definition, measures)
    value = None if is_unknown else definition.formula.value(parts.__getitem__)
    return Figure(definition.code, cell, value, parts, (), marks)


def _places(
    answered: tuple[Answer, Silent],
    period: Period,
    cell: Cell,
    known: Known,
    stated: Monthly | None,
    monthly: Monthly | None,
    *,
    is_planned: bool,
) -> dict[tuple[bool, str], Place]:
    """A cell has parts in few periods: each is looked up once for all figures. By whether the whole period is meant (of
    plans), and by shift."""
    now = {False: cell.span, **({True: _whole(period, cell.span)} if is_planned else {})}
    return {
        (of, shift): Place(
            answered,
            cell,
            shifted(period, span, shift),
            known,
            (stated, monthly),
            Compared(span, period, shift) if shift else None,
        )
        for of, span in now.items()
        for shift in ("", *SHIFTS)
    }


def _needs_whole(definition: Definition, measures: Mapping[Term, Measure]) -> bool:
    """Whether a part of a period says nothing: beside another period, or beside what is stated of whole months."""
    terms = definition.formula.terms
    owed = any(measures[one].fact == STATED and measures[one].is_additive for one in terms)
    return owed or any(one.shift for one in terms)


def is_plan(definition: Definition, catalogue: Catalogue) -> bool:
    """Whether it holds what is asked of a period beside another one, and nothing that happened in it: then it is of the
    whole period from its first day on, as what is asked is."""
    terms = definition.formula.terms
    now = [catalogue.measures[one.measure].fact for one in terms if not one.shift]
    asked = all(fact in registry and registry[fact].is_stated and fact != STATED for fact in now)
    return bool(now) and asked and any(one.shift for one in terms)


def _whole(period: Period, span: Span) -> Span:
    """The whole of a period that runs."""
    return span if period is Period.TRAILING else span_of(period, span.last)


def _stand_ins(catalogue: Catalogue, definitions: Iterable[Definition], monthly: Monthly | None) -> dict[str, StandIn]:
    """By figure which stated months stand in for its records; one object for all figures of the same kinds."""
    found: dict[str, StandIn] = {}
    same: dict[frozenset[Measure], StandIn] = {}
    for one in definitions:
        measures = frozenset(catalogue.measures[term.measure] for term in one.formula.terms)
        if measures not in same:
            same[measures] = monthly.stand_in_for(measures) if monthly else NO_STAND_IN
        found[one.code] = same[measures]
    return found


def _replaced(
    source: Source,
    catalogue: Catalogue,
    definitions: Iterable[Definition],
    stand_in: Mapping[str, StandIn],
    monthly: Monthly,
) -> dict[tuple[int, str], Decimal]:
    """What records came to in months that were stated as a whole, by store and measure."""
    months: dict[tuple[int, Measure], Span] = {}
    for one in definitions:
        chosen = {catalogue.measures[term.measure] for term in one.formula.terms}
        for measure in (each for each in chosen if each.history and each.fact in registry):
            begun = monthly.of(measure.fact).begun
            months |= {(store, measure): span_of(Period.MONTH, begun[store]) for store in stand_in[one.code].begins}
    if not months:
        return {}
    measures = sorted({measure for _store, measure in months}, key=lambda measure: measure.name)
    stores = {store: store for store in sorted({store for store, _measure in months})}
    answer = ask(source, Question(tuple(measures), stores, tuple(sorted({*months.values()}))))
    return {
        (store, measure.name): found[measure.name]
        for (store, measure), month in months.items()
        if measure.name in (found := answer.get(Cell(store, month), {}))
    }


def _has_history(catalogue: Catalogue, definition: Definition) -> bool:
    """Whether months that were stated can stand for every measure whose fact nobody publishes yet."""
    measures = [catalogue.measures[term.measure] for term in definition.formula.terms]
    return all(one.fact in registry or one.history for one in measures)


def _answers(source: Source, catalogue: Catalogue, asked: Asked, definitions: Iterable[Definition]) -> tuple[Answer, Silent]:
    terms = {term for one in definitions for term in one.formula.terms}
    measures = sorted({term.measure for term in terms if catalogue.measures[term.measure].fact in registry})
    if not measures or not asked.places:
        return {}, {}
    spans = tuple(sorted(set(asked.spans)))
    further: dict[str, set[Span]] = defaultdict(set)
    for one in definitions:
        of = [_whole(asked.period, span) for span in spans] if is_plan(one, catalogue) else spans
        for term in one.formula.terms:
            further[term.measure] |= {shifted(asked.period, span, term.shift) for span in of}
    alone = {name: tuple(sorted(those - set(spans))) for name, those in further.items()}
    chosen = tuple(catalogue.measures[name] for name in measures)
    return ask_with_stated(source, Question(chosen, asked.places, spans, asked.by, alone), asked.opened)


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
