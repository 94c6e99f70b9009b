"""Whether the targets of a store fit together: what one says follows from the others (X-A01, M22.09)."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from anxin.management.kpi.rules.definitions import Target
from anxin.management.kpi.rules.formula import Formula, read_formula
from anxin.management.kpi.rules.targets import ALL_MONTHS, WHOLE_YEAR, Cell

HUNDRED = Decimal(100)
OPEN_DAYS = "open_days"
"""Stands in a rule for the days on which the store opens."""
PEOPLE, TEAMS = "people", "teams"
"""Stand in a rule for the parts of a total that the store's employees, or its teams, were given."""
OTHER_MONTHS = "other_months"
"""Stands in a rule for the median of the same figure's other months."""
FEWEST_OTHERS = 2

Values = Mapping[str, Mapping[int, Decimal]]
"""Targets by figure and month (0 is the year), in shown units."""


@dataclass(frozen=True, slots=True)
class Identity:
    """``code`` follows from ``formula`` over the targets of other figures; ``source`` is the row that says so.

    ``mixes_tax``: one side is with tax and the other without, so that it may differ by the tax (X-P03).
    """

    code: str
    formula: Formula
    source: str
    mixes_tax: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Targets that do not fit: ``code`` says ``value``, the others say ``expected``; shown units, month 0 is the year.

    ``parts`` are the targets from which the other value follows. The suggestion is to set ``code`` to ``expected``, or to
    change a part.
    """

    code: str
    month: int
    value: Decimal
    expected: Decimal
    parts: tuple[tuple[str, Decimal], ...]
    formula: str
    source: str

    @property
    def gap(self) -> Decimal:
        """How far it is above (or, negative, below) what follows from the others."""
        return self.value - self.expected

    @property
    def cell(self) -> Cell:
        """The store's target that does not fit."""
        return Cell(self.code, self.month)

    @property
    def codes(self) -> frozenset[str]:
        """Every figure whose target would mend it."""
        return frozenset((self.code, *(code for code, _value in self.parts)))

    @property
    def is_of_parts(self) -> bool:
        """Whether a total is not what its people or teams were given of it."""
        return self.formula in (PEOPLE, TEAMS)

    @property
    def is_odd(self) -> bool:
        """Whether a month is far from the other months of the same figure."""
        return self.formula == OTHER_MONTHS


def _rule(code: str, formula: str, source: str, *, mixes_tax: bool = False) -> Identity:
    return Identity(code, read_formula(formula), source, mixes_tax)


IDENTITIES = (
    _rule("monthly_entries", f"daily_entries * {OPEN_DAYS}", "X-A01"),
    _rule("vehicle_entries", f"daily_entries * {OPEN_DAYS}", "X-A01"),
    _rule("vehicle_entries", "monthly_entries", "X-A01"),
    _rule("after_sales_revenue", "vehicle_entries * average_ticket", "X-A01"),
    _rule("workshop_and_warranty_output", "monthly_entries * repair_ticket - insurance_output", "X-A01"),
    _rule("customer_repair_output", "vehicle_entries * repair_ticket", "X-A01"),
    _rule("customer_repair_output", "vehicle_entries * average_ticket", "X-A01", mixes_tax=True),
    _rule("front_desk_turnover", "insurance_output + workshop_and_warranty_output", "K-B01"),
    _rule("repair_gross_profit", "after_sales_revenue * gross_margin", "K-Z01"),
    _rule("repair_gross_profit", "mechanical_gross_profit + accident_gross_profit", "K-G10"),
    _rule("accident_gross_profit", "repair_gross_profit * accident_profit_share", "X-Z30"),
    _rule("accident_gross_profit", "total_insurance_premium * accident_profit_to_premium", "K-G12"),
    _rule("total_insurance_premium", "new_car_insurance_premium + renewal_insurance_premium", "K-G09"),
    _rule("parts_gross_profit", "parts_sales - parts_material_cost", "K-M18"),
    _rule("labour_productivity", "labour_efficiency * labour_utilisation", "X-Z03"),
)
COMPOUNDED = (("gross_profit_growth", "repair_profit_growth_monthly", "X-Z21"),)
"""Growth of a year, and the growth of a month that makes it when it comes twelve times."""


def find_differences(
    values: Values,
    units: Mapping[str, str],
    open_days: Mapping[int, int],
    *,
    tolerance: Decimal,
    tax_tolerance: Decimal,
) -> list[Difference]:
    """Every rule that the targets break by more than ``tolerance`` percent of what follows from the others.

    Where the year does not fit only the year is named, else each month that does not. ``units`` are those of the figures,
    ``open_days`` the days of opening by month. A rule of which a target is missing says nothing.
    """
    found: list[Difference] = []
    for rule in IDENTITIES:
        limit = tax_tolerance if rule.mixes_tax else tolerance
        year = _differs(rule, WHOLE_YEAR, values, units, open_days, limit)
        months = [_differs(rule, month, values, units, open_days, limit) for month in ALL_MONTHS]
        found += [year] if year else [one for one in months if one]
    return [*found, *_compounded(values, tolerance)]


def find_odd_months(values: Values, factor: Decimal) -> list[Difference]:
    """Each month that asks ``factor`` times the median of the figure's other months, or less than that part of it (X-F05).

    Nothing is said of a month that asks nothing, nor beside fewer than two others.
    """
    found = []
    for code, asked in sorted(values.items()):
        months = {month: value for month, value in asked.items() if month != WHOLE_YEAR}
        for month, value in sorted(months.items()):
            others = [each for other, each in months.items() if other != month]
            if len(others) < FEWEST_OTHERS or value <= 0 or (middle := median(others)) <= 0:
                continue
            if value >= middle * factor or value * factor <= middle:
                parts = ((OTHER_MONTHS, middle),)
                found.append(Difference(code, month, value, middle, parts, OTHER_MONTHS, "X-F05"))
    return found


def find_part_differences(standing: Mapping[Cell, Target | None], totals: Container[str]) -> list[Difference]:
    """Each month of a total that its people, or its teams, were given parts of which do not make it (R-KP08).

    ``totals`` are the figures whose parts add up. A range has no parts.
    """
    parts: dict[tuple[str, int, str], Decimal] = {}
    for cell, target in standing.items():
        if cell.is_personal and target is not None and cell.code in totals:
            place = (cell.code, cell.month, PEOPLE if cell.team_id is None else TEAMS)
            parts[place] = parts.get(place, Decimal(0)) + target.value
    found = []
    for (code, month, whose), shared in sorted(parts.items()):
        whole = standing.get(Cell(code, month))
        if whole is not None and whole.until is None and whole.value != shared:
            found.append(Difference(code, month, whole.value, shared, ((whose, shared),), whose, "R-KP08"))
    return found


def _differs(
    rule: Identity, month: int, values: Values, units: Mapping[str, str], open_days: Mapping[int, int], limit: Decimal
) -> Difference | None:
    known = {code: months[month] for code, months in values.items() if month in months}
    days = sum(open_days.values()) if month == WHOLE_YEAR else open_days.get(month, 0)
    if rule.code not in known:
        return None

    def plain(code: str) -> Decimal | None:
        if code == OPEN_DAYS:
            return Decimal(days)
        return None if code not in known else known[code] / _factor(units[code])

    expected = rule.formula.value(lambda term: plain(term.measure))
    if expected is None:
        return None
    shown = expected * _factor(units[rule.code])
    if _fits(known[rule.code], shown, limit):
        return None
    parts = tuple(
        (term.measure, Decimal(days) if term.measure == OPEN_DAYS else known[term.measure]) for term in rule.formula.terms
    )
    return Difference(rule.code, month, known[rule.code], shown, parts, rule.formula.text, rule.source)


def _compounded(values: Values, tolerance: Decimal) -> Iterator[Difference]:
    for yearly, monthly, source in COMPOUNDED:
        year, month = values.get(yearly, {}).get(WHOLE_YEAR), values.get(monthly, {}).get(WHOLE_YEAR)
        if year is None or month is None:
            continue
        made = ((1 + month / HUNDRED) ** len(ALL_MONTHS) - 1) * HUNDRED
        if not _fits(year, made, tolerance):
            yield Difference(yearly, WHOLE_YEAR, year, made, ((monthly, month),), monthly, source)


def _fits(value: Decimal, expected: Decimal, limit: Decimal) -> bool:
    return abs(value - expected) <= abs(expected) * limit / HUNDRED


def _factor(unit: str) -> Decimal:
    return HUNDRED if unit == "percent" else Decimal(1)
