"""Numbers and money: what is read, what is refused, and that no digit is ever guessed."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.platform.findings import Unreadable
from anxin.platform.numerals import digits_of_number, parse_decimal, parse_integer, parse_money, recover_digits


@pytest.mark.parametrize(
    ("value", "fen"),
    [
        ("¥1,234.50", 123450),
        ("￥１，２３４．５０", 123450),
        ("1234.5元", 123450),
        ("人民币 1,234.50 元整", 123450),
        ("RMB 88", 8800),
        ("1.2万元", 1200000),
        ("1.2万", 1200000),
        ("-¥5.00", -500),
        ("¥-5", -500),
        ("(12.00)", -1200),
        ("（¥12）", -1200),
        (1234.5, 123450),
        (0.1 + 0.2, 30),
        (19.99, 1999),
        (7, 700),
        ("0", 0),
    ],
)
def test_money_is_read_as_fen(value: str | float, fen: int) -> None:
    assert parse_money(value) == fen


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("12.345", "money_too_fine"),
        (33.333333, "money_too_fine"),
        ("1,23", "number_grouping"),
        ("1,2345.00", "number_grouping"),
        ("面议", "number_unreadable"),
        ("", "number_unreadable"),
        ("1.2E+5", "scientific_notation"),
        ("9" * 30, "number_too_large"),
        (float("nan"), "number_unreadable"),
    ],
)
def test_money_that_cannot_be_known_is_refused(value: str | float, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_money(value)
    assert refused.value.finding.code == code
    assert refused.value.finding.cure


def test_a_whole_number_has_no_fraction() -> None:
    assert parse_integer("12,000") == parse_integer(12000.0) == parse_integer("1.2万") == 12000
    with pytest.raises(Unreadable) as refused:
        parse_integer("1.5")
    assert refused.value.finding.code == "integer_fraction"


def test_scientific_notation_is_recovered_only_when_every_digit_is_there() -> None:
    assert recover_digits("1.3812342765E+10") == "13812342765"
    assert recover_digits("1.38E+10") is None
    assert parse_decimal("1.3812342765E+10") == Decimal("13812342765")


def test_a_number_cell_beyond_fifteen_digits_has_lost_its_end() -> None:
    assert digits_of_number(13812342765.0) == "13812342765"
    with pytest.raises(Unreadable) as refused:
        digits_of_number(440301199001011234.0)
    assert refused.value.finding.code == "digits_lost"


@given(st.integers(-(10**13), 10**13))
def test_every_amount_reads_back_from_its_usual_spellings(fen: int) -> None:
    yuan = Decimal(fen) / 100
    for text in (f"{yuan:.2f}", f"{yuan:,.2f}", f"¥{yuan:,.2f}", f"{yuan:.2f}元"):
        assert parse_money(text) == fen
    if abs(fen) < 10**15:
        assert parse_money(float(yuan)) == fen


@given(st.text() | st.text("0123456789.,-+eE万元¥() ", max_size=14))
def test_any_text_is_a_number_or_a_problem(text: str) -> None:
    for parse in (parse_decimal, parse_integer, parse_money):
        with suppress(Unreadable):
            parse(text)
