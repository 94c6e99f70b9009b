"""Running imports, templates, reports and the file of remaining rows."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxin.platform.findings import Finding
from anxin.platform.workbook import (
    CREATED,
    UNCHANGED,
    UPDATED,
    CellProblem,
    CheckedRow,
    Column,
    Kind,
    RowOutcome,
    Sheet,
    check,
    open_source,
    refused,
    run_import,
    write_remaining,
    write_report,
    write_template,
)
from anxin.platform.workbook.tests.dirt import GOOD, HEADS, VEHICLES, csv_bytes, xlsx, xlsx_rows


class Store:
    """A table that notes what it is given: the second load of a row changes nothing."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}
        self.batches: list[int] = []

    def write(self, rows: Sequence[CheckedRow]) -> list[RowOutcome]:
        self.batches.append(len(rows))
        return [self._write(row.values) for row in rows]

    def _write(self, values: dict[str, Any]) -> RowOutcome:
        if values["owner"] == "黑名单":
            return refused(Finding("blocked", "这位车主不能导入。", "请联系客服经理。"), "owner")
        old = self.rows.get(values["plate"])
        self.rows[values["plate"]] = values
        return CREATED if old is None else UNCHANGED if old == values else UPDATED


def plates(count: int, start: int = 0) -> list[list[str]]:
    return [[f"粤B{number:05}"] for number in range(start, start + count)]


def test_good_rows_go_in_by_batches_and_bad_rows_stay_out_accounted_for() -> None:
    store = Store()
    content = csv_bytes([HEADS, *plates(5), ["坏"], ["粤B00009", "", "黑名单"]])
    result = run_import(VEHICLES, open_source(content), store.write, batch_size=2, take_good_rows=True)
    assert (result.created, result.updated, result.unchanged, result.refused) == (5, 0, 0, 2)
    assert store.batches == [2, 2, 2]
    assert result.refused_rows == [7, 8]
    assert [(one.row, one.column, one.value, one.finding.code) for one in result.problems] == [
        (7, "车牌号", "坏", "plate_unknown"),
        (8, "车主", "黑名单", "blocked"),
    ]


def test_loading_a_file_twice_changes_nothing() -> None:
    store, source = Store(), open_source(xlsx_rows([HEADS, *plates(30)]))
    first = run_import(VEHICLES, source, store.write, take_good_rows=True)
    second = run_import(VEHICLES, source, store.write, take_good_rows=True)
    assert (first.created, second.created, second.unchanged, second.taken) == (30, 0, 30, 0)


def test_all_or_nothing_writes_nothing_while_one_row_is_bad() -> None:
    store = Store()
    source = open_source(csv_bytes([HEADS, *plates(3), ["坏"]]))
    result = run_import(VEHICLES, source, store.write, take_good_rows=False)
    assert (result.taken, result.refused, result.refused_rows) == (0, 4, [5])
    assert result.is_refused_whole
    assert store.batches == []
    told: list[tuple[int, int]] = []
    source = open_source(csv_bytes([HEADS, *plates(3)]))
    result = run_import(VEHICLES, source, store.write, take_good_rows=False, progress=lambda *one: told.append(one))
    assert (result.created, told) == (3, [(4, 8), (8, 8)])


def test_a_file_with_missing_columns_is_refused_whole() -> None:
    store = Store()
    result = run_import(VEHICLES, open_source(csv_bytes([["车主", "手机"], ["张三", ""]])), store.write, take_good_rows=True)
    assert result.is_refused_whole
    assert [problem.finding.code for problem in result.problems] == ["column_missing"]


def test_a_stop_leaves_whole_batches_written() -> None:
    store = Store()
    source = open_source(csv_bytes([HEADS, *plates(100)]))
    result = run_import(
        VEHICLES, source, store.write, batch_size=10, take_good_rows=True, should_stop=lambda: len(store.batches) == 3
    )
    assert result.is_stopped
    assert (result.created, len(store.rows)) == (30, 30)


def test_a_command_that_answers_for_fewer_rows_is_an_error() -> None:
    source = open_source(csv_bytes([HEADS, *plates(2)]))
    with pytest.raises(ValueError, match="1 of 2"):
        run_import(VEHICLES, source, lambda rows: [CREATED], take_good_rows=True)


def test_the_remaining_rows_come_back_as_they_were_and_load_once_mended() -> None:
    def fill(workbook: Any, worksheet: Any) -> None:
        worksheet.write_row(0, 0, ["某店台账"])
        worksheet.write_row(2, 0, [*HEADS, "备胎"])
        worksheet.write_row(3, 0, [*GOOD, "有"])
        worksheet.write_row(4, 0, ["坏", "", "李四", 13812342765, 45721, 100, 1.5, "营运", "否", "无"])

    source = open_source(xlsx(fill))
    result = run_import(VEHICLES, source, Store().write, take_good_rows=True)
    remaining = write_remaining(VEHICLES, source, result.refused_rows, result.problems)
    rows = [cells for _, cells in open_source(remaining).tables[0].rows()]
    assert rows[0][:-1] == [*HEADS, "备胎"]
    assert rows[1][:-1] == ["坏", "", "李四", 13812342765, 45721, 100, 1.5, "营运", "否", "无"]
    assert "不是中国车牌号" in rows[1][-1]
    mended = [[*rows[0]], ["粤B54321", *rows[1][1:]]]
    again = run_import(VEHICLES, open_source(xlsx_rows(mended)), Store().write, take_good_rows=True)
    assert (again.created, again.refused) == (1, 0)
    assert [problem.finding.code for problem in again.problems] == ["column_unknown"]


def test_texts_that_look_like_formulas_stay_texts_in_what_we_write() -> None:
    evil = ["=cmd|'/c calc'!A1", "+1+1", "-2", "@SUM(A1)", "=HYPERLINK(1)"]
    content = csv_bytes([HEADS, *[["坏", "", text] for text in evil]])
    source = open_source(content)
    result = run_import(VEHICLES, source, Store().write, take_good_rows=True)
    remaining = open_source(write_remaining(VEHICLES, source, result.refused_rows, result.problems))
    assert [cells[2] for _, cells in remaining.tables[0].rows()][1:] == evil
    problems = [CellProblem(text, 1, text, text, Finding("x", text, text)) for text in evil]
    report = write_report(problems)
    assert [cells[0] for _, cells in open_source(report).tables[0].rows()][1:] == evil


def test_the_report_has_a_line_for_each_problem_in_the_wanted_language() -> None:
    running = check(VEHICLES, open_source(csv_bytes([HEADS, ["坏"], ["粤B12345", "JTHBK1GG1D2000001"]])))
    problems = [problem for row in running for problem in row.problems]
    rows = [cells for _, cells in open_source(write_report(problems)).tables[0].rows()]
    assert rows[0] == ["工作表", "行", "列", "内容", "级别", "问题", "处理办法"]
    assert [row[1:5] for row in rows[1:]] == [[2, "车牌号", "坏", "错误"], [3, "车架号", "JTHBK1GG1D2000001", "提示"]]
    english = write_report(problems, translate=_english)
    assert [cells[2] for _, cells in open_source(english).tables[0].rows()][1] == "Plate"


def _english(text: str) -> str:
    return {"错误": "error", "车牌号": "Plate"}.get(text, text)


def test_the_template_is_read_by_its_own_import_and_explains_itself() -> None:
    long_list = {f"选项{number}": f"OPTION_{number}" for number in range(100)}
    other = Sheet(
        "others", "其他", (Column("kind", "类别", Kind.CHOICE, choices=long_list, required=True), Column("note", "备注"))
    )
    template = write_template([VEHICLES, other], english=_english)
    source = open_source(template)
    assert [(table.name, table.is_hidden) for table in source.tables] == [
        ("车辆", False),
        ("其他", False),
        ("选项", True),
        ("填写说明 Instructions", False),
    ]
    for sheet in (VEHICLES, other):
        running = check(sheet, source)
        assert list(running) == []
        assert running.refusals == running.notes == []
        assert running.head is not None
        assert len(running.head.columns) == len(sheet.columns)
    texts = {cell for _, cells in source.tables[3].rows() for cell in cells}
    assert {"车牌号", "Plate", "行驶证上的号牌号码\n车牌号，例如 粤B12345 或 粤BD12345"} <= texts


ROWS = st.lists(st.sampled_from(["粤B00001", "粤B00002", "粤BD12345", "坏", "", "合计"]), max_size=30)


@settings(max_examples=30)
@given(ROWS, st.integers(1, 7))
def test_every_row_is_accounted_for_exactly_once(texts: list[str], batch_size: int) -> None:
    rows = [[text, "", "", "", "", "", "", "", "是"] for text in texts]
    store = Store()
    source = open_source(csv_bytes([HEADS, *rows]))
    result = run_import(VEHICLES, source, store.write, batch_size=batch_size, take_good_rows=True)
    totals = sum(problem.finding.code == "totals_row" for problem in result.problems)
    assert result.created + result.updated + result.unchanged + result.refused + totals == len(texts)
    assert len(result.refused_rows) == result.refused
    assert len(store.rows) == len({text for text in texts if text.startswith("粤")})
