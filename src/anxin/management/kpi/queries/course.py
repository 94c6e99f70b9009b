"""How a figure ran: its months with the limits of what was usual, and since when it runs on another level."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anxin.management.kpi import permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.engine.monthly import stated_kind
from anxin.management.kpi.queries.figures import Level
from anxin.management.kpi.queries.sheet import Point, read_trend
from anxin.management.kpi.rules.bounds import ends_of
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.individuals import Limits
from anxin.management.kpi.rules.individuals import read_course as read_months
from anxin.management.kpi.rules.periods import Period, span_of
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.resources.figures.queries import all_kinds

MONTHS = 36
"""How far back levels are looked for."""


@dataclass(frozen=True, slots=True)
class NewLevel:
    """Since the month that begins on ``since`` the figure lies on another level; means in shown units."""

    since: date
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Drifting:
    """From the month of ``since`` to that of ``until`` the figure rose or fell steadily, by ``each`` a point of it."""

    since: date
    until: date
    each: Decimal


@dataclass(frozen=True, slots=True)
class CourseOfFigure:
    """The months of a figure, quarters of one that is known by quarter, oldest first, with what was usual before each;
    ``odd`` are months that stand alone.

    ``limits`` are None for a month without a value, one that is not over, and while fewer than twelve were known before it;
    they end where the figure cannot pass, at 0 or at 100 %.
    """

    points: tuple[Point, ...]
    limits: tuple[Limits | None, ...]
    odd: tuple[date, ...]
    levels: tuple[NewLevel, ...]
    drifts: tuple[Drifting, ...] = ()


@query(permissions.SEE)
def read_course(actor: Actor, code: str, level: Level, unit_id: int, day: date) -> CourseOfFigure:
    """The figure's last three years by months, the last one up to the day, on an individuals chart (M22.04, M22.08).

    :raises NotFound: an unknown code, or a unit of which the actor may see no store
    """
    definition = catalogue().definitions.get(code)
    by = Period.QUARTER if definition and is_by_quarter(definition) else Period.MONTH
    points = read_trend(actor, code, level, unit_id, day, MONTHS, by)
    # A month that is not over, or began before its records, says less than a whole one, and is not held against them; one
    # that was marked as odd says nothing of what is usual.
    whole = [
        (place, one.value)
        for place, one in enumerate(points)
        if one.value is not None and not (one.is_partial or one.is_outlier) and one.span == span_of(by, one.span.last)
    ]
    found = read_months([float(number) for _place, number in whole])
    low, high = ends_of(definition, catalogue().measures) if definition else (None, None)
    most = catalogue().most_of(definition) if definition else None
    high = high if most is None else float(most)
    limits: list[Limits | None] = [None] * len(points)
    for (place, _value), one in zip(whole, found.limits, strict=True):
        limits[place] = one and one.within(low, high)
    for place in reversed(range(len(points) - 1)):
        if points[place].is_outlier and limits[place] is None:
            limits[place] = limits[place + 1]

    def month(index: int) -> date:
        return points[whole[index][0]].span.first

    levels = tuple(NewLevel(month(one.since), _number(one.before), _number(one.after)) for one in found.shifts)
    drifts = tuple(Drifting(month(one.since), month(one.until), _number(one.slope)) for one in found.drifts)
    return CourseOfFigure(tuple(points), tuple(limits), tuple(month(one) for one in found.odd), levels, drifts)


def _number(value: float) -> Decimal:
    return Decimal(str(round(value, 6)))


def is_by_quarter(definition: Definition) -> bool:
    """Whether something that it needs is stated once a quarter."""
    kinds, measures = all_kinds(), catalogue().measures
    stated = [stated_kind(measures[term.measure]) for term in definition.formula.terms]
    return any(kinds[kind].every > 1 for kind in stated if kind)
