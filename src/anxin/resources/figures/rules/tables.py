"""The tables of a workbook of months: each cell that holds something, with all that its place says of it.

Months may stand in rows or columns, names in the other; a sheet may be one year, or one name with years down and months
across. What places a cell is put together from its column, its row and what stands above the table. Nothing is guessed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from anxin.platform.findings import Finding
from anxin.platform.findings import gettext_noop as _
from anxin.platform.workbook.cell import Cell, Table, as_found, is_blank
from anxin.platform.workbook.checking import OWN_TITLES
from anxin.platform.workbook.problems import CellProblem, note
from anxin.resources.figures.rules.labels import Heads, Label, read_label

HEAD_ROWS = 20
FEWEST_HEADS = 2


@dataclass(frozen=True, slots=True)
class LabelledCell:
    """A cell that holds something; ``line`` is the row or column that names what it is about, ``head`` where that stands
    and what it says, both empty where nothing there does.
    """

    sheet: str
    row: int
    address: str
    line: int
    cell: Cell
    label: Label
    head: tuple[str, str] = ("", "")

    @property
    def place(self) -> str:
        """Sheet and address."""
        return f"{self.sheet}!{self.address}"

    def problem(self, finding: Finding) -> CellProblem:
        """What is wrong with it."""
        return CellProblem(self.sheet, self.row, self.address, as_found(self.cell), finding)

    def head_problem(self, finding: Finding) -> CellProblem:
        """What is wrong with the name of what it is about, at that name's own cell."""
        address, text = self.head
        return CellProblem(self.sheet, self.row, address, text, finding) if address else self.problem(finding)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet's table: the row of heads, what each column says, which columns begin the rows, what stands above."""

    name: str
    head: int
    columns: Mapping[int, Label]
    labels: tuple[int, ...]
    above: Label
    months_down: bool


def read_tables(tables: Sequence[Table], heads: Heads) -> tuple[list[LabelledCell], list[CellProblem]]:
    """Every cell below a head in the visible sheets, and what could not be read of whole sheets or merged cells."""
    cells: list[LabelledCell] = []
    problems: list[CellProblem] = []
    for table in tables:
        if table.name in OWN_TITLES or not table.total_rows:
            continue
        if table.is_hidden:
            problems.append(CellProblem(table.name, 0, "", "", _hidden()))
            continue
        rows = [(number, cells) for number, cells in table.rows() if not all(map(is_blank, cells))]
        sheet = _find_head(table.name, rows, heads)
        if sheet is None:
            problems.append(CellProblem(table.name, 0, "", "", _no_head()))
            continue
        problems += [
            CellProblem(sheet.name, top, address(top, left), "", _merged())
            for top, left, bottom, right in table.merged
            if bottom > sheet.head and any(index in sheet.columns for index in range(left, right + 1))
        ]
        cells += _labelled(sheet, rows, table.merged, heads)
    return cells, problems


def address(row: int, column: int) -> str:
    """A1 of row 1 and column 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def _find_head(name: str, rows: Sequence[tuple[int, list[Cell]]], heads: Heads) -> _Sheet | None:
    best: tuple[int, int, dict[int, Label]] | None = None
    for number, cells in rows:
        if number > HEAD_ROWS:
            break
        labels = {index: read_label(cell, heads) for index, cell in enumerate(cells) if not is_blank(cell)}
        placing = {index: label for index, label in labels.items() if label.says and not label.is_axis}
        telling = sum(not label.is_total or label.is_year for label in placing.values())
        has_axis = any(label.is_axis for label in labels.values())
        if telling >= (1 if has_axis else FEWEST_HEADS) and (best is None or telling > best[0]):
            best = (telling, number, labels)
    if best is None:
        return None
    _count, head, labels = best
    months_down = not any(label.month for label in labels.values())
    columns = {index: label for index, label in labels.items() if label.says}
    above = read_label(name, heads)
    if (corner := labels.get(0, Label())).is_of_the_table and set(columns) - {0}:
        columns.pop(0, None)
        above = corner.with_(above)
    first = min(columns)
    if months_down:
        # What no reader knows is kept, so that it can be told.
        columns |= {index: label for index, label in labels.items() if index > first and not label.is_axis}
    for number, cells in rows:
        if number < head:
            for cell in cells:
                above = read_label(cell, heads).with_(above) if isinstance(cell, str) else above
    width = max(len(cells) for _number, cells in rows)
    axes = tuple(index for index in range(width) if index < first or (index in labels and labels[index].is_axis))
    return _Sheet(name, head, columns, axes, _without_total(above), months_down)


def _without_total(label: Label) -> Label:
    """What stands above a table says no total of it."""
    return Label(label.kind, label.year, None, 1, label.factor, is_target=label.is_target)


def _labelled(
    sheet: _Sheet,
    rows: Sequence[tuple[int, list[Cell]]],
    merged: Sequence[tuple[int, int, int, int]],
    heads: Heads,
) -> Iterator[LabelledCell]:
    tops, known = _tops(merged, sheet, rows), dict(rows)
    for number, cells in rows:
        if number <= sheet.head:
            continue
        begin, name = Label(), ("", "")
        for index in sheet.labels:
            cell = cells[index] if index < len(cells) else ""
            if is_blank(cell):
                cell = tops.get((number, index), "")
            said = read_label(cell, heads, expects_month=sheet.months_down)
            begin = begin.with_(said)
            if isinstance(cell, str) and not is_blank(cell) and not name[0] and said == Label():
                name = (address(number, index), as_found(cell))
        for index, head in sheet.columns.items():
            cell = cells[index] if index < len(cells) else ""
            if not is_blank(cell) and (head.says or (begin.month and isinstance(cell, int | float))):
                line = index if sheet.months_down else number
                label = head.with_(begin).with_(sheet.above)
                if sheet.months_down:
                    name = (address(sheet.head, index), as_found(known[sheet.head][index]))
                yield LabelledCell(sheet.name, number, address(number, index), line, cell, label, name)


def _tops(
    merged: Sequence[tuple[int, int, int, int]], sheet: _Sheet, rows: Iterable[tuple[int, list[Cell]]]
) -> dict[tuple[int, int], Cell]:
    """What a merged cell at the beginning of rows says, for each row that it covers."""
    by_row = dict(rows)
    return {
        (number, left): by_row.get(top, [])[left]
        for top, left, bottom, right in merged
        if left in sheet.labels and left == right and left < len(by_row.get(top, []))
        for number in range(top, bottom + 1)
    }


def _hidden() -> Finding:
    return note("sheet_hidden", _("隐藏的工作表没有读取。"), _("需要时请取消隐藏后重新上传。"))


def _no_head() -> Finding:
    return note("figures_no_head", _("这个工作表里没有找到月份和项目，没有读取。"), _("需要时请照模板写表头。"))


def _merged() -> Finding:
    return Finding("figures_merged", _("数据区有合并单元格，看不出是哪个月的数。"), _("请取消合并，每个月写自己的数。"))
