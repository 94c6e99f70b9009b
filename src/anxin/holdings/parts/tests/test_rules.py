"""What movements cost: property tests without a database."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from anxin.holdings.parts.rules import Holding, Step, cost_of_movement, cost_of_return, replay, worth_of
from anxin.platform.money import Money

quantities = st.decimals("0.001", "9999", places=3)
D = Decimal

Drawn = tuple[str, Decimal, int, int]
moves = st.lists(
    st.tuples(
        st.sampled_from(["in", "out", "back", "count", "undo"]),
        st.decimals("0.5", "40", places=1),
        st.integers(0, 90_000),
        st.integers(0, 3),
    ),
    max_size=25,
)


def steps_of(drawn: Sequence[Drawn], *, may_owe: bool = True) -> list[Step]:
    """Movements that could have been booked: what comes back went out, what is undone was not undone before.

    The cost of what goes out is drawn too: whatever was booked, it is worked out anew.
    """
    steps: list[Step] = []
    held = dict.fromkeys(range(4), Decimal(0))
    on_hand = Decimal(0)
    for number, (kind, quantity, fen, line) in enumerate(drawn, 1):
        free = [one for one in steps if one.line is None and one.reverses is None]
        free = [one for one in free if all(other.reverses != one.id for other in steps)]
        if kind == "in":
            step = Step(number, quantity, Money(fen).times(quantity), is_priced=True)
        elif kind == "back" and held[line]:
            step = Step(number, min(quantity, held[line]), Money(0), is_return=True, line=line)
        elif kind == "count":
            step = Step(number, quantity if fen % 2 or not may_owe else -quantity, Money(fen))
        elif kind == "undo" and free:
            gone = free[line % len(free)]
            step = Step(number, -gone.quantity, Money(fen), reverses=gone.id)
        else:
            step = Step(number, -quantity, Money(-fen), line=line)
        if not may_owe and on_hand + step.quantity < 0:
            continue
        on_hand += step.quantity
        if step.line is not None:
            held[line] -= step.quantity
        steps.append(step)
    return steps


def test_a_difference_is_worth_its_share_of_the_shelf_else_what_was_known_last_else_the_list_price() -> None:
    none, price = Holding(D(0), Money(0)), Money(68_00)
    assert worth_of(D(-3), Holding(D(10), Money(100_00)), none, price) == Money(-30_00)
    assert worth_of(D("0.5"), Holding(D(3), Money(10_00)), none, Money(0)) == Money(1_67)
    assert worth_of(D(2), none, Holding(D(4), Money(200_00)), price) == Money(100_00)
    assert worth_of(D(5), Holding(D(-3), Money(-9_00)), Holding(D(2), Money(8_00)), price) == Money(20_00)
    assert worth_of(D(2), none, Holding(D(1), Money(0)), price) == worth_of(D(2), none, none, price) == Money(136_00)


@given(moves, quantities)
def test_what_is_counted_onto_an_empty_shelf_is_worth_what_it_is_booked_at(drawn: list[Drawn], found: Decimal) -> None:
    steps = steps_of(drawn, may_owe=False)
    before = replay(steps)
    counted = Step(len(drawn) + 1, found, Money(0))
    if not before.holding.on_hand and before.known.value.fen:
        booked = replay([*steps, counted]).costs[counted.id]
        assert worth_of(found, before.holding, before.known, Money(1)) == booked


@given(moves)
def test_all_that_was_booked_is_what_the_shelf_is_worth(drawn: list[Drawn]) -> None:
    steps = steps_of(drawn)
    found = replay(steps)
    assert found.holding == Holding(sum((one.quantity for one in steps), D(0)), Money.sum(found.costs.values()))
    again = replay([replace(one, cost=found.costs[one.id]) for one in steps])
    assert again == found, "working out what was worked out changes nothing"


@given(moves)
def test_an_empty_shelf_is_worth_nothing_and_a_full_one_never_less(drawn: list[Drawn]) -> None:
    steps = [one for one in steps_of(drawn) if one.reverses is None]
    for length in range(len(steps) + 1):
        holding = replay(steps[:length]).holding
        assert holding.on_hand != 0 or holding.value == Money(0)
        assert holding.on_hand < 0 or holding.value.fen >= 0
        assert holding.on_hand > 0 or holding.value.fen <= 0


@given(moves)
def test_a_shelf_that_was_never_below_zero_is_costed_by_its_average(drawn: list[Drawn]) -> None:
    steps = steps_of([one for one in drawn if one[0] != "undo"], may_owe=False)
    found, holding = replay(steps), Holding(D(0), Money(0))
    held: dict[object, tuple[Decimal, Money]] = {}
    for step in steps:
        issued, paid = held.get(step.line, (D(0), Money(0)))
        cost = found.costs[step.id]
        if step.is_return:
            assert cost == cost_of_return(issued, paid, step.quantity)
        elif step.is_priced or holding.on_hand:
            assert cost == (step.cost if step.is_priced else cost_of_movement(holding, step.quantity, None))
        held[step.line] = (issued - step.quantity, paid - cost)
        holding = Holding(holding.on_hand + step.quantity, holding.value + cost)


@given(moves)
def test_what_was_undone_is_as_if_it_had_never_been(drawn: list[Drawn]) -> None:
    steps = steps_of(drawn)
    gone = {one.id for one in steps if one.reverses is not None} | {one.reverses for one in steps}
    found, without = replay(steps), replay([one for one in steps if one.id not in gone])
    assert {number: cost for number, cost in found.costs.items() if number not in gone} == without.costs
    assert found.holding == without.holding


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


def test_what_went_out_before_it_came_costs_what_came() -> None:
    """Two on hand at 10, five go out, four come at 20: two at 10 and three at 20; one is left at 20."""
    steps = [
        Step(1, D(2), Money(20_00), is_priced=True),
        Step(2, D(-5), Money(0), line="a"),
        Step(3, D(4), Money(80_00), is_priced=True),
    ]
    assert replay(steps[:2]).costs[2] == Money(-50_00), "for now at what was known last"
    found = replay(steps)
    assert (found.costs[2], found.holding) == (Money(-80_00), Holding(D(1), Money(20_00)))


def test_a_dearer_bill_costs_those_who_took_of_it_and_the_shelf() -> None:
    """Ten at 10; four go out; the bill says 12 each. Ten more at 22 come before two come back of the four."""
    steps = [
        Step(1, D(10), Money(120_00), is_priced=True),
        Step(2, D(-4), Money(-40_00), line="a"),
        Step(3, D(10), Money(220_00), is_priced=True),
        Step(4, D(2), Money(20_00), is_return=True, line="a"),
        Step(5, D(-9), Money(-145_00), line="b"),
    ]
    found = replay(steps)
    assert [found.costs[number].fen for number in (2, 4)] == [-48_00, 24_00]
    assert found.costs[5].fen == -158_00, "(72 + 220 + 24) ÷ 18 × 9"
    assert found.holding == Holding(D(9), Money(158_00))
