"""How values are written on screen."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from anxin.platform.money import Money
from anxin.platform.ui import formats


@pytest.mark.parametrize(
    ("fen", "written"),
    [(0, "0.00"), (5, "0.05"), (-5, "−0.05"), (123450, "1,234.50"), (-123456789, "−1,234,567.89"), (None, "—")],
)
def test_money_has_two_decimals_commas_and_a_true_minus(fen: int | None, written: str) -> None:
    assert formats.format_money(fen) == written
    if fen is not None:
        assert formats.format_money(Money(fen)) == written


@pytest.mark.parametrize(
    ("fen", "zh", "en"), [(123_450_000, "123.5 万", "1,234.5k"), (99_900, "999", "999"), (None, "—", "—")]
)
def test_cockpit_money_is_short(fen: int | None, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert formats.format_yuan_short(fen) == zh
    with translation.override("en"):
        assert formats.format_yuan_short(fen) == en


@pytest.mark.parametrize(
    ("raw", "written", "is_new_energy"),
    [
        ("粤B8K26S", "粤B·8K26S", False),
        ("粤bd12345", "粤B·D12345", True),
        ("粤B·D12345", "粤B·D12345", True),
        ("临时", "临时", False),
    ],
)
def test_plate_gets_its_dot_and_eight_characters_mean_new_energy(raw: str, written: str, is_new_energy: bool) -> None:
    assert formats.format_plate(raw) == written
    assert formats.is_new_energy_plate(raw) is is_new_energy


@pytest.mark.parametrize(
    ("raw", "written"), [("13812342765", "138 **** 2765"), ("1234567", "****67"), ("", "—"), (None, "—")]
)
def test_phone_is_masked(raw: str | None, written: str) -> None:
    assert formats.format_masked_phone(raw) == written


@pytest.mark.parametrize(
    ("minutes", "zh", "en"),
    [
        (0, "0 分", "0 min"),
        (60, "1 小时", "1 h"),
        (70, "1 小时 10 分", "1 h 10 min"),
        (-5, "−5 分", "−5 min"),
        (4320, "3 天", "3 days"),
    ],
)
def test_duration_is_written_in_words(minutes: int, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        assert formats.format_duration(minutes) == zh
        assert formats.format_duration(dt.timedelta(minutes=minutes)) == zh
    with translation.override("en"):
        assert formats.format_duration(minutes) == en


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (dt.datetime(2026, 11, 20, 7, 30, tzinfo=dt.UTC), "15:30"),
        (dt.datetime(2026, 11, 21, 3, 0, tzinfo=dt.UTC), "明日 11:00"),
        (dt.datetime(2026, 11, 19, 9, 10, tzinfo=dt.UTC), "昨日 17:10"),
        (dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC), "11-24 09:00"),
        (dt.datetime(2025, 11, 24, 1, 0, tzinfo=dt.UTC), "2025-11-24 09:00"),
        (dt.datetime(2026, 11, 20, 16, 5, tzinfo=dt.UTC), "明日 00:05"),
    ],
)
def test_time_is_read_in_the_zone_of_the_store(at: dt.datetime, written: str) -> None:
    with timezone.override("Asia/Shanghai"), translation.override("zh-hans"):
        assert formats.format_time(at, today=dt.date(2026, 11, 20)) == written


def test_nothing_is_a_dash_and_never_zero() -> None:
    assert formats.format_time(None) == formats.format_day(None) == formats.format_duration(None) == "—"
    assert formats.format_percent(None) == formats.format_kilometres(None) == "—"
    assert formats.format_percent(0) == "0.0%"
    assert formats.format_kilometres(41286) == "41,286 km"


def test_numbers_have_commas_in_both_languages_and_decimals_where_there_are_any() -> None:
    assert [
        formats.format_number(one) for one in (3_600_000, Decimal("1234.5"), Decimal("-0.004"), Decimal(-1000), None)
    ] == [
        "3,600,000",
        "1,234.50",
        "0",
        "−1,000",
        "—",
    ]
    assert formats.format_number(Decimal("85.125"), 3) == "85.125"
