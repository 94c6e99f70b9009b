"""VIN: check digit, region, model years, maker, and cures."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.platform.findings import Severity
from anxin.platform.vin import (
    check_digit,
    find_maker,
    model_year_candidates,
    normalise_vin,
    parse_vin,
    suggest_vins,
)

CHARACTERS = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
GOOD = "LVSHCAMB1CE054249"


def with_right_digit(vin: str) -> str:
    return vin[:8] + check_digit(vin) + vin[9:]


@pytest.mark.parametrize("vin", ["1M8GDM9AXKP042788", "11111111111111111", "5GZCZ43D13S812715", GOOD])
def test_published_vins_have_the_right_check_digit(vin: str) -> None:
    assert check_digit(vin) == vin[8]
    assert parse_vin(vin).findings == ()


def test_a_wrong_check_digit_is_an_error_in_china_and_north_america() -> None:
    for vin in ("LVSHCAMB2CE054249", "1M8GDM9A1KP042788", "7SAYGDEE2PF000001"):
        vin = vin if check_digit(vin) != vin[8] else vin[:8] + "X" + vin[9:]
        (finding,) = parse_vin(vin).findings
        assert (finding.code, finding.severity) == ("vin_check_digit", Severity.ERROR)
        assert not parse_vin(vin).is_usable


def test_a_wrong_check_digit_is_a_warning_elsewhere_and_nothing_where_none_was_meant() -> None:
    (finding,) = parse_vin("JTHBK1GG1D2000001").findings
    assert (finding.code, finding.severity) == ("vin_check_digit", Severity.WARNING)
    assert parse_vin("JTHBK1GG1D2000001").is_usable
    assert parse_vin("WP0ZZZ99ZTS392124").findings == ()


def test_the_letters_i_o_and_q_are_refused_with_the_digits_they_stand_for() -> None:
    (finding,) = parse_vin("LVSHCAMBICE0S4249").findings
    assert finding.code == "vin_forbidden_letter"
    assert "LVSHCAMB1CE0S4249" in finding.cure
    (finding,) = parse_vin("LVSHCAMB1CEO54249").findings
    assert GOOD in finding.cure


def test_a_length_other_than_17_is_refused_with_the_count() -> None:
    (finding,) = parse_vin("LVSHCAMB1CE05424").findings
    assert finding.code == "vin_length"
    assert "16 位" in finding.message


def test_a_character_that_no_vin_has_is_named() -> None:
    (finding,) = parse_vin("LVSHCAMB1CE05424?").findings
    assert finding.code == "vin_character"
    assert "?" in finding.message


def test_a_misread_character_brings_the_right_vin_as_a_suggestion() -> None:
    misread = GOOD.replace("B", "8")
    assert GOOD in suggest_vins(misread)
    swapped = GOOD[:13] + "5" + "2" + "49" if GOOD[13:15] == "25" else GOOD[:12] + GOOD[13] + GOOD[12] + GOOD[14:]
    assert all(check_digit(one) == one[8] for one in suggest_vins(swapped))


def test_a_chinese_vin_warns_of_a_strange_year_code_and_serial() -> None:
    vin = with_right_digit("LVSHCAMB1UE05424A")
    assert [finding.code for finding in parse_vin(vin).findings] == ["vin_year", "vin_serial"]
    assert parse_vin(vin).is_usable


def test_the_model_year_has_candidates_thirty_years_apart() -> None:
    assert model_year_candidates(GOOD) == (1982, 2012)
    assert model_year_candidates(GOOD, on=date(2000, 1, 1)) == (1982,)
    assert parse_vin(with_right_digit("LVSHCAMB1TE054249"), on=date(2025, 6, 1)).model_years == (1996, 2026)
    assert parse_vin(with_right_digit("LVSHCAMB1TE054249"), on=date(2024, 6, 1)).model_years == (1996,)


def test_the_maker_is_known_from_the_first_three_characters() -> None:
    maker = find_maker("LSVAU2A37N2183294")
    assert maker is not None
    assert (maker.maker_zh, maker.maker_en) == ("上汽大众", "SAIC Volkswagen")
    assert find_maker("ZZZ") is None


def test_full_width_spaces_dashes_and_lower_case_are_normalised() -> None:
    assert normalise_vin(" ｌｖｓ hcam-b1ce＊054249*") == GOOD
    assert parse_vin("*lvshcamb1ce054249*").is_usable


@given(st.text())
def test_normalising_twice_changes_nothing_and_parsing_never_fails(text: str) -> None:
    once = normalise_vin(text)
    assert normalise_vin(once) == once
    assert parse_vin(text).text == once


@given(st.text(CHARACTERS, min_size=17, max_size=17))
def test_every_vin_with_its_check_digit_has_no_check_finding(body: str) -> None:
    codes = [finding.code for finding in parse_vin(with_right_digit(body)).findings]
    assert "vin_check_digit" not in codes
