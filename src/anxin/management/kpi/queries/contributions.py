"""Who carries what separates a figure from its target: advisors, technicians, teams, stores, kinds of orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from anxin.management.kpi import parameters, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.engine.asking import Cell, Question, ask
from anxin.management.kpi.engine.live import LiveTables
from anxin.management.kpi.engine.working import Figure
from anxin.management.kpi.queries.figures import Level, compute_figures, units_of
from anxin.management.kpi.queries.passing import held_so_far
from anxin.management.kpi.queries.sheet import Reading, near_percent, read_figure
from anxin.management.kpi.queries.targets import personal_targets
from anxin.management.kpi.rules.contribution import Division, Share, aim_of, divide, is_chosen_by
from anxin.management.kpi.rules.definitions import Definition, Target
from anxin.management.kpi.rules.derived import FACTS_OF_ORDERS
from anxin.management.kpi.rules.formula import Term
from anxin.management.kpi.rules.fractions import fraction_of
from anxin.management.kpi.rules.measures import Measure
from anxin.management.kpi.rules.periods import Period, Span, last_period, to_date
from anxin.management.kpi.rules.standing import Standing, harm_sign, raw, shown, stand
from anxin.management.kpi.rules.targets import done_percent
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.facts import registry
from anxin.platform.parameters import value
from anxin.platform.queries import query

GRAINS = {"advisor": "advisor_id", "technician": "technician_id", "team": "team_id"}
"""Grain of a definition → the column of facts."""
STORE, KIND = "store_id", "kind"
OTHERS = ("clerk_id", "bay_id", "order_kind")
MOST = 200


@dataclass(frozen=True, slots=True)
class Carrier:
    """A member with its own figure and its part of the gap; ``id`` None is what no member accounts for.

    ``points`` are in shown units and sum to the gap; ``amount`` is the same in what the formula divides, orders or hours, of
    a total as ``points``. ``size`` is how much of that the member had. ``is_small``: too little to be more than chance.
    ``target`` is the member's own, of the whole period, and ``done`` how much of it is reached so far where the figure grows
    with the days, in percent.
    """

    id: int | str | None
    value: Decimal | None
    parts: Mapping[Term, Decimal | None]
    standing: Standing
    points: Decimal | None = None
    amount: Decimal | None = None
    size: Decimal | None = None
    is_small: bool = False
    target: Target | None = None
    done: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Contributions:
    """All members, whoever carries most of the gap first, the small ones last.

    ``aim`` is what the figure is held against, in shown units: the target or what is due of it by now, without one the
    period before. Of a total whoever has a target of his own is asked what is due of that. ``gap`` is the figure less the
    aim; None where nothing is to be held against, or the formula cannot be divided. ``stated`` are
    months of which people stated the whole, and nobody's part: a total with such months is not divided among people.
    """

    column: str
    aim: Decimal | None
    gap: Decimal | None
    members: tuple[Carrier, ...]
    stated: tuple[date, ...] = ()


@query(permissions.SEE)
def list_contributions(
    actor: Actor,
    code: str,
    column: str,
    level: Level,
    unit_id: int,
    period: Period,
    day: date,
    *,
    reading: Reading | None = None,
) -> Contributions:
    """What each member carries of the figure's gap (M22.12); ``reading`` is the figure, where it was read already.

    :raises NotFound: an unknown code or column, or a unit of which the actor may see no store
    """
    if column not in carrier_columns(code, level):
        raise NotFound
    known = reading or read_figure(actor, code, level, unit_id, period, day)
    definition = known.definition
    # A part of a period is held against what is due of the whole by now, else its days that are over against those before.
    judged = None if known.standing is Standing.NONE else known.held
    is_beside_before = judged is None and known.even_span is not None
    now = known.even_span if is_beside_before and known.even_span else known.span
    whole, parts = (known.even, known.even_parts) if is_beside_before else (known.value, known.parts)
    found = _of_members(actor, code, column, level, unit_id, period, [now, last_period(period, now)])
    here = {key: one for key, one in found if one.cell.span == now and _is_there(one)}
    before = {key: one.parts for key, one in found if one.cell.span != now}
    stated = () if column == STORE else known.marks.stated
    aim = None if whole is None else aim_of(whole, judged, known.base)
    own = _own_targets(actor, code, column, level, unit_id, period, to_date(period, day))
    # What is stated, or a part of the period, is nobody's share of the whole.
    is_shared = not (known.is_cut_short or (definition.grows and stated))
    due = {key: held_so_far(definition, one, period, known.passing, is_own=True) for key, one in own.items() if is_shared}
    division = None
    if aim is not None and _sums_up(definition) and not (stated and definition.is_total):
        named = _named(here, due if definition.is_total and judged is not None else {})
        asked = {key: raw(one.value, definition.unit) for key, one in due.items() if one is not None and judged is not None}
        division = divide(definition.formula, parts, named, raw(aim, definition.unit), before, asked)
    small = _small(actor, definition, column, level, unit_id, now, division) if division else set()
    small -= {key for key, one in here.items() if one.marks.stated}
    near = near_percent(level, unit_id, day)
    # What the store shall reach in sum is no target of one person.
    usual = None if definition.is_total else judged
    members = []
    absent: list[int | str | None] = [key for key in (*due, None) if division and key in division.shares and key not in here]
    for key in [*here, *absent]:
        figure, share = here.get(key), division.shares.get(key) if division else None
        number = shown(figure.value, definition.unit) if figure else None
        mine = own.get(key) if isinstance(key, int) else None
        done = done_percent(number, mine) if definition.grows and is_shared else None
        standing = stand(number, due.get(key) if mine and isinstance(key, int) else usual, near)
        carrier = Carrier(key, number, figure.parts if figure else {}, standing, target=mine, done=done)
        members.append(_with(carrier, share, definition, is_small=key in small and mine is None))
    gap = shown(division.points, definition.unit) if division else None
    return Contributions(column, aim, gap, tuple(_sorted(members, definition, gap))[:MOST], stated)


def _named(
    here: Mapping[int | str | None, Figure], due: Mapping[int, Target | None]
) -> dict[int | str, Mapping[Term, Decimal | None]]:
    """Who has something, and who brought nothing of what is due: that is all missing."""
    named = {key: one.parts for key, one in here.items() if key is not None}
    return named | {key: {} for key, one in due.items() if one is not None and key not in named}


def _of_members(
    actor: Actor, code: str, column: str, level: Level, unit_id: int, period: Period, spans: Sequence[Span]
) -> list[tuple[int | str | None, Figure]]:
    """Each member's figures; a store's with the months that were stated of it, which are nobody's else."""
    if column != STORE:
        found = compute_figures(actor, [code], level, period, spans, unit_ids=[unit_id], by=[column])
        return [(_id(one), one) for one in found]
    stores = [store for store, unit in units_of(actor, level).items() if unit == unit_id]
    return [(one.cell.unit_id, one) for one in compute_figures(actor, [code], Level.STORE, period, spans, unit_ids=stores)]


def _own_targets(
    actor: Actor, code: str, column: str, level: Level, unit_id: int, period: Period, span: Span
) -> dict[int, Target]:
    if column not in GRAINS.values():
        return {}
    stores = [store for store, unit in units_of(actor, level).items() if unit == unit_id]
    return personal_targets(actor, stores, code, column, period, span)


def carrier_columns(code: str, level: Level) -> tuple[str, ...]:
    """By what a figure can be divided: grains of its definition, stores of a larger unit, and what its facts all name.

    :raises NotFound: an unknown code
    """
    known = catalogue()
    if code not in known.definitions:
        raise NotFound
    facts = {known.measures[term.measure].fact for term in known.definitions[code].formula.terms}
    if not facts or facts - set(registry):
        return ()
    allowed = [column for grain, column in GRAINS.items() if grain in known.definitions[code].grains]
    found = [one for one in (*allowed, *OTHERS) if all(one in registry[fact].columns for fact in facts)]
    stores = [] if level is Level.STORE else [STORE]
    kinds = [KIND] if facts <= FACTS_OF_ORDERS else []
    fraction, measures = fraction_of(known.definitions[code].formula), known.measures
    top = [measures[term.measure] for term in fraction.top.weights] if fraction else []
    bottom = [measures[term.measure] for term in fraction.bottom.weights] if fraction else []
    return (*stores, *(one for one in (*found, *kinds) if not is_chosen_by(one, top, bottom)))


def _sums_up(definition: Definition) -> bool:
    # A car that two members served is counted for each: what they have is more than the whole's.
    measures = [catalogue().measures[term.measure] for term in definition.formula.terms]
    return all(one.aggregate != "distinct" for one in measures)


def _id(figure: Figure) -> int | str | None:
    (found,) = figure.cell.by
    return found if isinstance(found, int | str) and found != "" else None


def _is_there(figure: Figure) -> bool:
    return any(figure.parts.values())


def _with(carrier: Carrier, share: Share | None, definition: Definition, *, is_small: bool) -> Carrier:
    if share is None:
        return carrier
    points = shown(share.points, definition.unit)
    return replace(carrier, points=points, amount=share.amount, size=share.size, is_small=is_small)


def _sorted(members: Sequence[Carrier], definition: Definition, gap: Decimal | None) -> list[Carrier]:
    # Where neither side is bad, whoever moved the figure most stands first.
    bad = harm_sign(definition, gap or Decimal(0)) or (1 if gap is not None and gap > 0 else -1)
    return sorted(
        members,
        key=lambda one: (
            one.is_small,
            one.points is None,
            -bad * (one.points or 0),
            one.value is None,
            -bad * (one.value or 0),
            str(one.id),
        ),
    )


def _small(
    actor: Actor, definition: Definition, column: str, level: Level, unit_id: int, span: Span, division: Division
) -> set[object]:
    """Members with so few rows under the line that their part may be chance."""
    fewest = value(parameters.MEMBER_MINIMUM, unit_id if level is Level.STORE else None, span.last)
    fraction = fraction_of(definition.formula)
    assert fraction is not None
    under = fraction.top if fraction.is_total else fraction.bottom
    measures = [catalogue().measures[term.measure] for term in under.weights]
    if all(one.aggregate == "count" for one in measures):
        return {key for key, share in division.shares.items() if share.size < fewest}
    rows = tuple(_rows_of(one) for one in measures)
    places = {store: unit for store, unit in units_of(actor, level).items() if unit == unit_id}
    answer = ask(LiveTables(), Question(rows, places, (span,), (column,)))
    counts = {key: answer.get(Cell(unit_id, span, (key,)), {}) for key in division.shares}
    return {key for key, found in counts.items() if max(found.values(), default=Decimal(0)) < fewest}


def _rows_of(measure: Measure) -> Measure:
    column = {measure.column: {"set": True}} if measure.column and measure.column not in measure.where else {}
    where = {**measure.where, **column}
    return Measure(f"rows_{measure.name}", measure.zh, measure.en, measure.fact, "count", where=where)
