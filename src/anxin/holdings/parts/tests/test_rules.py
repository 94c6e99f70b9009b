"""The sums of the ledger: property tests without a database."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from anxin.holdings.parts.rules import Holding, bounded_cost, cost_of_movement, cost_of_return
from anxin.platform.money import Money

quantities = st.decimals("0.001", "9999", places=3)
receipts = st.tuples(quantities, st.integers(0, 10_000_000), st.integers(0, 100))


@given(st.lists(receipts, min_size=1, max_size=20))
def test_an_empty_shelf_is_worth_nothing_and_a_full_one_never_less(moves: list[tuple[Decimal, int, int]]) -> None:
    holding = Holding(Decimal(0), Money(0))
    for quantity, unit_fen, percent in moves:
        bought = cost_of_movement(holding, quantity, Money(unit_fen))
        assert bought == Money(unit_fen).times(quantity)
        holding = Holding(holding.on_hand + quantity, holding.value + bounded_cost(holding, quantity, bought))
        out = -(holding.on_hand * percent / 100).quantize(Decimal("0.001"))
        if out:
            holding = Holding(
                holding.on_hand + out,
                holding.value + bounded_cost(holding, out, cost_of_movement(holding, out, None)),
            )
        assert holding.value.fen >= 0
    last = -holding.on_hand
    if last:
        assert holding.value + bounded_cost(holding, last, cost_of_movement(holding, last, None)) == Money(0)


@given(quantities, st.integers(0, 10_000_000), st.integers(1, 100))
def test_what_comes_back_in_parts_costs_in_all_what_went_out(quantity: Decimal, fen: int, percent: int) -> None:
    first = (quantity * percent / 100).quantize(Decimal("0.001")) or quantity
    back = cost_of_return(quantity, Money(fen), first)
    rest = cost_of_return(quantity - first, Money(fen) - back, quantity - first) if quantity > first else Money(0)
    assert back + rest == Money(fen)


def test_the_average_moves_with_every_receipt() -> None:
    holding = Holding(Decimal(10), Money(100_00))
    holding = Holding(Decimal(20), holding.value + cost_of_movement(holding, Decimal(10), Money(20_00)))
    assert holding.unit_cost == Money(15_00)
    assert cost_of_movement(holding, Decimal(-5), None) == Money(-75_00)
