"""A store's workbook read: which value stands for which kind and month, and what is wrong with which cell.

Rows and columns of targets are left to whoever keeps targets, and named.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from anxin.platform.findings import Finding, Unreadable
from anxin.platform.findings import gettext_noop as _
from anxin.platform.workbook.cell import UNKEPT_FORMULA, Cell, CellError, ShownPercent, as_text
from anxin.platform.workbook.cells import UNKEPT_RESULT
from anxin.platform.workbook.problems import CellProblem, note
from anxin.resources.figures.kinds import FigureKind, all_kinds, kinds_by_head
from anxin.resources.figures.rules.labels import Heads
from anxin.resources.figures.rules.tables import LabelledCell
from anxin.resources.figures.rules.values import is_gap_word, read_value


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
    has_targets: bool = False

    @property
    def has_errors(self) -> bool:
        """Whether something has to be mended first."""
        return any(problem.is_error for problem in self.problems)


def read_figures(
    cells: Sequence[LabelledCell], problems: list[CellProblem], *, earliest: date, latest: date
) -> ReadWorkbook:
    """What labelled cells state; months from ``earliest`` to ``latest`` are sound. ``problems`` are of whole sheets."""
    found = ReadWorkbook(problems=problems)
    for cell in cells:
        _take(found, cell, (earliest, latest))
    if not found.cells and not found.has_errors:
        found.problems.append(CellProblem("", 0, "", "", _empty()))
    found.problems.sort(key=lambda one: not one.is_error)
    return found


@lru_cache(maxsize=1)
def figure_heads() -> Heads:
    """What names a kind in a workbook."""
    return {head: kind.code for head, kind in kinds_by_head().items()}


def _take(found: ReadWorkbook, one: LabelledCell, bounds: tuple[date, date]) -> None:
    label = one.label
    if label.is_total:
        return
    if label.kind is None or label.is_target:
        # Said once of a row or column, not of each of its cells.
        if (one.sheet, one.line) not in found.unknown:
            found.unknown.add((one.sheet, one.line))
            found.has_targets |= bool(label.is_target)
            found.problems.append(
                one.problem(_target()) if label.is_target else one.head_problem(_unknown_kind(one.head[1]))
            )
        return
    kind = all_kinds()[label.kind]
    if label.month is None or label.year is None:
        found.problems.append(one.problem(_no_year() if label.month else _no_month()))
        return
    month = date(label.year, label.month, 1)
    if not bounds[0] <= month <= bounds[1]:
        found.problems.append(one.problem(_outside(month)))
        return
    if label.months != kind.every and not (label.months == 1 and kind.stands_in(month.month)):
        if label.months == 1:
            found.problems.append(one.problem(_quarterly()))
        return  # a quarter's sum of a monthly figure is a total
    try:
        value = _value(kind, one.cell, label.factor or 1)
    except Unreadable as refused:
        found.problems.append(one.problem(refused.finding))
        return
    first = found.cells.setdefault((kind.code, month), ReadCell(kind.code, month, value, one.place))
    if first.place != one.place:
        found.problems.append(one.problem(_twice(first.place)))


def _value(kind: FigureKind, cell: Cell, factor: int) -> Decimal | None:
    if isinstance(cell, str) and is_gap_word(cell):
        return None
    if cell == UNKEPT_FORMULA:
        raise Unreadable(UNKEPT_RESULT)
    if isinstance(cell, CellError | bool) or not isinstance(cell, str | int | float):
        raise Unreadable(_no_number(as_text(cell)))
    # What a cell shows as 35 % is 35 %, not the 0.35 that it keeps.
    return read_value(kind, as_text(cell) if isinstance(cell, ShownPercent) else cell, factor=factor)


def _empty() -> Finding:
    return Finding("figures_empty", _("文件里没有读到任何数。"), _("请下载模板，照着表头填写后再上传。"))


def _unknown_kind(name: str) -> Finding:
    cure = _("需要时请把名称改成模板里的。")
    if not name:
        return note("figures_unknown_kind", _("看不出是哪个项目，没有读取。"), cure)
    return note("figures_unknown_kind", _("不认识项目“%(name)s”，没有读取。"), cure, name=name)


def _target() -> Finding:
    return note("figures_target", _("这是目标，不是实绩，这里没有读取。"), _("请到“指标 - 目标 - 导入目标”上传同一个文件。"))


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
