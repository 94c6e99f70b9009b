"""Checking dirty files: what is read, what is reported, and where."""

from datetime import date, datetime
from typing import Any

import pytest

from anxin.platform.workbook import Check, CheckedRow, Column, Kind, Sheet, check, open_source
from anxin.platform.workbook.tests.dirt import GOOD, HEADS, OTHER_VIN, VEHICLES, VIN, csv_bytes, xlsx, xlsx_rows

READ = {
    "plate": "粤B12345",
    "vin": VIN,
    "owner": "张三",
    "phone": "13812342765",
    "bought_on": date(2025, 3, 5),
    "odometer_km": 12000,
    "price": 12345650,
    "use": "PRIVATE",
    "is_member": True,
}


def checked(content: bytes, sheet: Sheet = VEHICLES) -> tuple[Check, list[CheckedRow]]:
    running = check(sheet, open_source(content))
    return running, list(running)


def codes(rows: list[CheckedRow]) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.finding.code) for row in rows for problem in row.problems]


def notes(running: Check) -> list[tuple[int, str]]:
    return [(problem.row, problem.finding.code) for problem in running.notes]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_tables_are_read_in_every_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    running, rows = checked(csv_bytes([HEADS, GOOD, GOOD], encoding, delimiter))
    assert rows[0].values == READ
    assert rows[0].number == 2
    assert running.refusals == running.notes == []


def test_a_typed_workbook_gives_the_same_rows_as_text() -> None:
    def fill(workbook: Any, worksheet: Any) -> None:
        worksheet.write_row(0, 0, HEADS)
        worksheet.write_row(1, 0, ["粤b·１２３４５", VIN.lower(), " 张三 ", 13812342765])
        worksheet.write_datetime(1, 4, datetime(2025, 3, 5), workbook.add_format({"num_format": "yyyy/m/d"}))  # noqa: DTZ001
        worksheet.write_row(1, 5, [12000, 123456.5, "非营运"])
        worksheet.write_boolean(1, 8, True)
        worksheet.write_row(
            2, 0, ["粤B12346", OTHER_VIN, "李四", "138-1234-2766", 45721, "1.2万", "12.3456万元", "营运", "√"]
        )

    _, rows = checked(xlsx(fill))
    assert codes(rows) == []
    assert rows[0].values == READ
    expected = {"plate": "粤B12346", "vin": OTHER_VIN, "owner": "李四", "phone": "13812342766", "use": "COMMERCIAL"}
    assert rows[1].values == READ | expected | {"price": 12345600}


def test_title_rows_blank_rows_repeated_heads_and_totals_are_passed_over() -> None:
    def fill(workbook: Any, worksheet: Any) -> None:
        worksheet.merge_range(1, 1, 1, 9, "某某店车辆台账 2025年3月")
        worksheet.write_row(
            3, 1, ["车牌*", "ＶＩＮ码", "车 主", "联系电话（手机）", "购车日期", "里程(km)", "车价", "使用性质", "会员"]
        )
        worksheet.write_row(4, 1, GOOD)
        worksheet.write_row(
            6, 1, ["车牌*", "ＶＩＮ码", "车 主", "联系电话（手机）", "购车日期", "里程(km)", "车价", "使用性质", "会员"]
        )
        worksheet.write_row(7, 1, ["粤B12346"])
        worksheet.write_row(9, 0, ["合 计：", "", "", "", "", "", "24000"])

    running, rows = checked(xlsx(fill))
    assert running.head is not None
    assert running.head.row == 4
    assert [(row.number, row.values["plate"]) for row in rows] == [(5, "粤B12345"), (8, "粤B12346")]
    assert rows[0].values == READ
    assert codes(rows) == []
    assert notes(running) == [(7, "head_repeated"), (10, "totals_row"), (0, "blank_rows")]


def test_a_customer_whose_row_is_complete_is_no_total() -> None:
    _, rows = checked(csv_bytes([["车主", "车牌号"], ["合计", "粤B12345"]]))
    assert [row.values["owner"] for row in rows] == ["合计"]


def test_each_bad_cell_is_named_with_row_head_value_and_cure() -> None:
    bad = ["粤BI2345", VIN[:-1], "长" * 21, "1.38E+10", "3-5-2025", "约一万", "12.345", "网约", "也许"]
    _, rows = checked(csv_bytes([HEADS, bad, [*[""] * 8, "是"]]))
    assert codes(rows) == [
        (2, "车牌号", "plate_letter"),
        (2, "车架号", "vin_length"),
        (2, "车主", "text_too_long"),
        (2, "手机", "phone_scientific"),
        (2, "购车日期", "date_ambiguous"),
        (2, "里程", "number_unreadable"),
        (2, "车价", "money_too_fine"),
        (2, "使用性质", "choice_unknown"),
        (2, "会员", "boolean_unreadable"),
        (3, "车牌号", "required"),
    ]
    assert all(problem.finding.message and problem.finding.cure for row in rows for problem in row.problems)
    assert [problem.value for problem in rows[0].problems[:2]] == ["粤BI2345", VIN[:-1]]
    assert set(rows[0].values.values()) == {None}
    assert not any(row.is_good for row in rows)


def test_formula_errors_are_reported_in_workbooks_and_in_text() -> None:
    def fill(workbook: Any, worksheet: Any) -> None:
        worksheet.write_row(0, 2, HEADS)
        worksheet.write_row(1, 2, GOOD)
        worksheet.write_formula(1, 4, "=NA()", None, "#N/A")
        worksheet.write_formula(3, 2, "=1/0", None, "#DIV/0!")

    _, rows = checked(xlsx(fill))
    assert codes(rows) == [(2, "车主", "formula_error"), (4, "车牌号", "formula_error")]
    assert [row.problems[0].value for row in rows] == ["#N/A", "#DIV/0!"]
    _, rows = checked(csv_bytes([HEADS, ["#REF!", *GOOD[1:]]]))
    assert codes(rows) == [(2, "车牌号", "formula_error")]


def test_the_second_of_two_equal_keys_names_the_row_of_the_first() -> None:
    rows_of_file = [HEADS, GOOD, ["粤B·12345", OTHER_VIN], ["粤B12347", VIN.lower()], ["粤B12348"], ["粤B12349"]]
    _, rows = checked(xlsx_rows(rows_of_file))
    assert codes(rows) == [(3, "车牌号", "duplicate"), (4, "车架号", "duplicate")]
    assert "第 2 行" in rows[1].problems[0].finding.message


def test_a_key_of_two_columns_repeats_only_when_both_do() -> None:
    sheet = Sheet(
        "visits", "进厂", (Column("plate", "车牌", Kind.PLATE), Column("on", "日期", Kind.DATE)), unique=(("plate", "on"),)
    )
    rows_of_file = [["车牌", "日期"], ["粤B12345", "2025-3-5"], ["粤B12345", "2025-3-6"], ["粤B12345", "20250305"]]
    _, rows = checked(csv_bytes(rows_of_file), sheet)
    assert codes(rows) == [(4, "车牌、日期", "duplicate")]


def test_missing_required_columns_are_refused_at_once_with_the_template() -> None:
    running = check(VEHICLES, open_source(csv_bytes([["车架号", "车主"], [VIN, "张三"]])))
    assert [(problem.row, problem.column, problem.finding.code) for problem in running.refusals] == [
        (1, "车牌号", "column_missing")
    ]
    assert "车辆" in running.refusals[0].finding.cure
    assert list(running) == []


def test_a_file_without_heads_is_refused_with_the_heads_it_should_have() -> None:
    running = check(VEHICLES, open_source(csv_bytes([["甲", "乙"], ["1", "2"]])))
    assert [problem.finding.code for problem in running.refusals] == ["head_missing"]
    assert "车牌号" in running.refusals[0].finding.cure
    assert list(running) == []


def test_unknown_columns_are_remarked_and_doubled_columns_refused() -> None:
    running, rows = checked(csv_bytes([["车牌号", "车主", "备胎"], ["粤B12345", "张三", "有"]]))
    assert notes(running) == [(1, "column_unknown")]
    assert rows[0].is_good
    running, rows = checked(csv_bytes([["车牌号", "车牌", "车主"], ["粤B12345", "粤B12346", "张三"]]))
    assert [problem.finding.code for problem in running.refusals] == ["column_doubled"]
    assert rows == []


def test_hidden_sheets_are_skipped_with_a_note_and_the_titled_sheet_is_taken() -> None:
    def fill(workbook: Any, worksheet: Any) -> None:
        worksheet.write_row(0, 0, ["随便", "写的"])
        hidden = workbook.add_worksheet("隐藏")
        hidden.write_row(0, 0, HEADS)
        hidden.write_row(1, 0, GOOD)
        hidden.hide()
        wanted = workbook.add_worksheet("车辆 ")
        wanted.write_row(0, 0, HEADS)
        wanted.write_row(1, 0, GOOD)

    running, rows = checked(xlsx(fill, "说明"))
    assert [row.values for row in rows] == [READ]
    assert [(problem.sheet, problem.finding.code) for problem in running.notes] == [("隐藏", "sheet_hidden")]


def test_without_a_titled_sheet_the_best_fitting_one_is_taken_and_the_others_remarked() -> None:
    def fill(workbook: Any, worksheet: Any) -> None:
        worksheet.write_row(0, 0, ["车主", "车价"])
        wanted = workbook.add_worksheet("导出")
        wanted.write_row(0, 0, HEADS)
        wanted.write_row(1, 0, GOOD)

    running, rows = checked(xlsx(fill, "汇总"))
    assert [row.values for row in rows] == [READ]
    assert [(problem.sheet, problem.finding.code) for problem in running.notes] == [("汇总", "sheet_other")]


def test_a_number_that_lost_its_last_digits_is_reported_even_in_a_text_column() -> None:
    sheet = Sheet("people", "人员", (Column("name", "姓名"), Column("identity", "身份证号")))
    _, rows = checked(xlsx_rows([["姓名", "身份证号"], ["张三", 440301199001011234]], "人员"), sheet)
    assert codes(rows) == [(2, "身份证号", "digits_lost")]


def test_codes_in_number_cells_keep_their_digits() -> None:
    sheet = Sheet("parts", "配件", (Column("number", "零件号"), Column("name", "名称")))
    _, rows = checked(xlsx_rows([["零件号", "名称"], [123456.0, 8.5]], "配件"), sheet)
    assert rows[0].values == {"number": "123456", "name": "8.5"}


def test_signs_for_nothing_are_blank_in_typed_columns() -> None:
    _, rows = checked(csv_bytes([HEADS, ["粤B12345", "无", "无", "-", "/", "—", "N/A", "", ""]]))
    assert codes(rows) == []
    assert rows[0].values["owner"] == "无"
    assert rows[0].values["vin"] is None


def test_an_imported_vehicle_with_a_doubtful_vin_is_let_in_with_a_warning() -> None:
    _, rows = checked(csv_bytes([HEADS, ["粤B12345", "JTHBK1GG1D2000001"]]))
    assert codes(rows) == [(2, "车架号", "vin_check_digit")]
    assert rows[0].is_good
    assert rows[0].values["vin"] == "JTHBK1GG1D2000001"


def test_progress_is_told_and_a_stop_is_obeyed() -> None:
    content = csv_bytes([HEADS, *[[f"粤B{number:05}"] for number in range(3000)]])
    told: list[tuple[int, int]] = []
    running = check(
        VEHICLES, open_source(content), progress=lambda *one: told.append(one), should_stop=lambda: len(told) >= 3
    )
    rows = list(running)
    assert told == [(500, 3001), (1000, 3001), (1500, 3001)]
    assert running.is_stopped
    assert len(rows) == 1498


def test_a_sheet_that_contradicts_itself_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="share"):
        Sheet("x", "x", (Column("a", "车牌"), Column("b", "车牌 *")))
    with pytest.raises(ValueError, match="unknown columns"):
        Sheet("x", "x", (Column("a", "车牌"),), unique=("b",))
    with pytest.raises(ValueError, match="CHOICE"):
        Column("a", "车牌", Kind.CHOICE)
