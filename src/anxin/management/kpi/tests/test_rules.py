"""Formulas, periods and standings: pure decisions."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.rules.definitions import Target
from anxin.management.kpi.rules.formula import FormulaError, Term, read_formula
from anxin.management.kpi.rules.periods import (
    Period,
    Span,
    last_period,
    last_year,
    months_before_end,
    months_of,
    span_of,
    to_date,
)
from anxin.management.kpi.rules.standing import Standing, harm_sign, is_judged, shown, stand

DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))
WHOLE = [Period.DAY, Period.WEEK, Period.MONTH, Period.QUARTER, Period.YEAR]


def worked(text: str, **known: int | None) -> Decimal | None:
    return read_formula(text).value(lambda term: None if (one := known.get(term.measure)) is None else Decimal(one))


def test_a_formula_is_worked_out_of_sums() -> None:
    assert worked("1 - back / orders", back=1, orders=4) == Decimal("0.75")
    assert worked("(a + b) * 2 - -c", a=1, b=2, c=3) == 9
    assert read_formula("x / last_year.x - 1").terms == (Term("x"), Term("x", "last_year"))


@pytest.mark.parametrize("text", ["a / b", "a / (b - b)", "a + c"])
def test_what_is_unknown_or_divides_by_zero_is_unknown(text: str) -> None:
    assert worked(text, a=1, b=0) is None


@pytest.mark.parametrize(
    "text", ["", "a +", "f(a)", "a ** 2", "a if b else c", "next_year.a", "'a'", "a.b.c", "True", "a; b"]
)
def test_anything_else_is_no_formula(text: str) -> None:
    with pytest.raises(FormulaError):
        read_formula(text)


@given(DAYS, st.sampled_from(WHOLE))
def test_periods_follow_each_other_without_gap(day: date, period: Period) -> None:
    span = span_of(period, day)
    assert span.first <= day <= span.last
    before = last_period(period, span)
    assert before == span_of(period, before.last)
    assert (span.first - before.last).days == 1


@given(DAYS, st.sampled_from(WHOLE))
def test_a_period_to_date_is_compared_with_as_many_of_its_days(day: date, period: Period) -> None:
    span = to_date(period, day)
    before = last_period(period, span)
    assert before.first == last_period(period, span_of(period, day)).first
    assert before.last < span.first


def test_a_whole_february_is_compared_with_a_whole_february_and_the_29th_with_the_28th() -> None:
    assert last_year(Span(date(2027, 2, 1), date(2027, 2, 28))) == Span(date(2026, 2, 1), date(2026, 2, 28))
    assert last_year(Span(date(2025, 2, 1), date(2025, 2, 28))) == Span(date(2024, 2, 1), date(2024, 2, 29))
    assert last_year(span_of(Period.DAY, date(2029, 2, 28))) == span_of(Period.DAY, date(2028, 2, 28))
    assert (
        last_year(span_of(Period.WEEK, date(2028, 3, 1))).days == last_year(span_of(Period.WEEK, date(2029, 3, 1))).days == 7
    )
    assert last_year(to_date(Period.MONTH, date(2024, 2, 28))) == Span(date(2023, 2, 1), date(2023, 2, 28))
    assert span_of(Period.TRAILING, date(2024, 2, 29)) == Span(date(2023, 3, 1), date(2024, 2, 29))
    assert len(months_of(date(2025, 11, 30), date(2026, 2, 1))) == 4


@given(DAYS, st.integers(1, 30))
def test_months_before_the_end_of_a_month_are_whole(day: date, months: int) -> None:
    end = span_of(Period.MONTH, day).last
    assert (months_before_end(end, months) + timedelta(days=1)).day == 1
    assert months_before_end(day, months) <= end


def test_twelve_months_to_the_end_of_a_february_begin_with_march() -> None:
    assert span_of(Period.TRAILING, date(2025, 2, 28)).first == date(2024, 3, 1)
    assert months_before_end(date(2025, 2, 28), 13) == date(2024, 1, 31)
    assert months_before_end(date(2024, 2, 28), 12) == date(2023, 2, 28)


@pytest.mark.parametrize(
    ("target", "value", "standing"),
    [
        (Target("ge", Decimal(30)), "30", Standing.MET),
        (Target("ge", Decimal(30)), "27", Standing.NEAR),
        (Target("ge", Decimal(30)), "26.99", Standing.MISSED),
        (Target("gt", Decimal(50)), "50", Standing.NEAR),
        (Target("gt", Decimal(50)), "50.1", Standing.MET),
        (Target("le", Decimal(4)), "4", Standing.MET),
        (Target("lt", Decimal(2)), "2", Standing.NEAR),
        (Target("le", Decimal(4)), "5", Standing.MISSED),
        (Target("eq", Decimal(100)), "98.6", Standing.NEAR),
        (Target("range", Decimal(80), Decimal(110)), "110", Standing.MET),
        (Target("range", Decimal(80), Decimal(110)), "112", Standing.NEAR),
        (Target("range", Decimal(80), Decimal(110)), "60", Standing.MISSED),
    ],
)
def test_a_value_meets_its_target_is_near_or_misses_it(target: Target, value: str, standing: Standing) -> None:
    assert stand(Decimal(value), target, Decimal(10)) is standing


@pytest.mark.parametrize(
    ("code", "below", "above"),
    [("gross_margin", -1, -1), ("churn_rate", 1, 1), ("labour_efficiency", -1, 1), ("customers_per_advisor", 0, 0)],
)
def test_the_bad_side_is_below_above_or_of_a_range_where_it_is_missed(code: str, below: int, above: int) -> None:
    definition = catalogue().definitions[code]
    assert (harm_sign(definition, Decimal(-3)), harm_sign(definition, Decimal(3))) == (below, above)


def test_percent_and_yuan_are_shown_in_their_units() -> None:
    assert (shown(Decimal("0.741"), "percent"), shown(Decimal(1_050), "yuan")) == (Decimal("74.1"), Decimal("10.5"))
    assert shown(None, "yuan") is None


def test_a_total_is_judged_over_its_own_whole_period_and_a_rate_always() -> None:
    known = catalogue().definitions
    assert is_judged(known["appointment_rate"], Period.MONTH, is_running=True)
    total = next(one for one in known.values() if one.grows and one.periods == ("month",))
    assert is_judged(total, Period.MONTH, is_running=False)
    assert not is_judged(total, Period.MONTH, is_running=True)
    assert not is_judged(total, Period.YEAR, is_running=False)
