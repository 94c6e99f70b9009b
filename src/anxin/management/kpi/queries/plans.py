"""What a plan is made from: months of last year and this one, how far the year is, last year's profit and premium."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anxin.management.kpi import permissions
from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.queries.figures import Level, compute_figures, units_of
from anxin.management.kpi.queries.targets import aims_of
from anxin.management.kpi.rules.definitions import Target
from anxin.management.kpi.rules.periods import Period, Span, last_year, span_of, to_date
from anxin.management.kpi.rules.standing import shown
from anxin.management.kpi.rules.targets import ALL_MONTHS
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query

PREMIUM, MECHANICAL, ACCIDENT, PROFIT = (
    "total_insurance_premium", "mechanical_gross_profit", "accident_gross_profit", "repair_gross_profit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month of a figure in shown units: what it was the year before, and what it is so far; None is not known."""

    month: int
    before: Decimal | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class YearSoFar:
    """What a figure came to in the year up to a day, and what the store asks of the whole year."""

    code: str
    value: Decimal | None
    target: Target | None


@dataclass(frozen=True, slots=True)
class ForecastBasis:
    """What is known for a forecast, in yuan; None is to be filled in. ``before`` is the year before, planned and budget are
    what the stores ask of this one."""

    premium_before: Decimal | None
    accident_before: Decimal | None
    mechanical_before: Decimal | None
    premium_planned: Decimal | None
    mechanical_planned: Decimal | None
    budget: Decimal | None


@query(permissions.SEE)
def list_months(actor: Actor, store_id: int, code: str, year: int, today: date) -> list[MonthLine]:
    """The twelve months of a store's figure and those of the year before; a month up to today counts its days so far.

    :raises NotFound: an unknown code, or a store whose figures the actor may not see
    """
    now = [span_of(Period.MONTH, date(year, month, 1)) for month in ALL_MONTHS]
    spans = [to_date(Period.MONTH, today) if one.first <= today < one.last else one for one in now]
    before = [last_year(one) for one in now]
    found = compute_figures(actor, [code], Level.STORE, Period.MONTH, [*spans, *before], unit_ids=[store_id])
    unit = catalogue().definitions[code].unit
    known = {one.cell.span: shown(one.value, unit) for one in found}
    return [MonthLine(month, known[before[month - 1]], known[spans[month - 1]]) for month in ALL_MONTHS]


@query(permissions.SEE)
def list_year_so_far(actor: Actor, store_id: int, year: int, codes: Sequence[str], today: date) -> list[YearSoFar]:
    """How far the store's figures are in a year that has begun; of one that has not, nothing is known (M23.01).

    :raises NotFound: an unknown code, or a store whose figures the actor may not see
    """
    span = _so_far(year, today)
    found = compute_figures(actor, codes, Level.STORE, Period.YEAR, [span], unit_ids=[store_id])
    aims, known = aims_of(actor, [store_id], [year]), catalogue().definitions
    return [
        YearSoFar(one.code, shown(one.value, known[one.code].unit), aims.of(one.code, Period.YEAR, span)) for one in found
    ]


@query(permissions.SEE)
def get_forecast_basis(actor: Actor, level: Level, unit_id: int, year: int) -> ForecastBasis:
    """What the forecast of a unit's year starts from (M23.02).

    :raises NotFound: a unit of which the actor may see no store
    """
    stores = [store for store, unit in units_of(actor, level).items() if unit == unit_id]
    if not stores:
        raise NotFound
    whole = span_of(Period.YEAR, date(year, 1, 1))
    found = compute_figures(
        actor, [PREMIUM, MECHANICAL, ACCIDENT], level, Period.YEAR, [last_year(whole)], unit_ids=[unit_id]
    )
    before = {one.code: shown(one.value, "yuan") for one in found}
    aims = aims_of(actor, stores, [year])
    asked = {code: aims.of(code, Period.YEAR, whole) for code in (PREMIUM, MECHANICAL, PROFIT)}
    premium, mechanical, budget = (None if one is None else one.value for one in asked.values())
    return ForecastBasis(before[PREMIUM], before[ACCIDENT], before[MECHANICAL], premium, mechanical, budget)


def _so_far(year: int, today: date) -> Span:
    whole = span_of(Period.YEAR, date(year, 1, 1))
    return to_date(Period.YEAR, today) if whole.first <= today < whole.last else whole
