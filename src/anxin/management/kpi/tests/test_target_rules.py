"""Targets: what holds for a period, how a whole is shared out, what does not fit together, and the forecast."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.rules.consistency import IDENTITIES, Difference, find_differences
from anxin.management.kpi.rules.definitions import Target
from anxin.management.kpi.rules.forecast import ForecastInput, forecast_gross_profit
from anxin.management.kpi.rules.periods import Period, to_date
from anxin.management.kpi.rules.targets import (
    Kind,
    done_percent,
    grown,
    kind_of,
    share_out,
    step_of,
    target_of,
)

TOTALS = st.decimals(0, 10**9, places=2)
WEIGHTS = st.lists(st.decimals(-1000, 10**7, places=2), min_size=1, max_size=40)


def kind(code: str) -> Kind:
    return kind_of(catalogue().definitions[code], catalogue().measures)


def asked(*values: int, operator: str = "ge") -> dict[int, Target]:
    return {month: Target(operator, Decimal(value)) for month, value in enumerate(values, start=1)}


def of(kind: Kind, months: Mapping[int, Target], period: Period, day: date) -> Decimal | None:
    found = target_of(kind, months, period, to_date(period, day))
    return None if found is None else found.value


@given(TOTALS, WEIGHTS)
def test_parts_add_up_to_the_whole_exactly(total: Decimal, weights: list[Decimal]) -> None:
    step = Decimal("0.01")
    parts = share_out(total, weights, step)
    assert sum(parts) == total
    assert all(part >= 0 and part % step == 0 for part in parts)
    counted = [max(one, Decimal(0)) for one in weights]
    whole = sum(counted)
    if whole:
        for part, weight in zip(parts, counted, strict=True):
            assert abs(part - total * weight / whole) < step + Decimal("1e-9")
            assert weight or not part


def test_what_is_left_goes_to_the_largest_remainders() -> None:
    assert share_out(Decimal(10), [Decimal(1)] * 3, Decimal(1)) == [4, 3, 3]
    assert share_out(Decimal(10), [Decimal(1), Decimal(1), Decimal(2)], Decimal(1)) == [3, 2, 5]
    assert share_out(Decimal(7), [Decimal(0), Decimal(-5)], Decimal(1)) == [4, 3]
    assert share_out(Decimal(7), [], Decimal(1)) == []


def test_cars_and_yuan_are_shared_whole_and_finer_only_where_the_whole_is() -> None:
    known = catalogue().definitions
    assert step_of(known["vehicle_entries"], Decimal(6000)) == 1
    assert step_of(known["repair_gross_profit"], Decimal("100.25")) == Decimal("0.01")
    assert step_of(known["repair_gross_profit"], Decimal("1E+6")) == 1
    assert grown(Decimal(333), Decimal("8.4"), Decimal(1)) == 361
    assert [grown(one, Decimal(0), Decimal(1)) for one in (Decimal("2.5"), Decimal("3.5"))] == [3, 4]


def test_totals_add_up_over_months_and_rates_and_stocks_do_not() -> None:
    assert (kind("vehicle_entries"), kind("repair_gross_profit")) == (Kind.ADDED, Kind.ADDED)
    assert (kind("appointment_rate"), kind("customer_base")) == (Kind.LEVEL, Kind.LEVEL)
    assert kind("owner_lecture_count") is Kind.YEARLY


def test_a_total_is_asked_of_quarter_and_year_as_the_sum_of_their_months() -> None:
    months, day = asked(*range(10, 130, 10)), date(2026, 5, 9)
    assert of(Kind.ADDED, months, Period.MONTH, day) == 50
    assert of(Kind.ADDED, months, Period.QUARTER, day) == 40 + 50 + 60
    assert of(Kind.ADDED, months, Period.YEAR, day) == 780
    assert of(Kind.ADDED, asked(1, 2, 3, 4), Period.QUARTER, day) is None
    assert of(Kind.ADDED, months, Period.WEEK, day) is None
    assert of(Kind.ADDED, months, Period.TRAILING, day) is None
    assert of(Kind.ADDED, {**months, 6: Target("le", Decimal(1))}, Period.QUARTER, day) is None


def test_a_rate_is_asked_of_each_month_or_of_the_year() -> None:
    day, year = date(2026, 5, 9), {0: Target("ge", Decimal(30))}
    for period in (Period.DAY, Period.WEEK, Period.MONTH, Period.QUARTER, Period.YEAR):
        assert of(Kind.LEVEL, year, period, day) == 30
    own = {**year, 5: Target("ge", Decimal(40))}
    assert of(Kind.LEVEL, own, Period.MONTH, day) == 40
    assert of(Kind.LEVEL, own, Period.WEEK, day) == 40
    assert of(Kind.LEVEL, own, Period.QUARTER, day) == 30
    assert of(Kind.LEVEL, own, Period.YEAR, day) == 30
    assert of(Kind.LEVEL, asked(*[45] * 12), Period.YEAR, day) == 45
    assert of(Kind.LEVEL, asked(*range(1, 13)), Period.YEAR, day) is None


def test_what_is_only_asked_of_a_year_says_nothing_of_a_month() -> None:
    year, day = {0: Target("ge", Decimal(4))}, date(2026, 5, 9)
    assert of(Kind.YEARLY, year, Period.YEAR, day) == 4
    assert of(Kind.YEARLY, year, Period.MONTH, day) is None


def test_how_far_a_total_is_on_the_way_to_its_target() -> None:
    assert done_percent(Decimal(62), Target("ge", Decimal(100))) == 62
    assert done_percent(None, Target("ge", Decimal(100))) is None
    assert done_percent(Decimal(1), Target("eq", Decimal(0))) is None


def differences(days: int = 25, **codes: str | Mapping[int, str]) -> list[Difference]:
    values = {
        code: {month: Decimal(one) for month, one in (given if isinstance(given, Mapping) else {0: given}).items()}
        for code, given in codes.items()
    }
    units = {code: one.unit for code, one in catalogue().definitions.items()}
    open_days = dict.fromkeys(range(1, 13), days)
    return find_differences(values, units, open_days, tolerance=Decimal(1), tax_tolerance=Decimal(15))


def test_every_rule_of_fitting_speaks_of_figures_that_are() -> None:
    known = set(catalogue().definitions) | {"open_days"}
    for rule in IDENTITIES:
        assert {rule.code, *(term.measure for term in rule.formula.terms)} <= known


def test_twenty_cars_a_day_do_not_make_650_a_month() -> None:
    (found,) = differences(monthly_entries={3: "650"}, daily_entries={3: "20"})
    assert (found.source, found.month, found.value, found.expected, found.gap) == ("X-A01", 3, 650, 500, 150)
    assert found.parts == (("daily_entries", Decimal(20)), ("open_days", Decimal(25)))
    assert not differences(monthly_entries={3: "500"}, daily_entries={3: "20"})


def test_650_cars_of_800_yuan_are_above_3_8_million_and_the_insurers_2_2() -> None:
    asked = {"insurance_output": "2200000", "monthly_entries": "7800"}
    (found,) = differences(workshop_and_warranty_output="3800000", repair_ticket="800", **asked)
    assert (found.code, found.expected) == ("workshop_and_warranty_output", 4_040_000)
    fitting = {"workshop_and_warranty_output": "3800000", "customer_repair_output": "6000000", "vehicle_entries": "7800"}
    assert not differences(**fitting, repair_ticket="769.23", **asked)
    # A ticket without tax may differ from output with tax by the tax.
    assert not differences(customer_repair_output="6800000", vehicle_entries="7800", average_ticket="800")
    assert differences(customer_repair_output="6800000", vehicle_entries="7800", repair_ticket="800")


def test_parts_of_gross_profit_make_the_whole_and_percent_count_as_percent() -> None:
    assert not differences(repair_gross_profit="161209", mechanical_gross_profit="77166", accident_gross_profit="84043")
    (found,) = differences(repair_gross_profit="161209", mechanical_gross_profit="77166", accident_gross_profit="91237")
    assert (found.source, found.gap) == ("K-G10", Decimal(161_209 - 168_403))
    assert not differences(labour_productivity="72.25", labour_efficiency="85", labour_utilisation="85")
    (found,) = differences(labour_productivity="80", labour_efficiency="85", labour_utilisation="85")
    assert found.expected == Decimal("72.25")


def test_where_the_year_does_not_fit_its_months_are_not_named_too() -> None:
    every = range(13)
    found = differences(vehicle_entries=dict.fromkeys(every, "12"), monthly_entries=dict.fromkeys(every, "10"))
    assert [one.month for one in found] == [0]
    found = differences(vehicle_entries={1: "12", 2: "10"}, monthly_entries={1: "10", 2: "10"})
    assert [one.month for one in found] == [1]


def test_five_percent_a_month_are_80_a_year() -> None:
    (found,) = differences(gross_profit_growth="45", repair_profit_growth_monthly="5")
    assert found.source == "X-Z21"
    assert round(found.expected, 1) == Decimal("79.6")
    assert not differences(gross_profit_growth="45", repair_profit_growth_monthly="3.145")


def test_the_forecast_of_the_plan_comes_out_as_it_was_printed() -> None:
    found = forecast_gross_profit(
        ForecastInput(
            premium_before=Decimal(53_626 + 48_958),
            accident_before=Decimal(50_509),
            mechanical_before=Decimal(61_733),
            premium_planned=Decimal(94_797 + 90_644),
            mechanical_growth=Decimal(25),
            budget=Decimal(161_209),
        )
    )
    assert (found.accident_to_premium, found.accident) == (Decimal("49.2"), 91_237)
    assert (found.mechanical, found.total, found.difference) == (77_166, 168_403, 7_194)
    assert (found.premium_growth, found.growth, found.accident_share) == (Decimal("80.8"), Decimal("50.0"), Decimal("45.0"))


@pytest.mark.parametrize("premium", ["0", "-1"])
def test_without_premium_there_is_no_forecast(premium: str) -> None:
    found = forecast_gross_profit(
        ForecastInput(Decimal(premium), Decimal(1), Decimal(100), Decimal(5), Decimal(10), Decimal(100))
    )
    assert (found.accident_to_premium, found.accident, found.total, found.difference, found.mechanical) == (
        None, None, None, None, 110,
    )  # fmt: skip
