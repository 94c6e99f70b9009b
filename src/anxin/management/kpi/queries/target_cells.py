"""Targets out of a workbook of months: which cell asks what of which figure and month, and which are left out and why."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.rules.definitions import Definition
from anxin.management.kpi.rules.targets import ALL_MONTHS, WHOLE_YEAR, Cell, Kind, NewTarget, kind_of, usual_operator
from anxin.platform.findings import Finding, Unreadable
from anxin.platform.findings import gettext_noop as _
from anxin.platform.numerals import parse_decimal
from anxin.platform.text import shortened, to_half_width
from anxin.platform.workbook import CellProblem
from anxin.platform.workbook.cell import UNKEPT_FORMULA, CellError, ShownPercent, as_text
from anxin.platform.workbook.cells import UNKEPT_RESULT
from anxin.platform.workbook.declaration import fold_head
from anxin.platform.workbook.problems import note
from anxin.resources.figures.queries import Heads, Label, LabelledCell, all_kinds

NO_TARGET = frozenset({"-", "--", "—", "——", "–", "/", "无", "缺", "缺失", "未定", "待定", "暂无", "没有"})  # i18n: data
OPERATORS = {"≥": "ge", ">=": "ge", ">": "gt", "≤": "le", "<=": "le", "<": "lt", "=": "eq"}
QUARTER = 3
GREATEST_RATIO = 10
"""A number up to it in a cell may be a percentage that the spreadsheet shows a hundred times larger."""
_RANGE = re.compile(r"([^-–—~至]*\d%?)[-–—~至]([^-–—~至]+)")
_COMPARED = re.compile(r"(≥|>=|>|≤|<=|<|=)?(.+)")


@dataclass(frozen=True, slots=True)
class YearTarget:
    """A target and its year."""

    year: int
    target: NewTarget


@dataclass(frozen=True, slots=True)
class ReadTarget:
    """What a cell asks; of a level a quarter's cell asks it of its three months."""

    asked: YearTarget
    cell: LabelledCell

    @property
    def lacks_unit(self) -> bool:
        """Whether it is an amount beside which no unit stands, and so taken as yuan."""
        return self.cell.label.factor is None and catalogue().definitions[self.asked.target.cell.code].unit == "yuan"


@dataclass(slots=True)
class ReadTargets:
    """All targets of a workbook by year and place, and its problems."""

    found: dict[tuple[int, Cell], ReadTarget] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    told: set[tuple[str, int, str]] = field(default_factory=set)
    sums: list[LabelledCell] = field(default_factory=list)
    """The year's and the quarters' cells of figures that are asked by month."""
    has_figures: bool = False

    def tell_once(self, one: LabelledCell, finding: Finding) -> None:
        """A problem of a whole row or column, said at its first cell."""
        if (place := (one.sheet, one.line, finding.code)) not in self.told:
            self.told.add(place)
            self.problems.append(one.problem(finding))

    def tell_unknown(self, one: LabelledCell) -> None:
        """A row or column of which nobody knows the figure, said once at its name."""
        if (place := (one.sheet, one.line, "target_unknown")) not in self.told:
            self.told.add(place)
            self.problems.append(one.head_problem(_unknown(one.head[1])))


@lru_cache(maxsize=1)
def target_heads() -> Heads:
    """What names a figure in a workbook: its names, those of monthly figures that are it, those of its sources.

    What could name two figures names none.
    """
    known = catalogue().definitions.values()
    own = ((text, one.code) for one in known for text in (one.code, one.name.zh, one.name.en))
    monthly = ((head, code) for kind, code in _figures_of_kinds().items() for head in all_kinds()[kind].heads())
    stated = ((text, one.code) for one in known for row in one.sources for text in (row.name.zh, row.name.en))
    found: dict[str, str] = {}
    for tier in (own, monthly, stated):
        found = _clear(tier) | found
    return found


def _clear(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    meant: dict[str, set[str]] = {}
    for text, code in named:
        meant.setdefault(fold_head(text), set()).add(code)
    return {head: min(codes) for head, codes in meant.items() if len(codes) == 1}


def _figures_of_kinds() -> Mapping[str, str]:
    """Each kind of monthly figures and the figure that it states, the plainest where several need it."""
    known, measures = catalogue().definitions, catalogue().measures
    found = {}
    for one in sorted(known.values(), key=lambda each: -len(each.formula.terms)):
        kinds = {measures[term.measure].history for term in one.formula.terms} - {""}
        if len(kinds) == 1 and not one.same_as:
            found[kinds.pop()] = one.code
    return found | {kind: kind for kind in all_kinds() if kind in known}


def read_targets(cells: Sequence[LabelledCell], problems: Sequence[CellProblem]) -> ReadTargets:
    """What labelled cells ask; ``problems`` are of whole sheets."""
    found = ReadTargets(problems=list(problems))
    for one in cells:
        _take(found, one)
    for one in found.sums:
        _hold_sum(found, one)
    return found


def _take(found: ReadTargets, one: LabelledCell) -> None:
    label = one.label
    if label.is_total and not label.is_year:
        return
    if label.kind is None:
        found.tell_unknown(one)
        return
    if not label.is_target:
        found.has_figures = True
        found.tell_once(one, _is_figure())
        return
    if label.year is None:
        found.problems.append(one.problem(_no_year()))
        return
    definition = catalogue().definitions[label.kind]
    kind = kind_of(definition, catalogue().measures)
    months = _months(label, kind)
    if not months:
        if kind is Kind.ADDED:
            found.sums.append(one)
        else:
            found.tell_once(one, _yearly())
        return
    try:
        aim = _aim(definition, one)
    except Unreadable as refused:
        found.problems.append(one.problem(refused.finding))
        return
    if aim is None:
        found.problems.append(one.problem(_no_target(as_text(one.cell))))
        return
    for month in months:
        asked = aim(Cell(definition.code, month))
        first = found.found.setdefault((label.year, asked.cell), ReadTarget(YearTarget(label.year, asked), one))
        if first.cell is not one:
            found.problems.append(one.problem(_twice(first.cell.place)))


def _months(label: Label, kind: Kind) -> Sequence[int]:
    """The months of which a cell asks something (0 is the year); none where the figure has no target for such a time."""
    if label.month is None or label.is_year:
        return () if kind is Kind.ADDED else (WHOLE_YEAR,)
    if kind is Kind.YEARLY or (label.months == QUARTER and kind is Kind.ADDED):
        return ()
    return range(label.month - label.months + 1, label.month + 1)


def _hold_sum(found: ReadTargets, one: LabelledCell) -> None:
    """Say that the year's or a quarter's number of a total is not taken, unless it is just what its months make."""
    label = one.label
    assert label.kind is not None
    months = range(label.month - label.months + 1, label.month + 1) if label.month and not label.is_year else ALL_MONTHS
    places = [(label.year or 0, Cell(label.kind, month)) for month in months]
    targets = [found.found[place].asked.target for place in places if place in found.found]
    values = [target.value for target in targets if target.value is not None]
    try:
        aim = _aim(catalogue().definitions[label.kind], one)
    except Unreadable:
        aim = None
    whole = aim(places[0][1]).value if aim else None
    if whole is None or (len(values) == len(months) and sum(values, Decimal(0)) == whole):
        return
    if not values:
        found.tell_once(one, _monthly())
        return
    total = sum(values, Decimal(0))
    said = {"known": len(values), "of": len(months), "sum": _grouped(total), "whole": _grouped(whole)}
    found.problems.append(one.problem(_other_sum(said)))


def _grouped(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def _aim(definition: Definition, one: LabelledCell) -> Callable[[Cell], NewTarget] | None:
    """What a cell asks, wherever it stands; None where it says that there is no target.

    :raises Unreadable: no number, or a percent that may be a ratio
    """
    factor = one.label.factor or 1
    if one.cell == UNKEPT_FORMULA:
        raise Unreadable(UNKEPT_RESULT)
    # What a cell shows as 35 % is 35 %, not the 0.35 that it keeps.
    written = as_text(one.cell) if isinstance(one.cell, ShownPercent) else one.cell
    if isinstance(written, CellError | bool) or not isinstance(written, str | int | float):
        raise Unreadable(_no_number(as_text(written)))
    if not isinstance(written, str):
        value = _number(definition, written, factor)
        return lambda cell: NewTarget(cell, usual_operator(definition), value)
    text = "".join(to_half_width(written).split())
    if text in NO_TARGET:
        return None
    if ends := _RANGE.fullmatch(text):
        low, high = (_number(definition, end, factor) for end in ends.groups())
        return lambda cell: NewTarget(cell, "range", low, high)
    compared = _COMPARED.fullmatch(text)
    assert compared is not None
    value = _number(definition, compared[2], factor)
    operator = OPERATORS.get(compared[1] or "", usual_operator(definition))
    return lambda cell: NewTarget(cell, operator, value)


def _number(definition: Definition, written: str | int | float, factor: int) -> Decimal:
    is_percent = isinstance(written, str) and written.endswith("%")
    number = parse_decimal(written[:-1] if isinstance(written, str) and is_percent else written)
    if definition.unit == "percent":
        # A spreadsheet keeps what it shows as 110 % as 1.1.
        limit = 1 if isinstance(written, str) else GREATEST_RATIO
        if not is_percent and 0 < abs(number) <= limit:
            raise Unreadable(_doubtful(written))
        return number
    if is_percent:
        raise Unreadable(_no_percent(written))
    return number * factor if definition.unit == "yuan" else number


def _unknown(name: str) -> Finding:
    cure = _("需要时请把名称改成指标手册里的。")
    if not name:
        return note("target_unknown", _("看不出是哪个指标，没有读取。"), cure)
    return note("target_unknown", _("不认识指标“%(name)s”，没有读取。"), cure, name=name)


def _no_target(value: str) -> Finding:
    words = _("写着“%(value)s”，这里没有目标。")
    return note("target_none", words, _("已经定过的不会变；要取消请到目标页清空。"), value=shortened(value))


def _is_figure() -> Finding:
    words = _("没有写“目标”，按实绩看，这里没有读取。")
    return note("target_is_figure", words, _("是目标请写上“目标”两个字；是实绩请到“月度数据”导入同一个文件。"))


def _yearly() -> Finding:
    return note("target_yearly", _("这个指标只定全年的目标，没有读取。"), _("请写在“全年”一列。"))


def _monthly() -> Finding:
    words = _("这个指标按月定目标，季度和全年是各月之和，没有读取。")
    return note("target_monthly", words, _("请写各月的目标，或在目标页分到各月。"))


def _other_sum(said: Mapping[str, object]) -> Finding:
    words = _(
        "季度和全年是各月之和：文件里有 %(of)s 个月中的 %(known)s 个，加起来 %(sum)s，"
        "和这里写的 %(whole)s 不同，这一格没有读取。"
    )
    return note("target_other_sum", words, _("请补齐或改正各月的目标，或在目标页分到各月。"), **said)


def _no_year() -> Finding:
    return Finding("target_no_year", _("看不出是哪一年。"), _("请把月份写成 2010-07，或在工作表名、表头上方写年份。"))


def _twice(first: str) -> Finding:
    return Finding("target_twice", _("与 %(first)s 是同一个目标。"), _("请只留一个。"), {"first": first})


def _no_number(value: str) -> Finding:
    said = {"value": shortened(value)}
    return Finding("target_no_number", _("“%(value)s”不是数字。"), _("请写数字，例如 30、≥30%% 或 80-110。"), said)


def _doubtful(value: object) -> Finding:
    said = {"value": shortened(str(value))}
    return Finding(
        "target_percent",
        _("看不出“%(value)s”是比例还是百分数。"),
        _("请把单元格设成文本，再写成 30%% 或 1.5%%，带百分号。"),
        said,
    )


def _no_percent(value: object) -> Finding:
    said = {"value": shortened(str(value))}
    return Finding("target_no_percent", _("“%(value)s”是百分数，这个指标不是。"), _("请按指标的单位写数字。"), said)
