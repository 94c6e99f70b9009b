"""A store's labour by area: the budget beside last year and what was stated so far (M23.06)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from anxin.management.budgets import parameters, permissions
from anxin.management.budgets.models import LabourBudget
from anxin.management.budgets.rules.labour import (
    AFTER_SALES,
    AREAS,
    BACK_OFFICE,
    SALES,
    WHOLE,
    Aims,
    AreaBudget,
    Labour,
    LabourMisfit,
    add_up,
    area_of,
    find_misfits,
    parts_misfit,
)
from anxin.management.kpi.queries import TargetRow, list_months, list_targets
from anxin.parties.org.queries import all_stores, department_of_post, names_by_key
from anxin.parties.people.queries import list_employees
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.resources.figures.queries import read_figure_year

PROFIT, EXPENSE, HEADS = "repair_gross_profit", "total_expense", "staff_heads"
STATED_COST = {
    SALES: "sales_staff_cost",
    AFTER_SALES: "after_sales_staff_cost",
    BACK_OFFICE: "back_office_staff_cost",
    WHOLE: "staff_cost",
}
"""The monthly figure in which an area's labour cost is stated."""
STORE_PROFIT = "store_gross_profit"
WHOLE_YEAR, MONTHS = 0, range(1, 13)

Stated = Mapping[str, Mapping[int, Money]]
"""Of a year: the monthly figure, and its amount by month."""
NOTHING: Mapping[str, Labour] = {area: Labour() for area in AREAS}


@dataclass(frozen=True, slots=True)
class AreaYear:
    """An area (empty is the store) in a year: asked, stated of last year, stated so far, and how many people are on file.

    ``due`` is the part of the budgeted cost that falls on the months stated so far.
    """

    area: str
    budget: Labour
    before: Labour
    so_far: Labour
    on_file: int
    due: Money | None


@dataclass(frozen=True, slots=True)
class LabourYear:
    """The store's areas and then the store itself, what does not fit, and who set the newest row when."""

    store_id: int
    year: int
    areas: tuple[AreaYear, ...]
    misfits: tuple[LabourMisfit, ...]
    profit_target: Decimal | None
    newest: int
    set_at: datetime | None
    set_by: str


@dataclass(frozen=True, slots=True)
class StoreLabour:
    """What a store's areas may cost together in a year and shall bring in, where all of them say it.

    ``areas`` counts those with a budget.
    """

    store_id: int
    name: str
    areas: int
    budget: Labour


@query(permissions.SEE_LABOUR)
def list_labour_budgets(actor: Actor, year: int) -> list[StoreLabour]:
    """The labour budget of each store that the actor sees, in the order of its stores; without one nothing is asked."""
    rows: dict[int, dict[str, Labour]] = {}
    for one in LabourBudget.objects.visible_to(actor, permissions.SEE_LABOUR).filter(year=year, replaced_at=None):
        if budget_in(one, one.area) != AreaBudget(one.area):
            rows.setdefault(one.store_id, {})[one.area] = _asked(one)
    stores = [all_stores()[one] for one in actor.stores_for(permissions.SEE_LABOUR)]
    return [
        StoreLabour(one.id, one.name, len(rows.get(one.id, ())), _together(rows.get(one.id)))
        for one in sorted(stores, key=lambda store: store.id)
    ]


@query(permissions.SEE_LABOUR)
def read_labour_budget(actor: Actor, store_id: int, year: int, today: date) -> LabourYear:
    """What a store's areas may cost and shall bring in, with what follows from it, last year and the months stated so far.

    Gross profit of a row is that of the months in which its cost was stated. ``today`` is the store's business day.

    :raises Denied: a store where the actor may not see labour budgets
    """
    actor.require(permissions.SEE_LABOUR, store_id)
    rows = _standing(actor, store_id, year)
    # Whoever may see the budget sees the sums that it is held against, whatever else he may see of figures or people.
    house = Actor.system("budgets", [store_id])
    budget = {area: _asked(rows.get(area)) for area in AREAS}
    budget[WHOLE] = add_up(budget)
    on_file, heads_before = _heads(house, store_id, today), _heads(house, store_id, date(year - 1, 12, 31))
    months = {one.month: one for one in list_months(house, store_id, PROFIT, year, today)}
    then, now = _stated(house, store_id, year - 1), _stated(house, store_id, year)
    before = _actual(then, {month: one.before for month, one in months.items()}, heads_before)
    so_far = _actual(now, {month: one.value for month, one in months.items()}, on_file)
    aims = _aims(list_targets(house, store_id, year))
    tolerance = Decimal(value(parameters.LABOUR_TOLERANCE_PERCENT, store_id, today))
    misfits = find_misfits(budget, before, on_file, aims, tolerance=tolerance) if rows else []
    parts = {month: [now[STATED_COST[area]].get(month) for area in AREAS] for month in MONTHS}
    if odd := parts_misfit(parts, now[STATED_COST[WHOLE]], tolerance):
        misfits.append(odd)
    newest = max(rows.values(), key=lambda one: one.pk, default=None)
    return LabourYear(
        store_id,
        year,
        tuple(
            AreaYear(area, budget[area], before[area], so_far[area], on_file[area], _due(budget[area], so_far[area]))
            for area in (*AREAS, WHOLE)
        ),
        tuple(misfits),
        aims.gross_profit,
        newest.pk if newest else 0,
        newest.set_at if newest else None,
        names_by_key(actor, {newest.actor_key}).get(newest.actor_key, "") if newest else "",
    )


def budget_in(row: LabourBudget | None, area: str) -> AreaBudget:
    """What a row asks of its area; nothing where there is none, or it took the budget back."""
    return AreaBudget(area, row.headcount, row.labour_cost, row.gross_profit) if row else AreaBudget(area)


def _standing(actor: Actor, store_id: int, year: int) -> dict[str, LabourBudget]:
    rows = LabourBudget.objects.visible_to(actor, permissions.SEE_LABOUR).filter(
        store_id=store_id, year=year, replaced_at=None
    )
    return {one.area: one for one in rows}


def _together(rows: Mapping[str, Labour] | None) -> Labour:
    """Of a store without a budget no month at all."""
    return add_up({**NOTHING, **rows}) if rows else Labour(months=0)


def _asked(row: LabourBudget | None) -> Labour:
    return Labour() if row is None else Labour(row.headcount, row.labour_cost, row.gross_profit)


def _heads(actor: Actor, store_id: int, on: date) -> dict[str, int]:
    """People on file by area, trainees left out (K-M21)."""
    found = dict.fromkeys((*AREAS, WHOLE), 0)
    for one in list_employees(actor, store_id, on=on):
        area = area_of(one.post, department_of_post(one.post))
        if area is not None and not one.is_trainee:
            found[area] += 1
            found[WHOLE] += 1
    return found


def _stated(actor: Actor, store_id: int, year: int) -> Stated:
    wanted = {*STATED_COST.values(), STORE_PROFIT}
    found: dict[str, dict[int, Money]] = {code: {} for code in wanted}
    for row in read_figure_year(actor, store_id, year).rows:
        if row.kind.code in wanted:
            for month, cell in enumerate(row.cells, 1):
                if cell is not None and cell.value is not None:
                    found[row.kind.code][month] = Money(int(cell.value))
    return found


def _actual(stated: Stated, repair_profit: Mapping[int, Decimal | None], heads: Mapping[str, int]) -> dict[str, Labour]:
    """What was stated of each area and of the store; profit over the same months, of sales what repair leaves of it all."""
    known = {month: Money.yuan(round(one, 2)) for month, one in repair_profit.items() if one is not None}
    store = stated[STORE_PROFIT]
    profits: dict[str, Mapping[int, Money]] = {
        AFTER_SALES: known,
        WHOLE: store,
        SALES: {month: store[month] - known[month] for month in store if month in known},
        BACK_OFFICE: {},
    }
    costs = {area: stated[STATED_COST[area]] for area in AREAS}
    whole = {
        month: Money.sum(one[month] for one in costs.values())
        for month in MONTHS
        if all(month in one for one in costs.values())
    }
    costs[WHOLE] = {**stated[STATED_COST[WHOLE]], **whole}
    return {area: _over(cost, profits[area], heads[area]) for area, cost in costs.items()}


def _over(costs: Mapping[int, Money], profits: Mapping[int, Money], heads: int) -> Labour:
    if not costs:
        return Labour(heads or None, months=0)
    profit = Money.sum(profits[month] for month in costs) if all(month in profits for month in costs) else None
    return Labour(heads or None, Money.sum(costs.values()), profit, len(costs))


def _aims(rows: Sequence[TargetRow]) -> Aims:
    own = {(one.cell.code, one.cell.month): one.value for one in rows if not one.cell.is_personal}

    def year_of(code: str) -> Decimal | None:
        months = [own.get((code, month)) for month in MONTHS]
        known = [one for one in months if one is not None]
        return sum(known, Decimal(0)) if len(known) == len(months) else None

    return Aims(year_of(PROFIT), year_of(EXPENSE), own.get((HEADS, WHOLE_YEAR)))


def _due(budget: Labour, so_far: Labour) -> Money | None:
    return None if budget.labour_cost is None else budget.labour_cost.times(Decimal(so_far.months) / len(MONTHS))
