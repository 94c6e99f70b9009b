"""Exports read back: types, times, money, text that looks like a formula, and the look of the sheet."""

import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook

from anxin.platform.documents.xlsx import ColumnKind, ExportColumn, ExportValueInvalid, write_rows
from anxin.platform.money import Money

SHANGHAI = ZoneInfo("Asia/Shanghai")
COLUMNS = [
    ExportColumn("number", "工单号", ColumnKind.TEXT, 16),
    ExportColumn("items", "项数", ColumnKind.INTEGER),
    ExportColumn("amount", "金额", ColumnKind.MONEY),
    ExportColumn("hours", "工时", ColumnKind.DECIMAL),
    ExportColumn("on", "日期", ColumnKind.DATE),
    ExportColumn("at", "进厂", ColumnKind.DATETIME, 18),
    ExportColumn("rate", "占比", ColumnKind.PERCENT),
]


@dataclass(frozen=True)
class Row:
    number: str | None
    items: int | None
    amount: Money | None
    hours: Decimal | None
    on: date | None
    at: datetime | None
    rate: float | None


FULL = Row(
    "W261120-0031",
    6,
    Money(-93605),
    Decimal("1.25"),
    date(2026, 11, 20),
    datetime(2026, 1, 31, 16, 30, tzinfo=UTC),
    0.125,
)
EMPTY = Row(None, None, None, None, None, None, None)


def write(rows: list[Any], columns: list[ExportColumn] = COLUMNS, title: str = "工单") -> bytes:
    return write_rows(columns, rows, title=title, filters_note="本月 · 已结算", time_zone=SHANGHAI)


def read(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_each_kind_comes_back_as_its_own_type_and_instants_in_local_time() -> None:
    lines = read(write([FULL]))
    assert lines[0][0] == "工单"
    assert lines[1][0] == "本月 · 已结算"
    assert lines[2] == ["工单号", "项数", "金额", "工时", "日期", "进厂", "占比"]
    assert lines[3] == [
        "W261120-0031",
        6,
        -936.05,
        1.25,
        date(2026, 11, 20),
        datetime.fromisoformat("2026-02-01 00:30"),  # Shanghai; in UTC it is still January
        0.125,
    ]


def test_none_is_an_empty_cell_and_zero_is_zero() -> None:
    zero = {"number": "", "items": 0, "amount": Money(0), "hours": 0, "on": None, "at": None, "rate": 0}
    lines = read(write([EMPTY, zero]))
    assert lines[3] == [""] * 7
    assert lines[4][1:4] == [0, 0, 0]


@pytest.mark.parametrize("text", ["=1+1", "+86 755", "-", "@SUM(A1)", "https://x.example", "00123", " 1 "])
def test_text_stays_text(text: str) -> None:
    content = write([{"number": text}], COLUMNS[:1])
    assert read(content)[3] == [text]
    sheet = parts(content)["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_text_like_a_formula_is_marked_so_that_editing_keeps_it_text() -> None:
    assert 'quotePrefix="1"' in parts(write([{"number": "=1+1"}], COLUMNS[:1]))["xl/styles.xml"]


def test_text_that_is_too_long_is_cut_and_says_so() -> None:
    text = read(write([{"number": "长" * 40_000}], COLUMNS[:1]))[3][0]
    assert len(text) == 32_767
    assert text.endswith("…（过长，已截断）")


def test_the_sheet_is_frozen_filtered_and_prints_on_a4_landscape_with_its_head() -> None:
    content = parts(write([FULL, FULL]))
    sheet = content["xl/worksheets/sheet1.xml"]
    assert '<pane ySplit="3" topLeftCell="A4"' in sheet
    assert '<autoFilter ref="A3:G5"' in sheet
    assert 'paperSize="9"' in sheet
    assert 'orientation="landscape"' in sheet
    assert "'工单'!$3:$3" in content["xl/workbook.xml"] or "工单!$3:$3" in content["xl/workbook.xml"]


def test_a_title_that_excel_would_refuse_becomes_a_legal_sheet_name() -> None:
    content = write([FULL], title="工单[2026/11]: 龙岗店与其他所有门店的合并明细清单一览表全部")
    name = CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names[0]
    assert name.startswith("工单 2026 11")
    assert len(name) <= 31


def test_no_rows_still_give_the_head() -> None:
    assert read(write([]))[2][0] == "工单号"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (ExportColumn("x", "金额", ColumnKind.MONEY), 12.5),
        (ExportColumn("x", "日期", ColumnKind.DATE), datetime(2026, 11, 20, tzinfo=UTC)),
        (ExportColumn("x", "时间", ColumnKind.DATETIME), datetime.fromisoformat("2026-11-20 09:00")),
        (ExportColumn("x", "数量", ColumnKind.INTEGER), "6"),
        (ExportColumn("x", "数量", ColumnKind.INTEGER), True),
        (ExportColumn("x", "占比", ColumnKind.PERCENT), float("nan")),
        (ExportColumn("y", "没有", ColumnKind.TEXT), 1),
    ],
)
def test_a_value_that_does_not_fit_names_its_row(column: ExportColumn, value: object) -> None:
    with pytest.raises(ExportValueInvalid, match="row 1"):
        write([{"x": value}], [column])


def test_an_export_without_columns_is_refused() -> None:
    with pytest.raises(ExportValueInvalid, match="at least one column"):
        write([FULL], [])
