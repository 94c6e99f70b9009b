"""Shares and taxes, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.visit.billing.rules import Charge, bills_of, freed, net_of

PAYERS = ["customer", "warranty", "insurer", "internal", "goodwill"]
charges = st.lists(
    st.builds(
        Charge,
        item_id=st.integers(1),
        payer=st.sampled_from(PAYERS),
        amount_fen=st.integers(0, 10**10),
        tax_thousandths=st.sampled_from([0, 30, 60, 130]),
    )
)


# A busy machine is no failure of the rule.


@given(charges)
def test_the_payers_bills_sum_to_the_charges_to_the_fen(given_charges: list[Charge]) -> None:
    bills = bills_of(given_charges)
    assert sum(bill.amount_fen for bill in bills) == sum(charge.amount_fen for charge in given_charges)
    assert all(bill.net_fen + bill.tax_fen == bill.amount_fen for bill in bills)
    assert len({bill.payer for bill in bills}) == len(bills)


shares = st.dictionaries(st.tuples(st.integers(1, 4), st.sampled_from(PAYERS)), st.integers(0, 10**9), max_size=12)


@given(shares)
def test_what_is_freed_is_owed_by_the_house_and_stands_once_on_its_bill(owed: dict[tuple[int, str], int]) -> None:
    bills = bills_of(freed(Charge(item, payer, fen, 130) for (item, payer), fen in owed.items()))
    for bill in bills:
        assert len({line.item_id for line in bill.lines}) == len(bill.lines)
    whole = {payer: sum(fen for (_item, one), fen in owed.items() if one == payer) for payer in PAYERS}
    whole["goodwill"] += whole.pop("customer")
    assert {bill.payer: bill.amount_fen for bill in bills if bill.amount_fen} == {
        payer: fen for payer, fen in whole.items() if fen
    }


@pytest.mark.parametrize(
    ("amount", "rate", "net"), [(11300, 130, 10000), (1, 130, 1), (100, 0, 100), (77000, 130, 68142), (5, 60, 5)]
)
def test_the_net_part_is_rounded_half_up(amount: int, rate: int, net: int) -> None:
    assert net_of(amount, rate) == net


@given(st.integers(0, 10**12), st.sampled_from([0, 30, 60, 90, 130]))
def test_net_and_tax_never_differ_from_the_exact_value_by_more_than_half_a_fen(amount: int, rate: int) -> None:
    assert abs(net_of(amount, rate) * (1000 + rate) - amount * 1000) * 2 <= 1000 + rate
