"""Opening files: by content, within limits, with one clear sentence otherwise."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from anxin.platform.workbook import Limits, UnreadableFile, open_source
from anxin.platform.workbook.cell import UNKEPT_FORMULA, CellError, ShownPercent, as_text
from anxin.platform.workbook.tests.dirt import GOOD, HEADS, csv_bytes, repacked, xlsx, xlsx_rows


def read_whole(content: bytes, limits: Limits | None) -> None:
    for table in open_source(content, limits=limits).tables:
        list(table.rows())


def code_of(content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(UnreadableFile) as refused:
        read_whole(content, limits)
    assert refused.value.finding.cure
    return refused.value.finding.code


def test_a_path_and_its_bytes_are_the_same_source(tmp_path: Path) -> None:
    for name, content in (("a.xlsx", xlsx_rows([HEADS, GOOD])), ("b.csv", csv_bytes([HEADS, GOOD], "gb18030"))):
        path = tmp_path / name
        path.write_bytes(content)
        from_path, from_bytes = open_source(path), open_source(content)
        assert list(from_path.tables[0].rows()) == list(from_bytes.tables[0].rows())
        assert from_path.file_name == name
        assert from_path.tables[0].total_rows == 2


def test_a_text_table_under_the_name_of_an_old_workbook_is_read() -> None:
    source = open_source(csv_bytes([HEADS, GOOD], "gb18030", "\t"), file_name="导出.xls")
    assert [cells for _, cells in source.tables[0].rows()] == [HEADS, GOOD]


def test_the_separator_line_of_spreadsheets_is_obeyed_and_rows_keep_their_numbers() -> None:
    rows = list(open_source("sep=;\r\n车牌;车主\r\n粤B12345;张,三\r\n".encode()).tables[0].rows())
    assert rows == [(2, ["车牌", "车主"]), (3, ["粤B12345", "张,三"])]


def test_line_breaks_inside_quotes_do_not_move_the_row_numbers() -> None:
    content = csv_bytes([["车牌", "备注"], ["粤B12345", "第一行\n第二行"], ["粤B12346", ""]])
    assert [number for number, _ in open_source(content).tables[0].rows()] == [1, 2, 3]


def test_what_is_shown_as_percent_says_so() -> None:
    formats = ["0%", "0.00%", "0.0 %;[Red]-0.0 %", '0.0"%"', "0.0\\%", "General"]

    def fill(workbook: Any, worksheet: Any) -> None:
        for row, code in enumerate(formats):
            worksheet.write(row, 1, 0.345, workbook.add_format({"num_format": code}))
        # A style without a number, and a text in the style, are what they are.
        worksheet.write_blank(0, 2, None, workbook.add_format({"num_format": "0%"}))
        worksheet.write_string(1, 2, "多", workbook.add_format({"num_format": "0%"}))

        # A formula's kept result is shown like any number.
        worksheet.write_formula(2, 2, "=B1*2", workbook.add_format({"num_format": "0%"}), 0.69)

    rows = [cells for _, cells in open_source(xlsx(fill)).tables[0].rows()]
    assert as_text(rows[2][2]) == "69%"
    assert [isinstance(cells[1], ShownPercent) for cells in rows] == [True, True, True, False, False, False]
    assert [as_text(cells[1]) for cells in rows] == ["34.5%"] * 3 + ["0.345"] * 3
    assert (rows[0][2:], rows[1][2]) in (([""], "多"), ([], "多"))
    assert [as_text(ShownPercent(one)) for one in (1, 0, -0.05, 0.1 + 0.2, 12)] == ["100%", "0%", "-5%", "30%", "1200%"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_kind"),
        (b"  \r\n", "file_kind"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "file_xls_or_password"),
        (b"<html><table></table></html>", "file_html"),
        (b"PK\x03\x04" + b"\x00" * 50, "file_broken"),
        (bytes(range(256)) * 10, "file_kind"),
        ("车牌\xff".encode("latin-1", "ignore") + b"\xff\xff\xff\xff\x30", "file_encoding"),
        (b'a,b\r\n"' + b"x" * 200_000, "file_csv"),
    ],
)
def test_what_is_no_table_is_refused_with_its_cure(content: bytes, code: str) -> None:
    assert code_of(content) == code


def test_another_package_and_a_damaged_workbook_are_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("word/document.xml", "<x/>")
    assert code_of(buffer.getvalue()) == "file_kind"
    whole = xlsx_rows([HEADS, GOOD])
    assert code_of(whole[: len(whole) // 2]) == "file_broken"
    assert code_of(repacked(whole, sheet1_xml=b"<worksheet><sheetData><row")) == "file_broken"
    assert code_of(repacked(whole, workbook_xml=b'<!DOCTYPE x [<!ENTITY a "b">]><workbook/>')) == "file_broken"


def test_size_limits_are_checked_before_a_sheet_is_read() -> None:
    whole = xlsx_rows([HEADS, *[GOOD] * 20])
    assert code_of(whole, Limits(max_file_bytes=100)) == "file_too_large"
    assert code_of(whole, Limits(max_unpacked_bytes=100)) == "file_too_large"
    assert code_of(whole, Limits(max_rows=20)) == "file_too_large"
    assert code_of(whole, Limits(max_columns=8)) == "file_too_large"
    assert code_of(whole, Limits(max_cells=100)) == "file_too_large"
    assert code_of(csv_bytes([HEADS] * 21), Limits(max_rows=20)) == "file_too_large"
    assert code_of(csv_bytes([HEADS] * 21), Limits(max_columns=8)) == "file_too_large"


def test_a_bomb_is_refused_by_its_ratio() -> None:
    bomb = repacked(xlsx_rows([HEADS]), sharedStrings_xml=b" " * 60_000_000)
    assert len(bomb) < 100_000
    assert code_of(bomb) == "file_too_large"


def test_one_cell_in_the_last_corner_is_refused_and_styled_empty_rows_are_not() -> None:
    def corner(workbook: Any, worksheet: Any) -> None:
        worksheet.write(1_048_575, 16_383, "x")

    assert code_of(xlsx(corner)) == "file_too_large"

    def styled(workbook: Any, worksheet: Any) -> None:
        style = workbook.add_format({"bold": True})
        worksheet.write_row(0, 0, HEADS)
        for row in range(1, 5000):
            worksheet.write_blank(row, 0, None, style)

    source = open_source(xlsx(styled), limits=Limits(max_rows=100))
    assert source.tables[0].total_rows == 1
    assert len(list(source.tables[0].rows())) == 1


@pytest.mark.parametrize("cell", [b'<c x=">" r="XFD1048576">', b"<c r = 'XFD1048576'>", b'<c r="&#88;FD1048576">'])
def test_no_spelling_of_a_far_cell_slips_through(cell: bytes) -> None:
    sheet = b"<worksheet><sheetData><row>" + cell + b"<v>1</v></c></row></sheetData></worksheet>"
    assert code_of(repacked(xlsx_rows([HEADS]), sheet1_xml=sheet)) == "file_too_large"


def test_places_that_no_spreadsheet_has_are_damage() -> None:
    for cell in (b'<c r="ZZZZ1">', b'<c r="A">', b'<c r="1">'):
        sheet = b"<worksheet><sheetData><row>" + cell + b"<v>1</v></c></row></sheetData></worksheet>"
        assert code_of(repacked(xlsx_rows([HEADS]), sheet1_xml=sheet)) == "file_broken"


def test_every_formula_error_of_a_large_sheet_is_found_across_chunks() -> None:
    def fill(workbook: Any, worksheet: Any) -> None:
        for row in range(20_000):
            worksheet.write_row(row, 0, ["粤B12345", "张三" * 10, row, row, row])
            if row % 97 == 0:
                worksheet.write_formula(row, 5, "=NA()", None, "#N/A")

    rows = list(open_source(xlsx(fill)).tables[0].rows())
    assert len(rows) == 20_000
    found = [number for number, cells in rows if len(cells) > 5 and getattr(cells[5], "text", "") == "#N/A"]
    assert found == [row + 1 for row in range(0, 20_000, 97)]


def test_a_formula_without_a_kept_result_is_no_empty_cell() -> None:
    def fill(_workbook: Any, worksheet: Any) -> None:
        worksheet.write_row(0, 0, ["a", "b", "c", "d"])
        for column, kept in enumerate(["", 7, "x", "#N/A", True]):
            worksheet.write_formula(1, column, "=B9", None, kept)
        worksheet.write_formula(4, 1, "=B9", None, "")

    (table,) = open_source(xlsx(fill)).tables
    rows = dict(table.rows())
    assert rows[2] == [UNKEPT_FORMULA, 7.0, "x", CellError("#N/A"), True]
    assert rows[5][1] == UNKEPT_FORMULA
    empty_text = b'<c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><v>1</v></c>'
    sheet = b'<worksheet><sheetData><row r="1">' + empty_text + b"</row></sheetData></worksheet>"
    (table,) = open_source(repacked(xlsx_rows([HEADS]), sheet1_xml=sheet)).tables
    assert list(table.rows()) == [(1, ["", 1.0])]


def test_cells_without_places_and_with_prefixes_are_measured_by_their_order() -> None:
    sheet = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        b'<x:row><x:c t="inlineStr"><x:is><x:t>A</x:t></x:is></x:c><x:c><x:v>1</x:v></x:c></x:row>'
        b'<x:row><x:c><x:v>2</x:v></x:c><x:c t="e"><x:v>#N/A</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    (table,) = open_source(repacked(xlsx_rows([HEADS]), sheet1_xml=sheet)).tables
    assert table.total_rows == 2
    assert list(table.rows()) == [(1, ["A", 1.0]), (2, [2.0, CellError("#N/A")])]


def test_workbooks_that_count_days_from_1904_give_the_same_day() -> None:
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"date_1904": True})
    worksheet = workbook.add_worksheet("车辆")
    worksheet.write_datetime(0, 0, date(2025, 3, 5), workbook.add_format({"num_format": "yyyy-mm-dd"}))
    workbook.close()
    assert list(open_source(buffer.getvalue()).tables[0].rows()) == [(1, [date(2025, 3, 5)])]


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail))
def test_any_bytes_are_a_table_or_refused_with_a_sentence(content: bytes) -> None:
    try:
        tables = open_source(content).tables
    except UnreadableFile as refused:
        assert refused.finding.message  # noqa: PT017 — either way is right
    else:
        assert len(tables) == 1
