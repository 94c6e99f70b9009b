"""What follows from headcount, cost and gross profit, and what does not fit together."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.management.budgets.rules.labour import (
    AFTER_SALES,
    AREAS,
    BACK_OFFICE,
    SALES,
    WHOLE,
    Aims,
    Labour,
    Misfit,
    add_up,
    area_of,
    find_misfits,
    parts_misfit,
)
from anxin.platform.money import Money

TOLERANCE = Decimal(1)


def yuan(amount: int) -> Money:
    return Money.yuan(amount)


def areas(**given: Labour) -> dict[str, Labour]:
    found = {area: given.get(area, Labour()) for area in AREAS}
    return {**found, WHOLE: add_up(found)}


BUDGET = areas(
    sales=Labour(20, yuan(2_000_000), yuan(4_000_000)),
    after_sales=Labour(30, yuan(3_000_000), yuan(9_000_000)),
    back_office=Labour(10, yuan(1_000_000)),
)
NOTHING = areas()


@pytest.mark.rule("R-AW19")
def test_what_follows_from_people_cost_and_profit() -> None:
    after_sales, whole = BUDGET[AFTER_SALES], BUDGET[WHOLE]
    assert (after_sales.cost_per_head, after_sales.profit_per_head) == (yuan(100_000), yuan(300_000))
    assert (after_sales.contribution, round(after_sales.cost_rate or 0, 4)) == (Decimal(3), Decimal("0.3333"))
    assert (whole.headcount, whole.labour_cost, whole.gross_profit) == (60, yuan(6_000_000), yuan(13_000_000))
    assert round(after_sales.share_of(whole) or 0, 4) == Decimal("0.6923")
    assert (BUDGET[BACK_OFFICE].contribution, BUDGET[BACK_OFFICE].share_of(whole)) == (None, None)
    empty = Labour(0, yuan(0), yuan(0))
    assert (empty.cost_per_head, empty.contribution, empty.cost_rate) == (None, None, None)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"aims": Aims(gross_profit=Decimal(9_050_000))}, []),
        ({"aims": Aims(gross_profit=Decimal(9_500_000))}, [(Misfit.PROFIT_TARGET, AFTER_SALES, 9_000_000, 9_500_000)]),
        ({"aims": Aims(expense=Decimal(5_900_000))}, [(Misfit.EXPENSE_TARGET, WHOLE, 6_000_000, 5_900_000)]),
        ({"aims": Aims(expense=Decimal(7_000_000), headcount=Decimal(60))}, []),
        ({"aims": Aims(headcount=Decimal(58))}, [(Misfit.HEADS_TARGET, WHOLE, 60, 58)]),
        ({"on_file": {AFTER_SALES: 33, SALES: 20}}, [(Misfit.HEADS_ON_FILE, AFTER_SALES, 30, 33)]),
        ({"budget": areas(sales=Labour(None, yuan(10)))}, [(Misfit.NO_HEADS, SALES, 10, 0)]),
        ({"budget": areas(sales=Labour(2))}, [(Misfit.NO_COST, SALES, 2, 0)]),
        (
            {"before": areas(after_sales=Labour(30, yuan(2_500_000), yuan(9_000_000)))},
            [(Misfit.COST_FASTER, AFTER_SALES, 20, 0)],
        ),
        (
            {"before": {**BUDGET, WHOLE: Labour(60, yuan(2_500_000), yuan(9_000_000))}},
            [(Misfit.COST_FASTER, WHOLE, 140, Decimal("44.4"))],
        ),
        (
            {"budget": areas(after_sales=Labour(30, yuan(6_000_000), yuan(9_000_000))), "aims": Aims(expense=Decimal(5))},
            [(Misfit.EXPENSE_TARGET, WHOLE, 6_000_000, 5)],
        ),
        (
            {"budget": areas(after_sales=Labour(20, yuan(2_100_000), yuan(5_500_000))), "before": BUDGET},
            [(Misfit.COST_FASTER, AFTER_SALES, -30, Decimal("-38.9"))],
        ),
        ({"before": {**NOTHING, AFTER_SALES: Labour(30, yuan(1), yuan(9_000_000), months=11)}}, []),
        ({"budget": NOTHING, "aims": Aims(Decimal(1), Decimal(1), Decimal(1))}, []),
    ],
)
def test_what_does_not_fit_is_named(change: dict[str, Any], expected: list[tuple[object, ...]]) -> None:
    asked: dict[str, Any] = {"budget": BUDGET, "before": NOTHING, "on_file": {}, "aims": Aims(), **change}
    found = find_misfits(**asked, tolerance=TOLERANCE)
    assert [(one.code, one.area, one.value, one.expected) for one in found] == expected


def test_stated_parts_are_held_against_the_whole_where_all_were_stated() -> None:
    parts = {1: [yuan(10), yuan(20), yuan(5)], 2: [yuan(10), None, yuan(5)]}
    assert parts_misfit(parts, {1: yuan(35), 2: yuan(99)}, TOLERANCE) is None
    odd = parts_misfit(parts, {1: yuan(50)}, TOLERANCE)
    assert odd is not None
    assert (odd.code, odd.value, odd.expected) == (Misfit.STATED_PARTS, 35, 50)
    assert parts_misfit(parts, {}, TOLERANCE) is None


@pytest.mark.parametrize(
    ("post", "department", "area"),
    [
        ("technician", "workshop", AFTER_SALES),
        ("after_sales_manager", "management", AFTER_SALES),
        ("sales_consultant", "sales", SALES),
        ("cashier", "finance", BACK_OFFICE),
        ("general_manager", "management", BACK_OFFICE),
        ("regional_manager", "group", None),
    ],
)
def test_each_post_is_paid_by_one_area(post: str, department: str, area: str | None) -> None:
    assert area_of(post, department) == area


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**12)), min_size=3, max_size=3))
def test_the_store_is_the_sum_of_its_areas_where_each_says_it(fen: list[int | None]) -> None:
    said = [None if one is None else Money(one) for one in fen]
    whole = add_up({area: Labour(labour_cost=one, gross_profit=one) for area, one in zip(AREAS, said, strict=True)})
    known = [one for one in fen if one is not None]
    assert whole.labour_cost == (Money(sum(known)) if len(known) == len(AREAS) else None)
    # The back office need not bring in anything.
    assert whole.gross_profit == (Money(sum(known)) if None not in fen[:2] else None)


@pytest.mark.rule("R-AW19")
def test_what_one_area_does_not_say_makes_no_total_and_no_ratio() -> None:
    part = areas(sales=Labour(20, None, yuan(4_000_000)), after_sales=BUDGET[AFTER_SALES], back_office=Labour(10))[WHOLE]
    assert (part.headcount, part.labour_cost, part.gross_profit) == (60, None, yuan(13_000_000))
    assert (part.contribution, part.cost_rate, part.cost_per_head) == (None, None, None)
