"""Telephone numbers: normal form, mask, and what cannot be called."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from anxin.platform.phones import PhoneKind, mask_phone, normalise_phone, parse_phone


@pytest.mark.parametrize(
    "value",
    [
        "13812342765",
        "138 1234 2765",
        "138-1234-2765",
        "+86 138-1234-2765",
        "+86-13812342765",
        "0086 13812342765",
        "86 138 1234 2765",
        "013812342765",
        "１３８１２３４２７６５",
        "手机：13812342765",
        "13812342765（先生）",
        "1.3812342765E+10",
        13812342765.0,
        13812342765,
    ],
)
def test_spellings_of_one_mobile_number_have_one_normal_form(value: str | float) -> None:
    phone = parse_phone(value)
    assert (phone.text, phone.kind, phone.findings) == ("13812342765", PhoneKind.MOBILE, ())
    assert (phone.display, phone.masked, phone.tail) == ("138 1234 2765", "138 **** 2765", "2765")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0755-83456789", "0755-83456789"),
        ("(0755)83456789", "0755-83456789"),
        ("075583456789", "0755-83456789"),
        ("010 8345 6789", "010-83456789"),
        ("0755-83456789-123", "0755-83456789转123"),
        ("0755 8345678 转 12", "0755-8345678转12"),
        ("+86 755 83456789", "0755-83456789"),
    ],
)
def test_landlines_keep_area_code_and_extension_apart(value: str, text: str) -> None:
    assert parse_phone(value).text == text
    assert parse_phone(value).is_usable


def test_a_landline_is_masked_to_its_last_four_digits_without_extension() -> None:
    assert mask_phone("0755-83456789转123") == "0755-****6789"
    assert mask_phone("83456789") == "****6789"
    assert mask_phone("+85291234567") == "****4567"


def test_a_local_number_takes_the_given_area_code_or_warns() -> None:
    assert parse_phone("83456789", area_code="0755").text == "0755-83456789"
    (finding,) = parse_phone("83456789").findings
    assert finding.code == "phone_area_code"
    assert parse_phone("83456789").is_usable


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("1.38E+10", "phone_scientific"),
        ("13812342765/13912342765", "phone_several"),
        ("13812342765、0755-83456789", "phone_several"),
        ("1381234276", "phone_length"),
        ("12812342765", "phone_length"),
        ("138****2765", "phone_masked"),
        ("无电话", "phone_unreadable"),
        ("", "phone_unreadable"),
        (1.38e17, "digits_lost"),
        (13812342765.5, "phone_length"),
    ],
)
def test_what_cannot_be_called_says_why(value: str | float, code: str) -> None:
    phone = parse_phone(value)
    assert not phone.is_usable
    assert [finding.code for finding in phone.findings] == [code]


@given(st.text() | st.text("0123456789+-()转 .", max_size=16))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise_phone(text)
    assert normalise_phone(once) == once


@example("13800860086")
@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"))
def test_every_mobile_number_shows_only_seven_digits_when_masked(number: str) -> None:
    masked = mask_phone(number)
    assert masked == f"{number[:3]} **** {number[-4:]}"
    assert parse_phone(parse_phone(number).display).text == number
