"""A store's workbook read: which value stands for which kind and month, and what is wrong with which cell.

Months may stand in rows or columns, kinds in the other; a sheet may be one year, or one kind with years down and months
across. What places a cell is put together from its column, its row and what stands above the table. Nothing is guessed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from anxin.platform.findings import Finding, Unreadable
from anxin.platform.findings import gettext_noop as _
from anxin.platform.workbook.cell import Cell, CellError, Table, as_found, as_text, is_blank
from anxin.platform.workbook.checking import OWN_TITLES
from anxin.platform.workbook.problems import CellProblem, note
from anxin.resources.figures.kinds import FigureKind
from anxin.resources.figures.rules.labels import Label, read_label
from anxin.resources.figures.rules.values import is_gap_word, read_value

HEAD_ROWS = 20
FEWEST_HEADS = 2


@dataclass(frozen=True, slots=True)
class ReadCell:
    """What a cell states; ``place`` is its sheet and address. Without a value it is a gap."""

    kind: str
    month: date
    value: Decimal | None
    place: str


@dataclass(slots=True)
class ReadWorkbook:
    """All that a workbook states, and its problems; with an error nothing of it is taken."""

    cells: dict[tuple[str, date], ReadCell] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    unknown: set[tuple[str, int]] = field(default_factory=set)

    @property
    def has_errors(self) -> bool:
        """Whether something has to be mended first."""
        return any(problem.is_error for problem in self.problems)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet's table: the row of heads, what each column says, which columns begin the rows, what stands above."""

    name: str
    head: int
    columns: Mapping[int, Label]
    labels: tuple[int, ...]
    above: Label
    months_down: bool


def read_workbook(tables: Sequence[Table], *, earliest: date, latest: date) -> ReadWorkbook:
    """Read every visible sheet; months from ``earliest`` to ``latest`` are sound."""
    found = ReadWorkbook()
    for table in tables:
        if table.name in OWN_TITLES or not table.total_rows:
            continue
        if table.is_hidden:
            found.problems.append(CellProblem(table.name, 0, "", "", _hidden()))
            continue
        rows = [(number, cells) for number, cells in table.rows() if not all(map(is_blank, cells))]
        sheet = _find_head(table.name, rows)
        if sheet is None:
            found.problems.append(CellProblem(table.name, 0, "", "", _no_head()))
            continue
        _read_sheet(found, sheet, rows, (earliest, latest), table.merged)
    if not found.cells and not found.has_errors:
        found.problems.append(CellProblem("", 0, "", "", _empty()))
    found.problems.sort(key=lambda one: not one.is_error)
    return found


def address(row: int, column: int) -> str:
    """A1 of row 1 and column 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def _find_head(name: str, rows: Sequence[tuple[int, list[Cell]]]) -> _Sheet | None:
    best: tuple[int, int, dict[int, Label]] | None = None
    for number, cells in rows:
        if number > HEAD_ROWS:
            break
        labels = {index: read_label(cell) for index, cell in enumerate(cells) if not is_blank(cell)}
        placing = {index: label for index, label in labels.items() if label.says and not label.is_axis}
        telling = sum(not label.is_total for label in placing.values())
        has_axis = any(label.is_axis for label in labels.values())
        if telling >= (1 if has_axis else FEWEST_HEADS) and (best is None or telling > best[0]):
            best = (telling, number, labels)
    if best is None:
        return None
    _count, head, labels = best
    months_down = not any(label.month for label in labels.values())
    columns = {index: label for index, label in labels.items() if label.says}
    first = min(columns)
    above = read_label(name)
    for number, cells in rows:
        if number < head:
            for cell in cells:
                above = read_label(cell).with_(above) if isinstance(cell, str) else above
    width = max(len(cells) for _number, cells in rows)
    axes = tuple(index for index in range(width) if index < first or (index in labels and labels[index].is_axis))
    return _Sheet(name, head, columns, axes, _without_total(above), months_down)


def _without_total(label: Label) -> Label:
    """What stands above a table says no total of it."""
    return Label(label.kind, label.year, None, 1, label.factor)


def _read_sheet(
    found: ReadWorkbook,
    sheet: _Sheet,
    rows: Iterable[tuple[int, list[Cell]]],
    bounds: tuple[date, date],
    merged: Sequence[tuple[int, int, int, int]],
) -> None:
    tops = _tops(merged, sheet, rows)
    found.problems += [
        CellProblem(sheet.name, top, address(top, left), "", _merged())
        for top, left, bottom, right in merged
        if bottom > sheet.head and any(index in sheet.columns for index in range(left, right + 1))
    ]
    for number, cells in rows:
        if number <= sheet.head:
            continue
        begin = Label()
        for index in sheet.labels:
            cell = cells[index] if index < len(cells) else ""
            if is_blank(cell):
                cell = tops.get((number, index), "")
            begin = begin.with_(read_label(cell, expects_month=sheet.months_down))
        for index, head in sheet.columns.items():
            cell = cells[index] if index < len(cells) else ""
            if not is_blank(cell):
                _take(found, sheet, (number, index), cell, head.with_(begin).with_(sheet.above), bounds)


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


def _take(
    found: ReadWorkbook, sheet: _Sheet, spot: tuple[int, int], cell: Cell, label: Label, bounds: tuple[date, date]
) -> None:
    place = address(*spot)

    def problem(finding: Finding) -> None:
        found.problems.append(CellProblem(sheet.name, spot[0], place, as_found(cell), finding))

    if label.is_total:
        return
    if label.kind is None:
        # Said once of a row or column, not of each of its cells.
        spelled = (sheet.name, spot[1] if sheet.months_down else spot[0])
        if spelled not in found.unknown:
            found.unknown.add(spelled)
            problem(_unknown_kind())
        return
    kind = label.kind
    if label.month is None or label.year is None:
        problem(_no_year() if label.month else _no_month())
        return
    month = date(label.year, label.month, 1)
    if not bounds[0] <= month <= bounds[1]:
        problem(_outside(month))
        return
    if label.months != kind.every and not (label.months == 1 and kind.stands_in(month.month)):
        if label.months == 1:
            problem(_quarterly())
        return  # a quarter's sum of a monthly figure is a total
    try:
        value = _value(kind, cell, label.factor or 1)
    except Unreadable as refused:
        problem(refused.finding)
        return
    first = found.cells.setdefault((kind.code, month), ReadCell(kind.code, month, value, f"{sheet.name}!{place}"))
    if first.place != f"{sheet.name}!{place}":
        problem(_twice(first.place))


def _value(kind: FigureKind, cell: Cell, factor: int) -> Decimal | None:
    if isinstance(cell, str) and is_gap_word(cell):
        return None
    if isinstance(cell, CellError | bool) or not isinstance(cell, str | int | float):
        raise Unreadable(_no_number(as_text(cell)))
    return read_value(kind, cell, factor=factor)


def _hidden() -> Finding:
    return note("sheet_hidden", _("隐藏的工作表没有读取。"), _("需要时请取消隐藏后重新上传。"))


def _no_head() -> Finding:
    return note("figures_no_head", _("这个工作表里没有找到月份和项目，没有读取。"), _("需要时请照模板写表头。"))


def _empty() -> Finding:
    return Finding("figures_empty", _("文件里没有读到任何数。"), _("请下载模板，照着表头填写后再上传。"))


def _merged() -> Finding:
    return Finding("figures_merged", _("数据区有合并单元格，看不出是哪个月的数。"), _("请取消合并，每个月写自己的数。"))


def _unknown_kind() -> Finding:
    return note("figures_unknown_kind", _("看不出是哪个项目，没有读取。"), _("需要时请把名称改成模板里的。"))


def _no_month() -> Finding:
    return Finding("figures_no_month", _("看不出是哪个月。"), _("请写成 2010-07 或“7月”。"))


def _no_year() -> Finding:
    return Finding("figures_no_year", _("看不出是哪一年。"), _("请把月份写成 2010-07，或在工作表名、表头上方写年份。"))


def _outside(month: date) -> Finding:
    values = {"month": f"{month:%Y-%m}"}
    return Finding("figures_outside", _("%(month)s 还没有到，或太早。"), _("请核对年份和月份。"), values)


def _quarterly() -> Finding:
    return Finding("figures_quarterly", _("这一项每季度一个值。"), _("请填在季度的最后一个月，或写“一季度”。"))


def _twice(first: str) -> Finding:
    return Finding("figures_twice", _("与 %(first)s 是同一个月。"), _("请只留一个。"), {"first": first})


def _no_number(value: str) -> Finding:
    return Finding("figures_no_number", _("“%(value)s”不是数字。"), _("请写数字；没有数据写“缺”。"), {"value": value})
