"""How much of a period is over for stores, by their calendars and clocks, and what a running figure is held against."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.rules.definitions import Definition, Target
from anxin.management.kpi.rules.fractions import fraction_of
from anxin.management.kpi.rules.passing import Passing, pass_of, together
from anxin.management.kpi.rules.periods import Period, Span, span_of
from anxin.management.kpi.rules.standing import is_judged, so_far
from anxin.management.kpi.rules.targets import Kind, kind_of
from anxin.parties.org.queries import all_stores, calendars_of
from anxin.platform import clock
from anxin.platform.calendar.rules import WorkingCalendar

TASKS = "kpi.target"
"""The fact of what is asked, by the month in which it is asked."""


def passing_of(store_ids: Collection[int], period: Period, span: Span, at: datetime | None = None) -> Passing:
    """How much of the period of a span is over for some stores, inside a query; at ``at`` where that is not now.

    A store that opened after the period counts for nothing, unless there is no other.
    """
    ends = span_of(period, span.last).last
    begun = [one for one in store_ids if (all_stores()[one].opened_on or ends) <= ends]
    return together(passing_by_store(begun or store_ids, period, span, at).values())


def passing_by_store(
    store_ids: Collection[int], period: Period, span: Span, at: datetime | None = None
) -> dict[int, Passing]:
    """Store → how much of the period of a span is over, inside a query; at ``at`` where that is not now."""
    now = at or clock.now()
    stores = all_stores()
    return {
        store: pass_of(period, span, stores[store].clock.day(now), partial(_is_open, calendar, stores[store].opened_on))
        for store, calendar in calendars_of(store_ids).items()
    }


def newest_day(store_ids: Collection[int], at: datetime | None) -> date:
    """The newest business day of some stores; without any nothing runs."""
    now = at or clock.now()
    return max((all_stores()[store].clock.day(now) for store in store_ids), default=date.max)


def held_so_far(definition: Definition, target: Target, period: Period, passing: Passing, *, is_own: bool) -> Target | None:
    """What a figure is held against by now: the target, of what grows with the days its share of those that are over.

    None where that says nothing: of a range, of a target of another period, before a first day is over, of a day that runs.
    """
    if is_running_day(period, passing):
        return None
    if is_judged(definition, period, is_running=passing.is_running, is_own=is_own):
        return target
    if not (is_own or period in definition.periods):
        return None
    is_most = target.operator in ("le", "lt")
    share = passing.share(is_most=is_most, is_by_month=is_by_month(definition))
    return None if share is None else so_far(target, share)


def is_running_day(period: Period, passing: Passing) -> bool:
    """Whether it is a single day that is not over, of which nothing is judged yet."""
    return period is Period.DAY and passing.is_running


def percent_of(definition: Definition, passing: Passing) -> Decimal:
    """How much of the time of a figure's target is over: of what is divided by the months begun, of those."""
    share = passing.share(is_most=False, is_by_month=is_by_month(definition))
    return passing.percent if share is None else share


def is_by_month(definition: Definition) -> bool:
    """Whether a figure is divided by tasks of months, of which a period to date holds those that have begun."""
    known, fraction = catalogue(), fraction_of(definition.formula)
    tasks = [known.measures[term.measure] for term in fraction.bottom.weights] if fraction else []
    return any(
        one.fact == TASKS
        and (code := str(one.where.get("code"))) in known.definitions
        and kind_of(known.definitions[code], known.measures) is Kind.ADDED
        for one in tasks
    )


def _is_open(calendar: WorkingCalendar, opened: date | None, day: date) -> bool:
    return (opened is None or day >= opened) and bool(calendar.hours_on(day))
