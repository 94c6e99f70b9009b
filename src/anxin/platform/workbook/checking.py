"""The check of one sheet: typed rows and problems, streamed; the only memory that grows is that of unique keys."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from anxin.platform.findings import Finding
from anxin.platform.findings import gettext_noop as _
from anxin.platform.text import to_half_width
from anxin.platform.workbook.cell import Cell, Table, as_found, as_text, is_blank
from anxin.platform.workbook.cells import Reader, reader_of
from anxin.platform.workbook.declaration import Column, Sheet, fold_head
from anxin.platform.workbook.heads import HeadRow, find_head, head_problems, no_head
from anxin.platform.workbook.problems import CellProblem, note
from anxin.platform.workbook.source import Source

Progress = Callable[[int, int], None]
ShouldStop = Callable[[], bool]

PROGRESS_EVERY = 500
INSTRUCTIONS_TITLE = "填写说明 Instructions"  # i18n: data
OWN_TITLES = frozenset({INSTRUCTIONS_TITLE, "选项"})  # i18n: data
_TOTALS = ("合计", "总计", "小计", "共计", "累计", "本页合计", "total")  # i18n: data


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row with every declared key; a value with an error is None. ``number`` is the spreadsheet's row."""

    number: int
    values: dict[str, Any]
    problems: tuple[CellProblem, ...] = ()

    @property
    def is_good(self) -> bool:
        """No error; warnings may remain."""
        return not any(problem.is_error for problem in self.problems)


@dataclass(slots=True)
class Check:
    """A running check: iterate over it once. ``refusals`` are known at once and mean that no row is read."""

    sheet: Sheet
    table: Table | None
    head: HeadRow | None
    refusals: list[CellProblem]
    notes: list[CellProblem]
    progress: Progress | None = None
    should_stop: ShouldStop | None = None
    rows_done: int = 0
    is_stopped: bool = False
    _first_rows: dict[tuple[str, ...], dict[Any, int]] = field(default_factory=dict)

    @property
    def rows_total(self) -> int:
        """Rows of the table, head included; an upper bound while rows may still be blank."""
        return self.table.total_rows if self.table else 0

    def __iter__(self) -> Iterator[CheckedRow]:
        if self.table is None or self.head is None or self.refusals:
            return
        readers = [(index, column, reader_of(column)) for index, column in self.head.columns.items()]
        absent = {column.key: None for column in self.sheet.columns}
        self._first_rows = {keys: {} for keys in self.sheet.unique_keys()}
        blank_rows = 0
        for number, cells in self.table.rows():
            if number <= self.head.row:
                continue
            if number % PROGRESS_EVERY == 0 and self._told_to_stop(number):
                return
            self.rows_done = number
            if all(map(is_blank, cells)):
                blank_rows += 1
            elif not self._is_ignored(number, cells):
                yield self._checked(number, cells, readers, dict(absent))
        if blank_rows:
            self.notes.append(CellProblem(self.table.name, 0, "", str(blank_rows), _blank_rows(blank_rows)))
        if self.progress:
            self.progress(self.rows_total, self.rows_total)

    def _told_to_stop(self, number: int) -> bool:
        if self.progress:
            self.progress(number, self.rows_total)
        self.is_stopped = bool(self.should_stop and self.should_stop())
        return self.is_stopped

    def _is_ignored(self, number: int, cells: Sequence[Cell]) -> bool:
        assert self.table is not None
        assert self.head is not None
        if self.head.repeats(cells):
            self.notes.append(CellProblem(self.table.name, number, "", "", _repeated_head()))
            return True
        text = next(as_text(cell).strip() for cell in cells if not is_blank(cell))
        if not _is_total(text) or not self._lacks_required(cells):
            return False
        self.notes.append(CellProblem(self.table.name, number, "", as_found(text), _totals_row()))
        return True

    def _lacks_required(self, cells: Sequence[Cell]) -> bool:
        assert self.head is not None
        required = [index for index, column in self.head.columns.items() if column.required]
        filled = [index for index in required if index < len(cells) and not is_blank(cells[index])]
        return not required or len(filled) < len(required)

    def _checked(
        self, number: int, cells: Sequence[Cell], readers: list[tuple[int, Column, Reader]], values: dict[str, Any]
    ) -> CheckedRow:
        assert self.table is not None
        problems: list[CellProblem] = []
        for index, column, read in readers:
            cell = cells[index] if index < len(cells) else ""
            value, findings = read(cell)
            values[column.key] = value
            for finding in findings:
                problems.append(CellProblem(self.table.name, number, column.head_zh, as_found(cell), finding))
        problems += self._duplicates(number, values)
        return CheckedRow(number, values, tuple(problems))

    def _duplicates(self, number: int, values: dict[str, Any]) -> Iterator[CellProblem]:
        assert self.table is not None
        for keys, first_rows in self._first_rows.items():
            found = values[keys[0]] if len(keys) == 1 else tuple(values[key] for key in keys)
            if found is None or (isinstance(found, tuple) and None in found):
                continue
            first = first_rows.setdefault(found, number)
            if first != number:
                heads = "、".join(column.head_zh for column in self.sheet.columns if column.key in keys)
                value = " ".join(str(values[key]) for key in keys)
                yield CellProblem(self.table.name, number, heads, value, _duplicate(first))


def check(sheet: Sheet, source: Source, *, progress: Progress | None = None, should_stop: ShouldStop | None = None) -> Check:
    """Check one declared sheet of a file. Missing columns are known at once, rows come as they are read.

    :raises UnreadableFile: while rows are read, when the file is damaged
    """
    table, head, notes = _choose(sheet, source)
    if table is None or head is None:
        where = table.name if table else source.file_name
        return Check(sheet, table, None, [CellProblem(where, 0, "", "", no_head(sheet))], notes)
    refusals, remarks = head_problems(sheet, head, table.name)
    return Check(sheet, table, head, refusals, notes + remarks, progress, should_stop)


def _choose(sheet: Sheet, source: Source) -> tuple[Table | None, HeadRow | None, list[CellProblem]]:
    """The table of that title, else the one whose heads fit best; hidden ones are never read."""
    notes = [
        CellProblem(table.name, 0, "", "", _hidden_sheet())
        for table in source.tables
        if table.is_hidden and table.name not in OWN_TITLES and table.total_rows
    ]
    visible = [table for table in source.tables if not table.is_hidden and table.name not in OWN_TITLES]
    named = [table for table in visible if fold_head(table.name) in (fold_head(sheet.title_zh), fold_head(sheet.name))]
    if named:
        return named[0], find_head(sheet, named[0]), notes
    found = [(table, head) for table in visible if table.total_rows and (head := find_head(sheet, table))]
    if not found:
        return (visible[0] if visible else None), None, notes
    table, head = max(found, key=lambda one: (-len(one[1].missing(sheet)), len(one[1].columns)))
    notes += [
        CellProblem(other.name, 0, "", "", _other_sheet()) for other in visible if other is not table and other.total_rows
    ]
    return table, head, notes


def _is_total(text: str) -> bool:
    folded = "".join(to_half_width(text).casefold().split()).lstrip("*")
    return any(folded == word or folded.startswith((word + ":", word + "(")) for word in _TOTALS)


def _duplicate(first: int) -> Finding:
    return Finding("duplicate", _("与第 %(first)d 行重复。"), _("请只保留一行，或核对哪一行写错了。"), {"first": first})


def _blank_rows(count: int) -> Finding:
    return note("blank_rows", _("跳过了 %(count)d 个空行。"), _("不用处理。"), count=count)


def _repeated_head() -> Finding:
    return note("head_repeated", _("这一行又是表头，已跳过。"), _("不用处理。"))


def _totals_row() -> Finding:
    return note("totals_row", _("这一行是合计，已跳过。"), _("不用处理；如果是数据，请补全必填的列。"))


def _hidden_sheet() -> Finding:
    return note("sheet_hidden", _("隐藏的工作表没有读取。"), _("需要时请取消隐藏后重新上传。"))


def _other_sheet() -> Finding:
    return note("sheet_other", _("这个工作表没有读取。"), _("需要时请单独导入。"))
