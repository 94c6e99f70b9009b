"""Plates: every kind is recognised, normal form is stable, problems carry their cure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.platform.plates import PROVINCES, PlateKind, normalise_plate, parse_plate

KINDS = [
    ("粤B12345", PlateKind.NORMAL, "粤B·12345"),
    ("京AF0236", PlateKind.NORMAL, "京A·F0236"),
    ("粤BD12345", PlateKind.NEW_ENERGY_SMALL, "粤B·D12345"),
    ("粤BFA2345", PlateKind.NEW_ENERGY_SMALL, "粤B·FA2345"),
    ("粤B12345D", PlateKind.NEW_ENERGY_LARGE, "粤B·12345D"),
    ("京A1234学", PlateKind.LEARNER, "京A·1234学"),
    ("京A1234警", PlateKind.POLICE, "京A·1234警"),
    ("鲁B1234挂", PlateKind.TRAILER, "鲁B·1234挂"),
    ("粤Z1234港", PlateKind.HONG_KONG, "粤Z·1234港"),
    ("粤ZA123澳", PlateKind.MACAO, "粤Z·A123澳"),
    ("使014578", PlateKind.EMBASSY, "使014·578"),
    ("京A0012使", PlateKind.EMBASSY, "京A·0012使"),
    ("沪A0023领", PlateKind.CONSULATE, "沪A·0023领"),
    ("WJ粤1234X", PlateKind.ARMED_POLICE, "WJ·粤1234X"),
    ("WJ0112345", PlateKind.ARMED_POLICE, "WJ·0112345"),
    ("VA12345", PlateKind.MILITARY, "VA·12345"),
    ("军BA12345", PlateKind.MILITARY, "军BA·12345"),
    ("京X1234应急", PlateKind.RESCUE, "京X·1234应急"),
    ("沪A1234试", PlateKind.TRIAL, "沪A·1234试"),
    ("晋A1234超", PlateKind.OVERSIZE, "晋A·1234超"),
    ("粤B12345临", PlateKind.TEMPORARY, "粤B·12345临"),
]


@pytest.mark.parametrize(("text", "kind", "display"), KINDS)
def test_each_kind_is_recognised_and_shown_with_its_dot(text: str, kind: PlateKind, display: str) -> None:
    plate = parse_plate(text)
    assert (plate.text, plate.kind, plate.display) == (text, kind, display)
    assert plate.is_usable
    assert parse_plate(display) == plate


@pytest.mark.parametrize(
    "text", ["粤b.d12345", "粤B·D12345", "粤 B D１２３４５", "粵B•D12345", "粤Ｂ－Ｄ１２３４５", "[粤BD12345]"]
)
def test_spellings_of_one_plate_have_one_normal_form(text: str) -> None:
    assert normalise_plate(text) == "粤BD12345"


def test_a_temporary_plate_has_its_character_at_the_end() -> None:
    assert normalise_plate("临粤B12345") == normalise_plate("粤B临12345") == "粤B12345临"


def test_green_plates_tell_battery_from_hybrid() -> None:
    assert parse_plate("粤BD12345").is_battery_electric
    assert parse_plate("粤BF12345").is_new_energy
    assert not parse_plate("粤BF12345").is_battery_electric
    assert not parse_plate("粤B12345").is_new_energy


@pytest.mark.parametrize(
    ("text", "code", "cure"),
    [
        ("粤BI2345", "plate_letter", "粤B12345"),
        ("粤BDO2345", "plate_letter", "粤BD02345"),
        ("B12345", "plate_province", "省份简称"),
        ("BD12345", "plate_province", "军"),
        ("粤B1234", "plate_length", "行驶证"),
        ("粤BX12345", "plate_new_energy", "第三位"),
        ("未上牌", "plate_none", "车架号"),
        ("", "plate_none", "留空"),
        ("HELLO", "plate_unknown", "粤B12345"),
        ("京Z1234港", "plate_shape", "行驶证"),
    ],
)
def test_a_plate_that_cannot_be_says_what_to_do(text: str, code: str, cure: str) -> None:
    plate = parse_plate(text)
    assert not plate.is_usable
    assert [finding.code for finding in plate.findings] == [code]
    assert cure in plate.findings[0].cure


def test_doubtful_plates_are_let_in_with_a_warning() -> None:
    assert [finding.code for finding in parse_plate("粤O12345").findings] == ["plate_area_o"]
    assert parse_plate("粤O12345").is_usable
    assert [finding.code for finding in parse_plate("VA12345").findings] == ["plate_military"]


@given(st.text() | st.text("粤京B临D12345.· -oOiI军使WJ学挂", max_size=12))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise_plate(text)
    assert normalise_plate(once) == once
    assert parse_plate(text).text == once


SERIAL = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
PLATES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(PROVINCES),
    st.sampled_from("ABCDEFGHJKLMNPQRSTUVWXYZ"),
    st.text(SERIAL, min_size=4, max_size=6),
    st.sampled_from(["", "学", "警", "挂", "领", "使", "临", "试", "超"]),
) | st.from_regex(r"\A(WJ[京粤]\d{4}[0-9A-F]|使\d{6}|[VKH]A\d{5}|军[A-C]{1,2}\d{5})\Z")


@given(PLATES)
def test_the_display_of_a_plate_reads_back_as_the_same_plate(text: str) -> None:
    plate = parse_plate(text)
    assert parse_plate(plate.display) == plate or plate.kind is None
