"""How much to order: levels out of demand, min-max, purchase units, urgency and budget."""

from decimal import ROUND_CEILING, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.holdings.replenishment.rules import (
    Cover,
    Levels,
    Standing,
    Wanted,
    by_urgency,
    capped,
    outlook,
    suggested,
    to_order,
)
from anxin.platform.money import ZERO, Money

quantity = st.integers(0, 5_000).map(Decimal)
factor = st.sampled_from([Decimal(1), Decimal(4), Decimal(12), Decimal("0.5"), Decimal("2.4")])
money = st.integers(0, 10**6).map(Money)
cover = st.builds(
    Cover, st.integers(7, 730), st.integers(1, 90), st.integers(0, 90), st.integers(1, 180), st.integers(-9, 50).map(Decimal)
).map(lambda one: Cover(one.demand_days, one.review_days, one.safety_days, one.cover_days, one.growth / 10))


@st.composite
def rising(draw: st.DrawFn) -> Levels:
    levels = sorted(draw(st.lists(quantity, min_size=3, max_size=3)))
    kept = draw(st.tuples(st.booleans(), st.booleans()))
    return Levels(levels[0], levels[1] if kept[0] else None, levels[2] if kept[1] else None)


standing = st.builds(
    Standing,
    st.integers(1, 9_999),
    st.integers(-200, 5_000).map(Decimal),
    rising(),
    factor,
    money,
    st.integers(0, 300).map(lambda one: Decimal(one) / 10),
)


@pytest.mark.parametrize(
    ("position", "levels", "pack", "expected"),
    [
        ("10", ("10", "20", "30"), "1", None),
        ("9", ("10", "20", "30"), "1", ("11", False)),
        ("2", ("10", "20", "30"), "12", ("24", False)),
        ("-3", ("10", "", ""), "1", ("13", False)),
        ("2", ("10", "", "30"), "1", ("28", False)),
        ("2", ("10", "20", "22"), "12", ("12", False)),
        ("1", ("2", "3", "4"), "12", ("12", True)),
        ("0", ("0", "5", "9"), "1", None),
    ],
)
def test_an_order_fills_up_to_the_standard_in_whole_purchase_units(
    position: str, levels: tuple[str, ...], pack: str, expected: tuple[str, bool] | None
) -> None:
    kept = Levels(*(Decimal(one) if one else None for one in levels))
    told = to_order(Standing(1, Decimal(position), kept, Decimal(pack), Money(100), Decimal(1)))
    assert (told and (told.quantity, told.is_beyond)) == (expected and (Decimal(expected[0]), expected[1]))


def test_an_order_may_fill_up_to_the_maximum() -> None:
    one = Standing(1, Decimal(2), Levels(Decimal(10), Decimal(20), Decimal(30)), Decimal(1), Money(100), Decimal(1))
    told = to_order(one, to_maximum=True)
    assert told is not None
    assert (told.quantity, told.amount) == (28, Money(2800))


@given(one=standing, to_maximum=st.booleans())
def test_after_ordering_it_is_never_below_minimum_nor_beyond_maximum_unless_a_purchase_unit_forces_it(
    one: Standing, to_maximum: bool
) -> None:
    told = to_order(one, to_maximum=to_maximum)
    if told is None:
        assert not one.is_below
        return
    after = one.position + told.quantity
    assert one.levels.minimum is not None
    assert after >= one.levels.minimum
    assert told.quantity > 0
    assert told.quantity % one.factor == 0
    if one.levels.maximum is not None and after > one.levels.maximum:
        assert told.is_beyond
        assert after - one.factor < one.levels.minimum
    else:
        assert not told.is_beyond


@given(demand=quantity, usual=cover, lead=st.integers(0, 180), more=st.integers(0, 20).map(Decimal))
def test_levels_rise_and_grow_with_demand_and_growth(demand: Decimal, usual: Cover, lead: int, more: Decimal) -> None:
    now = suggested(demand, usual, lead)
    assert now.minimum is not None and now.standard is not None and now.maximum is not None  # noqa: PT018
    assert 0 <= now.minimum <= now.standard <= now.maximum
    grown = Cover(usual.demand_days, usual.review_days, usual.safety_days, usual.cover_days, usual.growth + more)
    for later in (suggested(demand, grown, lead), suggested(demand + 1, usual, lead), suggested(demand, usual, lead + 1)):
        assert (later.minimum or 0) >= now.minimum
        assert (later.standard or 0) >= now.standard
        assert (later.maximum or 0) >= now.maximum
    # What the select leaves out must not be below: its reach is that of the longest lead.
    assert (demand * usual.reach(lead)).to_integral_value(ROUND_CEILING) >= now.minimum


@given(rows=st.lists(standing, max_size=12, unique_by=lambda one: one.article_id), budget=money)
def test_a_budget_is_never_exceeded_and_no_line_grows(rows: list[Standing], budget: Money) -> None:
    wanted = by_urgency(one for one in map(to_order, rows) if one is not None)
    kept, cut = capped(wanted, budget)
    assert Money.sum(one.amount for one in kept) <= budget
    assert len(kept) + len(cut) == len(wanted)
    full = {one.standing.article_id: one for one in wanted}
    for one in kept:
        whole = full[one.standing.article_id]
        assert 0 < one.quantity <= whole.quantity
        assert one.quantity % one.standing.factor == 0
        assert one.is_cut == (one.quantity < whole.quantity)
    assert capped(wanted, None) == (wanted, [])
    more, _ = capped(wanted, budget + Money(10**9))
    assert Money.sum(one.amount for one in more) >= Money.sum(one.amount for one in kept)


def test_what_runs_out_first_comes_first() -> None:
    def row(article_id: int, position: str, daily: str) -> Wanted:
        levels = Levels(Decimal(10), Decimal(20), Decimal(30))
        one = to_order(Standing(article_id, Decimal(position), levels, Decimal(1), Money(100), Decimal(daily)))
        assert one is not None
        return one

    rows = [row(1, "8", "0"), row(2, "6", "1"), row(3, "-2", "0"), row(4, "0", "1"), row(5, "6", "3"), row(6, "2", "0")]
    assert [one.standing.article_id for one in by_urgency(rows)] == [3, 4, 5, 2, 6, 1]
    kept, cut = capped(by_urgency(rows), Money(2_500))
    assert [(one.standing.article_id, one.quantity) for one in kept] == [(3, 22), (4, 3)]
    assert len(cut) == 4


def test_turnover_and_cover_are_those_of_the_stock_once_it_has_come() -> None:
    levels = Levels(Decimal(10), Decimal(20), Decimal(30))
    one = to_order(Standing(1, Decimal(10) - 1, levels, Decimal(1), Money(1_000), Decimal(1)))
    assert one is not None
    told = outlook([one], [], Money(100_000), Money(300_000), 90)
    assert (told.lines, told.amount) == (1, Money(11_000))
    assert told.turnover == Decimal("0.90")
    assert told.cover_days == Decimal("33.3")
    empty = outlook([], [], ZERO, ZERO, 90)
    assert (empty.turnover, empty.cover_days, empty.cut_amount) == (None, None, ZERO)
