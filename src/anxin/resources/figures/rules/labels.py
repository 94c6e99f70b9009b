"""What a head or the beginning of a row in a workbook says: what it is about, a year, a month, a quarter, a unit, a total.

What it is about is a code that the reader knows by its heads: a kind of monthly figures here, a figure of whoever else reads
workbooks of months.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from anxin.platform.text import to_half_width
from anxin.platform.workbook.cell import Cell, as_text
from anxin.platform.workbook.declaration import fold_head

Heads = Mapping[str, str]
"""Folded head → the code that it names."""
AXIS_WORDS = frozenset(
    {"年", "年份", "月", "月份", "年月", "期间", "季度", "指标", "项目", "单位", "序号", "month", "year", "item"}
)
YEAR_WORD = "全年"
TOTAL_WORDS = (
    "合计", "总计", "小计", "累计", YEAR_WORD, "平均", "同比", "环比", "增长", "差异", "完成率", "达成率", "完成百分比",
    "超额", "total", "average",
)  # fmt: skip
TARGET_WORDS = ("目标", "计划", "任务", "预算", "target", "plan", "budget")
ACTUAL_WORDS = ("实际", "实绩", "完成", "达成", "actual")
FACTORS = {"元": 1, "万元": 10_000, "千元": 1_000, "百万元": 1_000_000, "亿元": 100_000_000}
DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "十一": 11, "十二": 12}
MONTHS_OF_A_QUARTER = 3
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:年度?|(?=\D|$))")
_MONTH = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])\s*月份?|(十[一二]?|[一二三四五六七八九])月份?")
_YEAR_MONTH = re.compile(r"(?<!\d)((?:19|20)\d{2})[-/.](0?[1-9]|1[0-2])(?:[-/.]0?1)?(?!\d)")
_QUARTER = re.compile(r"第?([1-4一二三四])季度?|q([1-4])", re.IGNORECASE)
_UNIT = re.compile(r"[(]([^()]*)[)]")
_UNIT_SAID = re.compile(r"单位:?\s*([^\s)]+)")
_PAUSE = re.compile(r"[,、;:/]")
_UNIT_LAST = re.compile(r"(百万元|万元|千元|亿元)\s*[)]?\s*$")


@dataclass(frozen=True, slots=True)
class Label:
    """What is known of a place; what several labels say is put together. ``months`` 3 is a whole quarter.

    ``factor`` is how many yuan the unit is; None where no unit of money stands.

    ``is_target`` says that it is asked for, or that it was reached; None where nothing says so. ``is_year`` says that a
    total is that of the year.
    """

    kind: str | None = None
    year: int | None = None
    month: int | None = None
    months: int = 1
    factor: int | None = None
    is_total: bool = False
    is_axis: bool = False
    is_target: bool | None = None
    is_year: bool = False

    @property
    def says(self) -> bool:
        """Whether it places anything."""
        return self.kind is not None or self.year is not None or self.month is not None or self.is_total

    @property
    def is_of_the_table(self) -> bool:
        """Whether it says the year or purpose of a whole table, as its corner may."""
        return self.kind is None and self.month is None and not self.is_total

    def with_(self, other: "Label") -> "Label":
        """Both together; what this one says goes before."""
        return replace(
            self,
            kind=self.kind or other.kind,
            year=self.year or other.year,
            month=self.month or other.month,
            months=self.months if self.month else other.months,
            factor=self.factor or other.factor,
            is_total=self.is_total or other.is_total,
            is_year=self.is_year or other.is_year,
            is_target=other.is_target if self.is_target is None else self.is_target,
        )


def read_label(cell: Cell, heads: Heads, *, expects_month: bool = False) -> Label:
    """What a cell says of its row or column; bare numbers are months only where months are expected."""
    if isinstance(cell, date):
        return Label(year=cell.year, month=cell.month)
    text = to_half_width(as_text(cell)).strip()
    if not text or isinstance(cell, bool):
        return Label()
    if fold_head(text) in AXIS_WORDS:
        return Label(is_axis=True)
    if expects_month and re.fullmatch(r"0?[1-9]|1[0-2]", text):
        return Label(month=int(text))
    kind, rest = _kind(text, heads)
    return replace(
        _times(rest),
        kind=kind,
        factor=_factor(text),
        is_total=kind is None and any(word in rest.lower() for word in TOTAL_WORDS),
        is_target=_is_target(text, rest),
        is_year=kind is None and YEAR_WORD in rest,
    )


def _factor(text: str) -> int | None:
    """How many yuan the unit is that stands in any brackets, after “单位”, at the end or alone; None where none stands."""
    said = [*_UNIT_SAID.findall(text), *(word for each in _UNIT.findall(text) for word in _PAUSE.split(each)), text]
    known = (FACTORS.get("".join(each.split())) for each in said)
    if found := next(filter(None, known), None):
        return found
    last = _UNIT_LAST.search(text)
    return FACTORS[last[1]] if last else None


def _kind(text: str, heads: Heads) -> tuple[str | None, str]:
    """What the text names, and what is left of it."""
    if kind := heads.get(fold_head(text)):
        return kind, ""
    stripped = _QUARTER.sub("", _MONTH.sub("", _YEAR.sub("", _YEAR_MONTH.sub("", text))))
    kind = heads.get(fold_head(stripped)) if stripped.strip() else None
    if kind is None:
        for word in (*TARGET_WORDS, *ACTUAL_WORDS):
            stripped = re.sub(re.escape(word), "", stripped, flags=re.IGNORECASE)
        kind = heads.get(fold_head(stripped)) if stripped.strip() else None
    return kind, text


def _is_target(text: str, rest: str) -> bool | None:
    # Of the name of something only what stands in brackets is not the name.
    lowered = (text if rest else " ".join(_UNIT.findall(text))).lower()
    if any(word in lowered for word in ACTUAL_WORDS):
        # A heading such as “targets and what was reached” says neither.
        return None if any(word in lowered for word in TARGET_WORDS) else False
    return True if any(word in lowered for word in TARGET_WORDS) else None


def _times(text: str) -> Label:
    if found := _YEAR_MONTH.search(text):
        return Label(year=int(found[1]), month=int(found[2]))
    year = _YEAR.search(text)
    label = Label(year=int(year[1]) if year else None)
    rest = _YEAR.sub("", text)
    if found := _QUARTER.search(rest):
        number = DIGITS.get(found[1]) or int(found[1] or found[2])
        return replace(label, month=number * MONTHS_OF_A_QUARTER, months=MONTHS_OF_A_QUARTER)
    if found := _MONTH.search(rest):
        return replace(label, month=int(found[1]) if found[1] else DIGITS[found[2]])
    return label
