"""How far the facts behind a figure can be trusted: until when they reach, what they lack, whether they are many."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from anxin.management.kpi import parameters, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.engine.asking import Cell, Question, ask
from anxin.management.kpi.engine.live import LiveTables
from anxin.management.kpi.queries.figures import Level, first_days, todays_of, units_of
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.fractions import fraction_of
from anxin.management.kpi.rules.gaps import lacking, silent_days, unended_shifts
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Period, Span, span_of, to_date
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.facts import registry
from anxin.platform.parameters import value
from anxin.platform.queries import query

LONGEST = 92
"""Days of a period that are looked at one by one."""
OPEN = Measure("open_stores", "", "", "org.store_day", "count", where={"is_open": True})


@dataclass(frozen=True, slots=True)
class DataFlags:
    """What to know of a figure before one judges by it.

    ``until`` is the last day with a record of the period, None without any. ``silent`` are open days before today on which
    nothing came although much does. ``lacking`` are rows that are left out because something is not known of them, by
    measure; ``unended`` are shifts without an end, for which planned hours stand. ``size`` is what is divided by, where
    that is counted, and ``is_small`` says that it is too little to judge by.
    """

    until: date | None
    silent: tuple[date, ...]
    lacking: tuple[tuple[str, int], ...]
    size: int | None
    is_small: bool
    is_over: bool
    unended: int = 0


@query(permissions.SEE)
def read_data_flags(actor: Actor, code: str, level: Level, unit_id: int, period: Period, day: date) -> DataFlags:
    """The flags of a figure over a period up to a day (M22.08).

    :raises NotFound: an unknown code, or a unit of which the actor may see no store
    """
    known = catalogue()
    places = {store: unit for store, unit in units_of(actor, level).items() if unit == unit_id}
    if code not in known.definitions or not places:
        raise NotFound
    definition = known.definitions[code]
    span = to_date(period, day)
    # What runs in one of the stores is not over.
    today = min(todays_of(places).values())
    is_over = span == span_of(period, day) and day < today
    measures = {name: known.measures[name] for name in {term.measure for term in definition.formula.terms}}
    if known.needs(definition) or not measures:
        return DataFlags(None, (), (), None, is_small=False, is_over=is_over)
    unended = [lack for one in measures.values() if (lack := unended_shifts(one))]
    lacks = {name: lack for name, one in measures.items() if (lack := lacking(one, registry[one.fact].columns))}
    rows = _rows(measures.values())
    days = [Span(each, each) for each in _days(span)] if span.days <= LONGEST else []
    divisor = _counted_divisor(definition)
    asked = {one.name: one for one in (*rows, *lacks.values(), *unended, *divisor, *([OPEN] if days else []))}
    answer = ask(LiveTables(first_days(places)), Question(tuple(asked.values()), places, (*days, span)))

    def count(name: str, where: Span) -> int:
        return int(answer.get(Cell(unit_id, where), {}).get(name, Decimal(0)))

    found = {one.first: [count(each.name, one) for each in rows] for one in days}
    by_day = {each: min(counts) for each, counts in found.items() if counts}
    shops = [one.first for one in days if one.first < today and count(OPEN.name, one)]
    # Stocks and windows say nothing of single days.
    are_events = all(one.is_additive and not registry[one.fact].months_back for one in measures.values())
    lacked = tuple((name, number) for name, one in sorted(lacks.items()) if (number := count(one.name, span)))
    size = sum(count(one.name, span) for one in divisor) if divisor else None
    fewest = value(parameters.MEMBER_MINIMUM, unit_id if level is Level.STORE else None, day)
    return DataFlags(
        max((each for each, counts in found.items() if any(counts)), default=None),
        silent_days(by_day, shops) if are_events else (),
        lacked,
        size,
        is_small=size is not None and size < fewest,
        is_over=is_over,
        unended=sum(count(one.name, span) for one in unended),
    )


def _rows(measures: Iterable[Measure]) -> list[Measure]:
    """How many rows tell of a day. What people state, a month or a target, stands on its first day and tells of none."""
    recorded = {one.fact for one in measures if not registry[one.fact].is_stated}
    return [Measure(f"rows {fact}", "", "", fact, "count") for fact in sorted(recorded)]


def _counted_divisor(definition: Definition) -> list[Measure]:
    """What a figure divides by, where that is a count; nothing of hours or money."""
    fraction = fraction_of(definition.formula)
    if fraction is None or fraction.is_total:
        return []
    measures = [catalogue().measures[term.measure] for term in fraction.bottom.weights if not term.shift]
    return measures if all(one.aggregate == "count" for one in measures) else []


def _days(span: Span) -> list[date]:
    return [span.first + timedelta(days=step) for step in range(span.days)]
