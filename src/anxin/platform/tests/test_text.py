"""Texts: width, spaces, invisible characters."""

from hypothesis import given
from hypothesis import strategies as st

from anxin.platform.text import clean_text, compact, natural_key, shortened, to_half_width


def test_full_width_becomes_half_width() -> None:
    assert to_half_width("ＡＢＣ１２３，（￥）　") == "ABC123,(¥) "


def test_free_text_keeps_its_punctuation_and_line_breaks() -> None:
    assert clean_text(" ＡＢ１２　异响，  冷车\u200b时\r\n 明显 \x00") == "AB12 异响， 冷车时\n明显"


def test_codes_lose_every_space() -> None:
    assert compact(" 粤 ｂ\t1 2３\ufeff") == "粤B123"


def test_a_long_value_is_shortened_to_one_line() -> None:
    assert shortened("a\nb") == "a b"
    assert len(shortened("长" * 500)) == 60


def test_figures_in_codes_are_numbers() -> None:
    codes = ["钣1", "B1-10", "10号", "B1-9", "2号", "1号", ""]
    assert sorted(codes, key=natural_key) == ["", "1号", "2号", "10号", "B1-9", "B1-10", "钣1"]


@given(st.text())
def test_cleaning_twice_changes_nothing_and_can_be_stored(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert compact(compact(text)) == compact(text)
    assert "\x00" not in once
    once.encode("utf-8")


@given(st.text(st.characters(codec="utf-8")))
def test_half_width_twice_changes_nothing(text: str) -> None:
    assert to_half_width(to_half_width(text)) == to_half_width(text)
