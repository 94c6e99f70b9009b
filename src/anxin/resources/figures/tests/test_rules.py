"""How values are read, and which months stand out."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.platform.findings import Unreadable
from anxin.resources.figures.kinds import all_kinds, kinds_by_head
from anxin.resources.figures.rules.labels import read_label
from anxin.resources.figures.rules.outliers import OutlierLimits, find_outliers
from anxin.resources.figures.rules.values import is_gap_word, read_month, read_value

LIMITS = OutlierLimits(Decimal(2), 5)


@pytest.mark.parametrize(
    ("kind", "written", "factor", "value"),
    [
        ("total_output", "1,234.50", 1, 123_450),
        ("total_output", "１２３４．５", 1, 123_450),
        ("total_output", "49.7", 10_000, 49_700_000),
        ("total_output", 49.7, 10_000, 49_700_000),
        ("total_output", "¥1.2万", 1, 1_200_000),
        ("store_gross_profit", "-5000", 1, -500_000),
        ("entries", "1,401", 1, 1401),
        ("entries", 401.0, 1, 401),
        ("csi_score", "81.95", 1, "81.95"),
        ("csi_score", "100", 1, "100"),
        ("csi_top_two", "63.33%", 1, "63.33"),
        ("csi_top_two", "63.33", 1, "63.33"),
        ("csi_top_two", "0.5%", 1, "0.5"),
    ],
)
def test_a_value_is_kept_exactly(kind: str, written: str | float, factor: int, value: int | str) -> None:
    assert read_value(all_kinds()[kind], written, factor=factor) == Decimal(value)


@pytest.mark.parametrize(
    ("kind", "written", "code"),
    [
        ("entries", "四百", "number_unreadable"),
        ("entries", "401.5", "integer_fraction"),
        ("entries", "-3", "figure_negative"),
        ("total_output", "-3", "figure_negative"),
        ("total_output", "1.005", "money_too_fine"),
        ("total_output", "99999999999999", "figure_too_large"),
        ("entries", "1000000000000", "figure_too_large"),
        ("csi_score", "81.9512", "figure_too_fine"),
        ("csi_score", "894", "figure_over_scale"),
        ("csi_score", 100.5, "figure_over_scale"),
        ("csi_top_two", 0.6333, "figure_percent"),
        ("csi_top_two", "104%", "figure_percent_over"),
    ],
)
def test_what_cannot_be_meant_is_refused(kind: str, written: str | float, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_value(all_kinds()[kind], written)
    assert refused.value.finding.code == code


@given(st.integers(0, 10**9))
def test_fen_come_back_from_ten_thousands_to_the_last(fen: int) -> None:
    written = format(Decimal(fen) / 1_000_000, "f")
    assert read_value(all_kinds()["total_output"], written, factor=10_000) == fen


def test_gap_words_are_no_numbers() -> None:
    assert all(map(is_gap_word, ["—", "－", " 缺 ", "n/a", "/"]))
    assert not any(map(is_gap_word, ["", "0", "无锡"]))


def test_a_month_is_read() -> None:
    assert [read_month(text) for text in ("2010-07", "2010-13", "2010-7", "0000-01")] == [date(2010, 7, 1), None, None, None]


def test_no_two_kinds_are_called_alike() -> None:
    assert kinds_by_head()["pdi台数"].code == "pre_delivery"
    assert {kind.unit for kind in all_kinds().values()} == {"yuan", "count", "points", "percent"}


def test_a_month_far_from_the_others_stands_out() -> None:
    # The source's PDI: 401 in July between 149 and 188 (X-F05).
    months = dict(zip(range(1, 12), (150, 140, 160, 155, 148, 149, 401, 188, 170, 160, 150), strict=True))
    series = {date(2010, month, 1): Decimal(value) for month, value in months.items()}
    assert find_outliers(series, LIMITS) == {date(2010, 7, 1)}
    assert find_outliers({**series, date(2010, 12, 1): Decimal(70)}, LIMITS) == {date(2010, 7, 1), date(2010, 12, 1)}
    assert find_outliers(dict(list(series.items())[4:8]), LIMITS) == frozenset()
    assert find_outliers({month: Decimal(0) for month in series}, LIMITS) == frozenset()


@pytest.mark.parametrize(
    ("head", "factor"),
    [
        ("维修总产值（含税）（万元）", 10_000),
        ("维修产值（含税，万元）", 10_000),
        ("例保产值（含税）万元", 10_000),
        ("一般维修产值(含税)(万元)", 10_000),
        ("维修总产值（含税、千元）", 1_000),
        ("维修总产值 单位：万元", 10_000),
        ("维修总产值（元）", 1),
        ("万元", 10_000),
        ("维修总产值（含税）", None),
        ("进厂台次", None),
    ],
)
def test_the_unit_of_money_is_read_wherever_a_head_says_it(head: str, factor: int | None) -> None:
    assert read_label(head, kinds_by_head()).factor == factor
