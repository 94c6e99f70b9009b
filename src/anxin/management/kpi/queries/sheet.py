"""The sheet of all figures of a unit, and one figure with its past, its members and what stands behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from anxin.management.kpi import parameters, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.engine.marks import NOTHING, Marks
from anxin.management.kpi.engine.working import Figure
from anxin.management.kpi.queries.figures import Level, compute_figures, units_of
from anxin.management.kpi.queries.passing import held_so_far, is_running_day, newest_day, passing_of, percent_of
from anxin.management.kpi.queries.targets import Aims, aims_of
from anxin.management.kpi.queries.unrecorded import looks_unrecorded
from anxin.management.kpi.rules.contribution import aim_of
from anxin.management.kpi.rules.definitions import Definition, Target
from anxin.management.kpi.rules.formula import Term
from anxin.management.kpi.rules.passing import Passing
from anxin.management.kpi.rules.periods import (
    Period,
    Span,
    days_over,
    last_period,
    last_year,
    months_later,
    months_of,
    span_of,
    to_date,
)
from anxin.management.kpi.rules.standing import Standing, gap, harm_sign, is_judged, shown, stand
from anxin.management.kpi.rules.targets import done_percent, is_asked
from anxin.parties.org.queries import all_stores
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.parameters import value
from anxin.platform.queries import query

TREND_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure as a page shows it: ``value``, ``before`` and ``year_ago`` in shown units (percent, yuan).

    ``target`` is what the whole period asks; ``is_own`` when the store set it itself. Of what grows with the days ``done``
    is how much of it is reached so far and ``passed`` how much of its open days is over, in percent. ``held`` is what it is
    held against, of which ``standing`` speaks on every page: the target, or of what grows with the days its share of those
    that are over. ``is_unrecorded``: it is asked for and nobody writes down what it is made of, which is no failure.
    ``marks`` say which of its months were stated, odd or missing, ``compared`` the same of the two it is set against.
    What is known of only a part of its period, or of those two, is not compared; what grows with the days, or looks back
    over months, not judged.
    ``is_before_odd`` and ``is_year_ago_odd``: a month that was marked as an outlier is in what it is set against.

    A day that still runs (``runs``) is in ``value``, but not where the definition is of days that are over, which ``span``
    says then; and it is in no comparison: ``even`` is the value of the days ``even_span`` that are over, None before there
    are any, and ``before`` and ``year_ago`` are of as many days.
    """

    definition: Definition
    span: Span
    value: Decimal | None
    before: Decimal | None
    year_ago: Decimal | None
    target: Target | None
    standing: Standing
    parts: Mapping[Term, Decimal | None]
    needs: tuple[str, ...]
    held: Target | None
    passing: Passing
    is_own: bool = False
    is_unrecorded: bool = False
    done: Decimal | None = None
    passed: Decimal | None = None
    marks: Marks = NOTHING
    compared: Marks = NOTHING
    is_before_odd: bool = False
    is_year_ago_odd: bool = False
    even: Decimal | None = None
    even_span: Span | None = None
    even_parts: Mapping[Term, Decimal | None] = field(default_factory=dict)
    runs: bool = False

    @property
    def whole_from(self) -> date | None:
        """Since when it will be known, where records do not reach back far enough for it; None where that is not why."""
        return self.marks.whole_from if self.value is None and not self.needs else None

    @property
    def is_cut_short(self) -> bool:
        """Whether it is known of only some of its days, months or stores and needs them all: then no target holds."""
        return self.marks.is_part and self.definition.needs_all

    @property
    def missing(self) -> Decimal | None:
        """What is missing to what it is held against, where it may be judged."""
        if self.value is None or self.held is None or self.standing is Standing.NONE:
            return None
        return gap(self.value, self.held)

    @property
    def base(self) -> Decimal | None:
        """The period before, against ``even``, where an open day of this one is over."""
        return self.before if self.passing.over else None

    @property
    def base_year_ago(self) -> Decimal | None:
        """The year before, against ``even``, where an open day of this one is over."""
        return self.year_ago if self.passing.over else None

    @property
    def bad_side(self) -> int:
        """On which side of its target it is bad: 1 above, -1 below, 0 neither."""
        if self.value is None or self.held is None or self.standing is Standing.NONE:
            return harm_sign(self.definition, Decimal(0))
        aim = aim_of(self.value, self.held, None)
        return 0 if aim is None else harm_sign(self.definition, self.value - aim)


@dataclass(frozen=True, slots=True)
class Point:
    """A month of the trend, with what was asked of it; ``is_partial``: known of only some of its days, or of its stores, so
    that it is no month of the line and says nothing of what is usual; ``is_outlier``: it was marked as odd."""

    span: Span
    value: Decimal | None
    standing: Standing
    target: Target | None = None
    is_partial: bool = False
    is_outlier: bool = False


@query(permissions.SEE)
def read_sheet(actor: Actor, level: Level, unit_id: int, period: Period, day: date) -> list[Reading]:
    """Every figure of a unit, this period up to a day, with the same days of the period and the year before.

    :raises NotFound: a unit of which the actor may see no store
    """
    return readings_of(actor, sorted(catalogue().definitions), level, unit_id, period, day)


@query(permissions.SEE)
def read_figure(actor: Actor, code: str, level: Level, unit_id: int, period: Period, day: date) -> Reading:
    """One figure of a unit, this period up to a day.

    :raises NotFound: an unknown code, or a unit of which the actor may see no store
    """
    (found,) = readings_of(actor, [code], level, unit_id, period, day)
    return found


@query(permissions.SEE)
def read_trend(
    actor: Actor, code: str, level: Level, unit_id: int, day: date,
    months_back: int = TREND_MONTHS, by: Period = Period.MONTH,
) -> list[Point]:  # fmt: skip
    """The figure's last twelve months, or so many, the last one up to the day; ``by`` quarter those in them.

    :raises NotFound: an unknown code, or a unit of which the actor may see no store
    """
    if code not in catalogue().definitions:
        raise NotFound
    months = months_of(months_later(day.replace(day=1), 1 - months_back), day)
    whole = dict.fromkeys(span_of(by, month.first) for month in months)
    spans = [*list(whole)[:-1], to_date(by, day)]
    definition, aims = catalogue().definitions[code], _aims(actor, level, unit_id, spans)
    if definition.is_of_days_over:
        spans[-1] = days_over(by, spans[-1], newest_day(aims.stores, None)) or spans[-1]
    found = compute_figures(actor, [code], level, by, spans, unit_ids=[unit_id])
    near = near_percent(level, unit_id, day)
    passing = passing_of(aims.stores, by, spans[-1])
    points = []
    for figure in sorted(found, key=lambda one: one.cell.span):
        number, span, marks = shown(figure.value, definition.unit), figure.cell.span, figure.marks
        target = aims.of(code, by, span)
        is_own = target is not None
        target = target or asked_by_source(definition, level, unit_id, by, span)
        if target is None or span == spans[-1]:
            aim = target and held_so_far(definition, target, by, passing, is_own=is_own)
        else:
            aim = target if is_judged(definition, by, is_running=False, is_own=is_own) else None
        if marks.is_part and definition.needs_all:
            aim = None
        points.append(Point(span, number, stand(number, aim, near), target, marks.is_part, bool(marks.outliers)))
    return points


def readings_of(
    actor: Actor,
    codes: Sequence[str],
    level: Level,
    unit_id: int,
    period: Period,
    day: date,
    *,
    is_year_asked: bool = True,
    at: datetime | None = None,
) -> list[Reading]:
    """Figures in the order of their codes, inside a query; ``year_ago`` is only known when it is asked.

    What is still running is told at ``at`` where that is not now.
    """
    now, aims = to_date(period, day), _aims(actor, level, unit_id, [to_date(period, day)])
    over = days_over(period, now, newest_day(aims.stores, at))
    even = over or now
    spans = (even, last_period(period, even), *([last_year(even)] if is_year_asked else []))
    found = compute_figures(actor, codes, level, period, tuple(dict.fromkeys((now, *spans))), unit_ids=[unit_id])
    by_place: dict[tuple[str, Span], Figure] = {(one.code, one.cell.span): one for one in found}
    near, passing = near_percent(level, unit_id, day), passing_of(aims.stores, period, now, at)
    asked = _Asked(level, unit_id, period, now, over, near, aims, passing)
    return [
        _reading(asked, catalogue().definitions[code], by_place[code, now], *(by_place[code, span] for span in spans))
        for code in codes
    ]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Of which unit and time readings are, and what they are held against."""

    level: Level
    unit_id: int
    period: Period
    now: Span
    over: Span | None
    near: Decimal
    aims: Aims
    passing: Passing


def _reading(
    asked: _Asked, definition: Definition, running: Figure, even: Figure, before: Figure, year_ago: Figure | None = None
) -> Reading:
    figure = even if definition.is_of_days_over else running
    if definition.is_of_days_over and asked.over is None:
        # Nothing of it is over yet.
        figure = replace(running, value=None)
    number, target = shown(figure.value, definition.unit), asked.aims.of(definition.code, asked.period, asked.now)
    is_own, is_whole = target is not None, not figure.marks.is_part
    target = target or asked_by_source(definition, asked.level, asked.unit_id, asked.period, asked.now)
    done = done_percent(number, target) if definition.grows and is_whole else None
    is_held = target is not None and (is_whole or not definition.needs_all)
    held = held_so_far(definition, target, asked.period, asked.passing, is_own=is_own) if target and is_held else None
    standing = stand(number, held, asked.near)
    unrecorded = standing is not Standing.MET and not is_running_day(asked.period, asked.passing)
    unrecorded = unrecorded and target is not None and looks_unrecorded(definition, figure, before)
    return Reading(
        definition,
        figure.cell.span,
        number,
        _then(before, even, definition),
        _then(year_ago, even, definition) if year_ago else None,
        target,
        Standing.NONE if unrecorded else standing,
        figure.parts,
        figure.needs,
        held,
        asked.passing,
        is_own,
        unrecorded,
        done,
        percent_of(definition, asked.passing) if done is not None and asked.passing.is_running else None,
        figure.marks,
        before.marks.joined(year_ago.marks) if year_ago else before.marks,
        bool(before.marks.outliers),
        bool(year_ago and year_ago.marks.outliers),
        shown(even.value, definition.unit) if asked.over else None,
        asked.over,
        even.parts,
        asked.over != asked.now,
    )


def _then(figure: Figure, now: Figure, definition: Definition) -> Decimal | None:
    """What it was in an earlier period, where that may be compared with now."""
    return shown(figure.value, definition.unit) if now.marks.is_comparable(figure.marks) else None


def _aims(actor: Actor, level: Level, unit_id: int, spans: Sequence[Span]) -> Aims:
    stores = [store for store, unit in units_of(actor, level).items() if unit == unit_id]
    return aims_of(actor, stores, {one.last.year for one in spans})


def asked_by_source(definition: Definition, level: Level, unit_id: int, period: Period, span: Span) -> Target | None:
    """What a source asks of just that month, else what the first asks that asks anything, of the brand's tier where it says
    so; if that holds for such a unit."""
    tier = all_stores()[unit_id].tier if level is Level.STORE else ""
    of_month = [one.months.get(span.last.month) for one in definition.sources] if period is Period.MONTH else []
    of_any = [one.targets.get(tier) or one.targets.get("") for one in definition.sources]
    found = next(filter(None, [*of_month, *of_any]), None)
    return found if found and is_asked(definition, found, level, period) else None


def near_percent(level: Level, unit_id: int, day: date) -> Decimal:
    """By how many percent of a target a figure may miss it and be near."""
    return Decimal(value(parameters.NEAR_PERCENT, unit_id if level is Level.STORE else None, day))
