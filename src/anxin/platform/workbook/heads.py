"""Finding the head row of a table, whatever stands above it, and which of its columns are wanted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from anxin.platform.findings import Finding
from anxin.platform.findings import gettext_noop as _
from anxin.platform.workbook.cell import Cell, Row, Table, as_text, is_blank
from anxin.platform.workbook.declaration import Column, Sheet, fold_head
from anxin.platform.workbook.problems import CellProblem, note

SEARCHED_ROWS = 20
# The last column of a file of remaining rows; it is read back without a remark.
PROBLEM_HEAD = "问题（导入时不读这一列）"  # i18n: data
_OWN_HEADS = frozenset({fold_head(PROBLEM_HEAD)})


@dataclass(frozen=True, slots=True)
class HeadRow:
    """Where the heads stand: row number from 1, and the column at each index from 0."""

    row: int
    cells: tuple[str, ...]
    columns: dict[int, Column]

    def missing(self, sheet: Sheet) -> list[Column]:
        """Required columns that the file does not have."""
        present = {column.key for column in self.columns.values()}
        return [column for column in sheet.columns if column.required and column.key not in present]

    def repeats(self, cells: Sequence[Cell]) -> bool:
        """Whether a later row is the head again, as printed pages have it."""
        return all(
            index < len(cells) and fold_head(as_text(cells[index])) == fold_head(self.cells[index]) for index in self.columns
        )


def find_head(sheet: Sheet, table: Table) -> HeadRow | None:
    """The row among the first twenty that names most columns; None when no row names enough of them."""
    by_head = {head: column for column in sheet.columns for head in column.heads()}
    enough = min(2, len(sheet.columns))
    best: HeadRow | None = None
    for number, cells in _first_rows(table):
        columns = {
            index: by_head[folded]
            for index, cell in enumerate(cells)
            if isinstance(cell, str) and (folded := fold_head(cell)) in by_head
        }
        distinct = len({column.key for column in columns.values()})
        if distinct >= enough and (best is None or distinct > len(best.columns)):
            best = HeadRow(number, tuple(as_text(cell).strip() for cell in cells), columns)
    return best


def head_problems(sheet: Sheet, head: HeadRow, title: str) -> tuple[list[CellProblem], list[CellProblem]]:
    """What forbids reading the table (missing or doubled columns), and remarks on columns that are not read."""
    refusals = [CellProblem(title, head.row, column.head_zh, "", _missing_column(sheet)) for column in head.missing(sheet)]
    counts = Counter(column.key for column in head.columns.values())
    doubled = [column for column in sheet.columns if counts[column.key] > 1]
    refusals += [
        CellProblem(title, head.row, column.head_zh, _spellings(head, column), _doubled_column()) for column in doubled
    ]
    notes = [
        CellProblem(title, head.row, text, text, _unknown_column())
        for index, text in enumerate(head.cells)
        if text and index not in head.columns and fold_head(text) not in _OWN_HEADS
    ]
    return refusals, notes


def no_head(sheet: Sheet) -> Finding:
    """No row looks like the heads of this sheet."""
    return Finding(
        "head_missing",
        _("前 %(rows)d 行里没有找到表头。"),
        _("请用模板“%(template)s”，表头应有：%(heads)s。"),
        {
            "rows": SEARCHED_ROWS,
            "template": sheet.title_zh,
            "heads": "、".join(column.head_zh for column in sheet.columns if column.required)
            or "、".join(column.head_zh for column in sheet.columns[:5]),
        },
    )


def _first_rows(table: Table) -> list[Row]:
    first = islice(table.rows(), SEARCHED_ROWS * 2)
    return [(number, cells) for number, cells in first if number <= SEARCHED_ROWS and not all(map(is_blank, cells))]


def _missing_column(sheet: Sheet) -> Finding:
    return Finding(
        "column_missing",
        _("缺少必填的列。"),
        _("请补上这一列，或改用模板“%(template)s”。"),
        {"template": sheet.title_zh},
    )


def _doubled_column() -> Finding:
    return Finding("column_doubled", _("有两列是同一个内容。"), _("请只保留一列，把另一列改名或删除。"))


def _unknown_column() -> Finding:
    return note("column_unknown", _("不认识的列，没有读取。"), _("需要时请把表头改成模板中的名称；不需要则不用管。"))


def _spellings(head: HeadRow, column: Column) -> str:
    return "、".join(head.cells[index] for index, one in head.columns.items() if one.key == column.key)
