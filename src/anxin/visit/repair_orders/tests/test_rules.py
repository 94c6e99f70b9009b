"""Sums and decisions, without a database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.platform.errors import IllegalTransition
from anxin.visit.repair_orders import rules
from anxin.visit.repair_orders.lifecycle import JOB, REPAIR_ORDER

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("price", "quantity", "discount", "amount"),
    [(18000, "1.2", 0, 21600), (18000, "0.333", 0, 5994), (105, "0.5", 0, 53), (1000, "1", 1500, 0)],
)
def test_an_amount_is_price_times_quantity_rounded_half_up_less_the_discount(
    price: int, quantity: str, discount: int, amount: int
) -> None:
    assert rules.line_amount_fen(price, Decimal(quantity), discount) == amount


@given(st.integers(0, 10**7), st.decimals("0.001", 9999, places=3), st.integers(0, 10**9))
def test_a_package_line_always_costs_price_times_quantity_less_discount(price: int, quantity: Decimal, amount: int) -> None:
    unit_price, discount = rules.price_and_discount(price, quantity, amount)
    assert unit_price >= price
    assert discount >= 0
    assert rules.line_amount_fen(unit_price, quantity, 0) - discount == amount


@pytest.mark.parametrize(
    ("actual", "authorised", "exceeds"),
    [
        (110_00, 100_00, False),
        (110_01, 100_00, True),
        (90_00, 100_00, False),
        (89_99, 100_00, True),
        (0, 0, False),
        (1, 0, True),
    ],
)
def test_ten_percent_either_way_is_within_the_estimate(actual: int, authorised: int, exceeds: bool) -> None:
    assert rules.exceeds_tolerance(actual, authorised, Decimal("0.10")) is exceeds


@given(st.lists(st.tuples(st.sampled_from(rules.PAYERS), st.sampled_from(["APPROVED", "DECLINED"]), st.integers(0, 10**9))))
def test_the_payers_shares_sum_to_all_counted_lines(raw: list[tuple[str, str, int]]) -> None:
    lines = [rules.Line(index, payer, decision, fen) for index, (payer, decision, fen) in enumerate(raw)]
    totals = rules.totals_by_payer(lines)
    assert sum(totals.values()) == sum(line.amount_fen for line in lines if line.decision == "APPROVED")


@pytest.mark.parametrize(
    ("promise", "expected", "level", "over", "left"),
    [
        (-5, 30, "late", 5, 0),
        (60, 95, "risk", 35, 0),
        (60, 55, "risk", 0, 5),
        (60, 30, "quiet", 0, 30),
        (90, 30, "quiet", 0, 60),
    ],
)
def test_a_promise_is_late_endangered_or_quiet(promise: int, expected: int, level: str, over: int, left: int) -> None:
    minutes = timedelta(minutes=1)
    clock = rules.promise_clock(
        NOW + promise * minutes, NOW + expected * minutes, NOW, begun_at=NOW - 60 * minutes, near_minutes=30
    )
    assert (clock.level, clock.minutes, clock.left_minutes) == (level, over, left)


def test_without_a_promise_nothing_is_late() -> None:
    assert rules.promise_clock(None, NOW, NOW, begun_at=NOW, near_minutes=30).level == "quiet"


def test_no_state_is_a_dead_end_before_delivery_or_cancellation() -> None:
    for state in REPAIR_ORDER.states:
        assert REPAIR_ORDER.verbs(state) or state in ("DELIVERED", "CANCELLED")


def test_work_never_starts_before_the_signature() -> None:
    with pytest.raises(IllegalTransition):
        REPAIR_ORDER.after("start", "OPEN")
    with pytest.raises(IllegalTransition):
        JOB.after("finish", "OPEN")
