"""Chinese capital amounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.platform.capital_amount import in_capitals
from anxin.platform.money import Money


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (93_600, "玖佰叁拾陆元整"),
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (105, "壹元零伍分"),
        (1_000_010, "壹万元壹角整"),
        (10_010_000, "壹拾万零壹佰元整"),
        (1_000_000_100, "壹仟万零壹元整"),
        (100_005_000, "壹佰万零伍拾元整"),
        (-21_050, "负贰佰壹拾元伍角整"),
        (10_000_000_000_000, "壹仟亿元整"),
    ],
)
def test_amounts_are_written_as_on_a_bill(fen: int, words: str) -> None:
    assert in_capitals(Money(fen)) == words


@given(st.integers(1, 10**16))
def test_no_two_zeros_meet_and_every_amount_ends_properly(fen: int) -> None:
    words = in_capitals(Money(fen))
    assert "零零" not in words
    assert words.endswith(("整", "分"))


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_different_amounts_have_different_words(one: int, other: int) -> None:
    assert (in_capitals(Money(one)) == in_capitals(Money(other))) == (one == other)
