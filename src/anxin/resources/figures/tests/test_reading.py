"""Workbooks as stores have them: months down or across, a sheet a year, dirty cells, each told by its address."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter

from anxin.platform.workbook import open_source
from anxin.platform.workbook.cell import ShownPercent
from anxin.resources.figures.rules.labels import Label, read_label
from anxin.resources.figures.rules.reading import ReadWorkbook, figure_heads, read_figures
from anxin.resources.figures.rules.tables import read_tables

EARLIEST, LATEST = date(2000, 1, 1), date(2026, 11, 1)
Rows = list[list[Any]]


def book(merges: dict[str, list[str]] | None = None, **sheets: Rows) -> bytes:
    """An XLSX of these sheets; ``merges`` are ranges to merge, by sheet. What is shown as percent has its format."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer)
    percent = workbook.add_format({"num_format": "0.0%"})
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for number, cells in enumerate(rows):
            for index, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(number, index, cell, *([percent] if isinstance(cell, ShownPercent) else []))
        for place in (merges or {}).get(name, []):
            first = rows[int(place[1:].split(":")[0]) - 1][ord(place[0]) - 65]
            sheet.merge_range(place, first)
    workbook.close()
    return buffer.getvalue()


def read(content: bytes) -> ReadWorkbook:
    tables = open_source(content, file_name="book").tables
    return read_figures(*read_tables(tables, figure_heads()), earliest=EARLIEST, latest=LATEST)


def stated(found: ReadWorkbook) -> dict[str, Decimal | None]:
    assert not found.has_errors, [str(one) for one in found.problems]
    return {f"{kind} {month:%Y-%m}": cell.value for (kind, month), cell in found.cells.items()}


def errors(found: ReadWorkbook) -> list[tuple[str, str]]:
    return [(one.column, one.finding.code) for one in found.problems if one.is_error]


def test_months_down_and_kinds_across_with_units_gaps_and_dates() -> None:
    rows: Rows = [
        ["2010年度月度数据"],
        ["月份", "进厂台次", "维修总产值（万元）", "PDI 台数", "备注"],
        ["2010年1月", 812, "49.7", "—", "年检"],
        ["2月", "１，０２３", 52.35, 149, None],
        ["合计", 1835, 102.05, 149, None],
    ]
    found = read(book(年报=rows))
    assert stated(found) == {
        "entries 2010-01": 812,
        "total_output 2010-01": 49_700_000,
        "pre_delivery 2010-01": None,
        "entries 2010-02": 1023,
        "total_output 2010-02": 52_350_000,
        "pre_delivery 2010-02": 149,
    }


def test_a_sheet_for_each_year_with_months_across_and_quarters() -> None:
    rows: Rows = [
        ["项目", "1月", "2月", "3月", "一季度", "全年合计"],
        ["进厂台次", 100, 110, 120, 330, 330],
        ["总体满意度 F1", None, None, None, 87, None],
        ["TOP2 BOX 比例", None, None, "63.33%", None, None],
    ]
    assert stated(read(book(**{"2009": rows, "2010年": [rows[0], ["进厂台次", 90, None, 95]]}))) == {
        "entries 2009-01": 100,
        "entries 2009-02": 110,
        "entries 2009-03": 120,
        "csi_overall 2009-03": 87,
        "csi_top_two 2009-03": Decimal("63.33"),
        "entries 2010-01": 90,
        "entries 2010-03": 95,
    }


def test_one_kind_with_years_down_and_months_across_as_year_end_reports_have_it() -> None:
    rows: Rows = [["PDI 台数"], ["", "6月", "7月", "8月"], ["2009年", 140, 150, 160], ["2010年", 149, 401, 188]]
    assert stated(read(book(表四=rows)))["pre_delivery 2010-07"] == 401


def test_year_and_month_in_columns_of_their_own_the_year_merged() -> None:
    rows: Rows = [["年份", "月份", "进厂台次"], [2010, 11, 100], [None, 12, 110], [2011, 1, 120]]
    assert stated(read(book(merges={"台次": ["A2:A3"]}, 台次=rows))) == {
        "entries 2010-11": 100,
        "entries 2010-12": 110,
        "entries 2011-01": 120,
    }


def test_csv_is_read_alike() -> None:
    assert stated(read('月份,进厂台次\n2010-01,"1,401"\n2010-02,缺\n'.encode("gb18030"))) == {
        "entries 2010-01": 1401,
        "entries 2010-02": None,
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["月份", "进厂台次"], ["2010-01", "四百"]], [("B2", "number_unreadable")]),
        ([["月份", "进厂台次"], ["2010-01", -3]], [("B2", "figure_negative")]),
        ([["月份", "进厂台次"], ["2010-01", 3.5]], [("B2", "integer_fraction")]),
        ([["月份", "进厂台次"], ["2010-01", True]], [("B2", "figures_no_number")]),
        ([["月份", "进厂台次"], ["2010-01", 1], ["2010年1月", 2]], [("B3", "figures_twice")]),
        ([["月份", "进厂台次"], ["1月", 1]], [("B2", "figures_no_year")]),
        ([["月份", "进厂台次"], ["某月", 1]], [("B2", "figures_no_month")]),
        ([["月份", "进厂台次"], ["2027-01", 1]], [("B2", "figures_outside")]),
        ([["月份", "进厂台次"], ["1999-12", 1]], [("B2", "figures_outside")]),
        ([["月份", "F1"], ["2010-02", 87]], [("B2", "figures_quarterly")]),
        ([["月份", "TOP2"], ["2010-03", 0.6333]], [("B2", "figure_percent")]),
        ([["月份", "TOP2"], ["2010-03", ShownPercent(1.04)]], [("B2", "figure_percent_over")]),
        ([["月份", "进厂台次"], ["2010-03", ShownPercent(0.5)]], [("B2", "number_unreadable")]),
        ([["姓名", "电话"], ["张三", "1"]], [("", "figures_empty")]),
        ([["月份", "进厂台次"]], [("", "figures_empty")]),
    ],
)
def test_what_cannot_be_meant_is_told_by_its_cell(rows: Rows, expected: list[tuple[str, str]]) -> None:
    assert errors(read(book(表=rows))) == expected


def test_what_a_cell_shows_as_percent_is_percent() -> None:
    rows: Rows = [["月份", "TOP2"], ["2010-03", ShownPercent(0.6333)], ["2010-06", ShownPercent(1)], ["2010-09", "63.3%"]]
    assert stated(read(book(表=rows))) == {
        "csi_top_two 2010-03": Decimal("63.33"),
        "csi_top_two 2010-06": 100,
        "csi_top_two 2010-09": Decimal("63.3"),
    }


def test_a_merged_cell_among_the_numbers_is_refused() -> None:
    rows: Rows = [["月份", "进厂台次", "PDI"], ["2010-01", 5, None], ["2010-02", 6, 7]]
    assert ("B2", "figures_merged") in errors(read(book(merges={"表": ["B2:C2"]}, 表=rows)))


def test_what_is_not_known_is_told_once_and_keeps_nothing_out() -> None:
    rows: Rows = [["月份", "进厂台次", "洗车次数"], ["2010-01", 5, 1], ["2010-02", 6, 2]]
    found = read(book(表=rows))
    assert len(stated(found)) == 2
    assert [one.finding.code for one in found.problems if not one.is_error] in ([], ["figures_unknown_kind"])


def label(text: str) -> Label:
    return read_label(text, figure_heads())


def test_labels() -> None:
    assert (label("2010年7月").year, label("2010年7月").month) == (2010, 7)
    assert (label("十一月").month, label("第3季度").months, label("Q4").month) == (11, 3, 12)
    assert label("2009年进厂台次").kind is not None
    assert label("同比增长").is_total


def test_targets_are_not_taken_for_what_was_reached() -> None:
    rows: Rows = [
        ["项目", "类别", "2010年7月", "2010年8月"],
        ["CSI", "目标计划", 47.7, 47],
        ["CSI", "实际完成量", 60, 73],
        ["CSI", "超额完成百分比", "28%", "57%"],
        ["进厂台次目标", "", 900, 950],
    ]
    own: Rows = [["月份", "进厂台次"], ["2010年7月", 900]]
    found = read(book(满意度=rows, 年度目标=own))
    assert stated(found) == {"csi_score 2010-07": 60, "csi_score 2010-08": 73}
    assert found.has_targets
    assert [(one.sheet, one.row) for one in found.problems] == [("满意度", 2), ("满意度", 5), ("年度目标", 2)]


@pytest.mark.parametrize(
    ("text", "kind", "is_target"),
    [
        ("CSI目标计划", "csi_score", True), ("CSI实际完成量", "csi_score", None), ("进厂台次（计划）", "entries", True),
        ("进厂台次计划", "entries", True), ("2010年目标", None, True), ("2010年目标完成情况", None, None),
        ("实际", None, False),
    ],
)  # fmt: skip
def test_labels_of_targets(text: str, kind: str | None, is_target: bool | None) -> None:
    assert (label(text).kind, label(text).is_target) == (kind, is_target)


def test_a_corner_may_say_the_year() -> None:
    found = read(book(表=[["2010年", "1 月", "2 月"], ["进厂台次", 812, 900]]))
    assert stated(found) == {"entries 2010-01": 812, "entries 2010-02": 900}


def test_a_formula_that_nobody_worked_out_is_told_at_its_cell() -> None:
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer)
    sheet = workbook.add_worksheet("2010")
    sheet.write_row(0, 0, ["月份", "进厂台次"])
    sheet.write_row(1, 0, ["2010-01", 800])
    sheet.write(2, 0, "2010-02")
    sheet.write_formula(2, 1, "=B2*1.01", None, "")
    sheet.write(3, 0, "2010-03")
    sheet.write_formula(3, 1, "=B2*1.02", None, 816)
    workbook.close()
    found = read(buffer.getvalue())
    assert errors(found) == [("B3", "formula_without_result")]
    assert {f"{month:%m}": cell.value for (_kind, month), cell in found.cells.items()} == {"01": 800, "03": 816}
