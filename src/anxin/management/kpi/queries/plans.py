"""What a plan is made from: months of last year and this one, how far the year is, last year's profit and premium."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db.models import Count

from anxin.management.kpi import models, permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.engine.working import Figure, is_plan
from anxin.management.kpi.queries.figures import Level, compute_figures, first_days, units_of
from anxin.management.kpi.queries.passing import held_so_far, passing_of
from anxin.management.kpi.queries.sheet import near_percent
from anxin.management.kpi.queries.suggesting import year_basis
from anxin.management.kpi.queries.targets import aims_of
from anxin.management.kpi.queries.whole import Wholeness, wholeness_of
from anxin.management.kpi.rules.definitions import Target
from anxin.management.kpi.rules.forecast import estimate_profit
from anxin.management.kpi.rules.passing import Passing
from anxin.management.kpi.rules.periods import Period, Span, last_year, span_of, to_date
from anxin.management.kpi.rules.standing import Standing, shown, stand
from anxin.management.kpi.rules.targets import ALL_MONTHS
from anxin.parties.org.queries import all_stores
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.clock import GROUP_CLOCK
from anxin.platform.errors import NotFound
from anxin.platform.queries import query

PREMIUM, MECHANICAL, ACCIDENT, PROFIT = (
    "total_insurance_premium", "mechanical_gross_profit", "accident_gross_profit", "repair_gross_profit",
)  # fmt: skip
OUTPUT, BODY = "total_repair_output", "body_and_paint_output"


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month of a figure in shown units: what it was the year before, and what it is so far; None is not known."""

    month: int
    before: Decimal | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class YearSoFar:
    """What a figure came to in the year up to a day, and what the store asks of the whole year.

    ``standing`` holds a total of a year that is not over against the target's share of the days, as a cockpit does. ``of``
    says of which months it is: a total of only some of them is held against nothing, as on the figure's own page.
    """

    code: str
    value: Decimal | None
    target: Target | None
    standing: Standing
    of: Wholeness


@dataclass(frozen=True, slots=True)
class TargetsOfStore:
    """Of how many figures a store has targets of its own in a year."""

    store_id: int
    name: str
    figures: int


class Estimate(StrEnum):
    """Out of that year's output at this year's profit on output, or as what accidents leave of that year's profit."""

    OUTPUT = "output"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class ForecastBasis:
    """What is known for a forecast, in yuan; None is to be filled in. ``before`` is the year before, planned and budget are
    what the stores ask of this one.

    The year before is ``span``: while it runs, the last twelve whole months. ``estimated`` says how its numbers were
    estimated that nobody recorded. What is not known of all its months is none; ``of`` says of which it is, and which are
    odd, of what each number was made from.
    """

    premium_before: Decimal | None
    accident_before: Decimal | None
    mechanical_before: Decimal | None
    premium_planned: Decimal | None
    mechanical_planned: Decimal | None
    budget: Decimal | None
    span: Span
    of: Mapping[str, Wholeness]
    estimated: Mapping[str, Estimate] = field(default_factory=dict)


@query(permissions.SEE)
def list_months(actor: Actor, store_id: int, code: str, year: int, today: date) -> list[MonthLine]:
    """The twelve months of a store's figure and those of the year before; a month up to today counts its days so far.

    A month that has not begun is not known, and one of the year before only once it is over, nor a plan beside it.

    :raises NotFound: an unknown code, or a store whose figures the actor may not see
    """
    now = [span_of(Period.MONTH, date(year, month, 1)) for month in ALL_MONTHS]
    spans = [to_date(Period.MONTH, today) if one.first <= today < one.last else one for one in now]
    before = [last_year(one) for one in now]
    found = compute_figures(actor, [code], Level.STORE, Period.MONTH, [*spans, *before], unit_ids=[store_id])
    definition = catalogue().definitions[code]
    known = {one.cell.span: shown(one.value, definition.unit) for one in found}
    plans = is_plan(definition, catalogue())
    lines = []
    for month, span, then in zip(ALL_MONTHS, spans, before, strict=True):
        is_over, is_known = then.last < today, span.first <= today or plans
        lines.append(MonthLine(month, known[then] if is_over else None, known[span] if is_known and is_over else None))
    return lines


@query(permissions.SEE)
def list_year_so_far(actor: Actor, store_id: int, year: int, codes: Sequence[str], today: date) -> list[YearSoFar]:
    """How far the store's figures are in a year that has begun; of one that has not, nothing is known (M23.01).

    :raises NotFound: an unknown code, or a store whose figures the actor may not see
    """
    span = _so_far(year, today)
    found = compute_figures(actor, codes, Level.STORE, Period.YEAR, [span], unit_ids=[store_id])
    aims, near = aims_of(actor, [store_id], [year]), near_percent(Level.STORE, store_id, span.last)
    passing, of = passing_of([store_id], Period.YEAR, span), wholeness_of(actor, Level.STORE, span, found)
    return [_so_far_of(one, aims.of(one.code, Period.YEAR, span), passing, near, of[one.code, store_id]) for one in found]


def _so_far_of(one: Figure, target: Target | None, passing: Passing, near: Decimal, of: Wholeness) -> YearSoFar:
    definition = catalogue().definitions[one.code]
    value, is_held = shown(one.value, definition.unit), not (one.marks.is_part and definition.needs_all)
    held = held_so_far(definition, target, Period.YEAR, passing, is_own=True) if target and is_held else None
    return YearSoFar(one.code, value, target, stand(value, held, near), of)


@query(permissions.SEE)
def count_targets(actor: Actor, year: int) -> list[TargetsOfStore]:
    """Of how many figures each store that the actor sees has targets of its own in a year."""
    counted = (
        models.Target.objects.visible_to(actor, permissions.SEE)
        .filter(year=year, replaced_at=None, value__isnull=False, employee=None, team=None)
        .values_list("store_id")
        .annotate(Count("code", distinct=True))
    )
    known = dict(counted)
    stores = sorted(
        actor.stores_for(permissions.SEE), key=lambda one: (all_stores()[one].brand_name, all_stores()[one].name)
    )
    return [TargetsOfStore(one, all_stores()[one].name, known.get(one, 0)) for one in stores]


@query(permissions.SEE)
def get_forecast_basis(actor: Actor, level: Level, unit_id: int, year: int) -> ForecastBasis:
    """What the forecast of a unit's year starts from (M23.02).

    :raises NotFound: a unit of which the actor may see no store
    """
    stores = [store for store, unit in units_of(actor, level).items() if unit == unit_id]
    if not stores:
        raise NotFound
    whole, today = span_of(Period.YEAR, date(year, 1, 1)), GROUP_CLOCK.day(clock.now())
    then, now = year_basis(year, today), _recorded(stores, today)
    codes = [PREMIUM, MECHANICAL, ACCIDENT, PROFIT, OUTPUT, BODY]
    found = compute_figures(actor, codes, level, Period.YEAR, sorted({then, now}), unit_ids=[unit_id])
    places = wholeness_of(actor, level, then, [one for one in found if one.cell.span == then])
    of = {code: places[code, unit_id] for code in codes}
    known = {(one.code, one.cell.span): shown(one.value, "yuan") for one in found}
    before, estimated = _estimated(
        {code: known[code, then] if of[code].is_whole else None for code in codes},
        {code: known[code, now] for code in codes},
    )
    aims = aims_of(actor, stores, [year])
    asked = {code: aims.of(code, Period.YEAR, whole) for code in (PREMIUM, MECHANICAL, PROFIT)}
    premium, mechanical, budget = (None if one is None else one.value for one in asked.values())
    return ForecastBasis(
        before[PREMIUM], before[ACCIDENT], before[MECHANICAL], premium, mechanical, budget, then, _made_from(of, estimated),
        estimated,
    )  # fmt: skip


def _made_from(of: Mapping[str, Wholeness], estimated: Mapping[str, Estimate]) -> dict[str, Wholeness]:
    """Of which months each number of the year before is: its own, else of what it was estimated out of, or would be."""
    output, rest = of[BODY].joined(of[OUTPUT]), of[BODY].joined(of[PROFIT])
    out_of = {ACCIDENT: of[BODY], MECHANICAL: rest if estimated.get(MECHANICAL) is Estimate.REST else output}

    def of_code(code: str) -> Wholeness:
        return out_of[code] if code in estimated else max(of[code], out_of[code], key=lambda one: one.known)

    return {PREMIUM: of[PREMIUM], ACCIDENT: of_code(ACCIDENT), MECHANICAL: of_code(MECHANICAL)}


def _recorded(stores: Sequence[int], today: date) -> Span:
    """The days of this year of which each of the stores has records; today alone where one has none."""
    begun = first_days(dict.fromkeys(stores, 0))
    first = max((begun.get(store, today) for store in stores), default=today)
    return Span(max(first, date(today.year, 1, 1)), today)


def _estimated(
    before: dict[str, Decimal | None], now: dict[str, Decimal | None]
) -> tuple[dict[str, Decimal | None], dict[str, Estimate]]:
    """What is not known of the year before out of its output: accidents by body and paint work, the rest by the rest.

    Where the profit of both is known the mechanical part is what accidents leave of it.
    """

    def rest(of: dict[str, Decimal | None]) -> Decimal | None:
        total, body = of[OUTPUT], of[BODY]
        return None if total is None or body is None else total - body

    accident, profit = estimate_profit(before[BODY], now[ACCIDENT], now[BODY]), before[PROFIT]
    mechanical, how = estimate_profit(rest(before), now[MECHANICAL], rest(now)), Estimate.OUTPUT
    if accident is not None and profit is not None:
        mechanical, how = max(round(profit) - accident, Decimal(0)), Estimate.REST
    offered = {ACCIDENT: accident, MECHANICAL: mechanical}
    used = {code: value for code, value in offered.items() if before[code] is None and value is not None}
    return {**before, **used}, {code: how if code == MECHANICAL else Estimate.OUTPUT for code in used}


def _so_far(year: int, today: date) -> Span:
    whole = span_of(Period.YEAR, date(year, 1, 1))
    return to_date(Period.YEAR, today) if whole.first <= today < whole.last else whole
