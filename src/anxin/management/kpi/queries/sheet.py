"""The sheet of all figures of a unit, and one figure with its past, its members and what stands behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anxin.management.kpi import parameters, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.engine.working import Figure
from anxin.management.kpi.queries.figures import Level, compute_figures
from anxin.management.kpi.rules.definitions import Definition, Target
from anxin.management.kpi.rules.formula import Term
from anxin.management.kpi.rules.periods import (
    Period,
    Span,
    last_period,
    last_year,
    months_later,
    months_of,
    to_date,
)
from anxin.management.kpi.rules.standing import Standing, gap, is_judged, shown, stand
from anxin.parties.org.queries import all_stores
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.facts import registry
from anxin.platform.parameters import value
from anxin.platform.queries import query

TREND_MONTHS = 12
MEMBER_COLUMNS = {"advisor": "advisor_id", "technician": "technician_id", "team": "team_id"}
"""Grain → the column of facts."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure as a page shows it: ``value``, ``before`` and ``year_ago`` in shown units (percent, yuan)."""

    definition: Definition
    span: Span
    value: Decimal | None
    before: Decimal | None
    year_ago: Decimal | None
    target: Target | None
    standing: Standing
    parts: Mapping[Term, Decimal | None]
    needs: tuple[str, ...]

    @property
    def missing(self) -> Decimal | None:
        """What is missing to the target, where it may be judged."""
        if self.value is None or self.target is None or self.standing is Standing.NONE:
            return None
        return gap(self.value, self.target)


@dataclass(frozen=True, slots=True)
class Point:
    """A month of the trend."""

    span: Span
    value: Decimal | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Member:
    """An advisor, technician or team with its own figure."""

    id: int
    value: Decimal | None
    parts: Mapping[Term, Decimal | None]
    standing: Standing


@query(permissions.SEE)
def read_sheet(actor: Actor, level: Level, unit_id: int, period: Period, day: date) -> list[Reading]:
    """Every figure of a unit, this period up to a day, with the same days of the period and the year before.

    :raises NotFound: a unit of which the actor may see no store
    """
    return _readings(actor, sorted(catalogue().definitions), level, unit_id, period, day)


@query(permissions.SEE)
def read_figure(actor: Actor, code: str, level: Level, unit_id: int, period: Period, day: date) -> Reading:
    """One figure of a unit, this period up to a day.

    :raises NotFound: an unknown code, or a unit of which the actor may see no store
    """
    (found,) = _readings(actor, [code], level, unit_id, period, day)
    return found


@query(permissions.SEE)
def read_trend(actor: Actor, code: str, level: Level, unit_id: int, day: date) -> list[Point]:
    """The figure's last twelve months, the last one up to the day.

    :raises NotFound: an unknown code, or a unit of which the actor may see no store
    """
    months = months_of(months_later(day.replace(day=1), 1 - TREND_MONTHS), day)
    spans = [*months[:-1], to_date(Period.MONTH, day)]
    found = compute_figures(actor, [code], level, Period.MONTH, spans, unit_ids=[unit_id])
    definition = catalogue().definitions[code]
    target, near = _target(definition, level, unit_id), _near(level, unit_id, day)
    points = []
    for figure in sorted(found, key=lambda one: one.cell.span):
        number, span = shown(figure.value, definition.unit), figure.cell.span
        aim = target if is_judged(definition, Period.MONTH, span) else None
        points.append(Point(span, number, stand(number, aim, near)))
    return points


@query(permissions.SEE)
def list_members(
    actor: Actor, code: str, column: str, level: Level, unit_id: int, period: Period, day: date
) -> list[Member]:
    """The figure of each advisor, technician or team, the worst first; none where its facts do not name them.

    :raises NotFound: an unknown code or column, or a unit of which the actor may see no store
    """
    if column not in member_columns(code):
        raise NotFound
    span = to_date(period, day)
    found = compute_figures(actor, [code], level, period, [span], unit_ids=[unit_id], by=[column])
    definition = catalogue().definitions[code]
    near = _near(level, unit_id, day)
    # What the store shall reach in sum is no target of one person.
    target = None if definition.is_total else _target(definition, level, unit_id)
    members = []
    for figure in found:
        (member_id,) = figure.cell.by
        if isinstance(member_id, int):
            number = shown(figure.value, definition.unit)
            members.append(Member(member_id, number, figure.parts, stand(number, target, near)))
    sign = -1 if definition.direction == "down" else 1
    return sorted(members, key=lambda one: (one.value is None, sign * (one.value or 0), one.id))


def member_columns(code: str) -> tuple[str, ...]:
    """By whom a figure can be asked: where its definition allows the grain, and all of its facts have the column.

    :raises NotFound: an unknown code
    """
    known = catalogue()
    if code not in known.definitions:
        raise NotFound
    facts = {known.measures[term.measure].fact for term in known.definitions[code].formula.terms}
    if not facts or facts - set(registry):
        return ()
    allowed = [column for grain, column in MEMBER_COLUMNS.items() if grain in known.definitions[code].grains]
    return tuple(one for one in allowed if all(one in registry[fact].columns for fact in facts))


def _readings(actor: Actor, codes: Sequence[str], level: Level, unit_id: int, period: Period, day: date) -> list[Reading]:
    now = to_date(period, day)
    spans = (now, last_period(period, now), last_year(now))
    found = compute_figures(actor, codes, level, period, spans, unit_ids=[unit_id])
    by_place: dict[tuple[str, Span], Figure] = {(one.code, one.cell.span): one for one in found}
    near, readings = _near(level, unit_id, day), []
    for code in codes:
        definition = catalogue().definitions[code]
        figure, before, year_ago = (by_place[code, span] for span in spans)
        number, target = shown(figure.value, definition.unit), _target(definition, level, unit_id)
        readings.append(
            Reading(
                definition,
                now,
                number,
                shown(before.value, definition.unit),
                shown(year_ago.value, definition.unit),
                target,
                stand(number, target if is_judged(definition, period, now) else None, near),
                figure.parts,
                figure.needs,
            )
        )
    return readings


def _target(definition: Definition, level: Level, unit_id: int) -> Target | None:
    """What the first source asks that asks anything, of the brand's tier where it says so."""
    tier = all_stores()[unit_id].tier if level is Level.STORE else ""
    for source in definition.sources:
        if found := source.targets.get(tier) or source.targets.get(""):
            return found
    return None


def _near(level: Level, unit_id: int, day: date) -> Decimal:
    return Decimal(value(parameters.NEAR_PERCENT, unit_id if level is Level.STORE else None, day))
