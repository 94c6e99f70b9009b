"""Values as people write them: fen of an amount, whole numbers, points, percent; and which month a text means."""

import re
from datetime import date
from decimal import Decimal

from anxin.platform.findings import Finding, Unreadable
from anxin.platform.findings import gettext_noop as _
from anxin.platform.numerals import parse_decimal, parse_integer, parse_money
from anxin.platform.text import shortened, to_half_width
from anxin.resources.figures.kinds import FigureKind

GAP_WORDS = frozenset({"-", "--", "—", "——", "–", "/", "缺", "缺失", "无数据", "未统计", "不详", "N/A", "NA", "GAP"})
"""What people write where a month's value is known to be missing; an empty cell says nothing at all."""
FINEST, MOST = Decimal("0.001"), Decimal(10**12)


def is_gap_word(text: str) -> bool:
    """Whether a text says that the value is missing."""
    return to_half_width(text).strip().upper() in GAP_WORDS


def read_value(kind: FigureKind, written: str | int | float | Decimal, *, factor: int = 1) -> Decimal:
    """A value as it is kept: fen for money, else the number. ``factor`` is that of the head's unit (万元 is 10,000).

    :raises Unreadable: no number, negative, too fine or too large, percent that may be a ratio
    """
    value = _number(kind, written, factor)
    if value < 0 and not kind.may_be_negative:
        raise _refused("figure_negative", written, _("“%(value)s”是负数。"), _("请核对，这一项不能小于零。"))
    if abs(value) >= MOST:
        raise _refused("figure_too_large", written, _("“%(value)s”太大了。"), _("请核对是否多写了几位，或单位写错了。"))
    if kind.most is not None and value > kind.most:
        raise over_scale(kind, written)
    if value != value.quantize(FINEST):
        raise _refused("figure_too_fine", written, _("“%(value)s”超过三位小数。"), _("请四舍五入到三位小数。"))
    return value


def _number(kind: FigureKind, written: str | int | float | Decimal, factor: int) -> Decimal:
    if kind.unit == "yuan":
        return (
            Decimal(parse_money(written)) * factor if factor == 1 else Decimal(parse_money(parse_decimal(written) * factor))
        )
    if kind.unit == "count":
        return Decimal(parse_integer(written)) * factor
    if kind.unit == "percent":
        return _percent(written)
    return parse_decimal(written)


def _percent(written: str | int | float | Decimal) -> Decimal:
    text = to_half_width(written).strip() if isinstance(written, str) else written
    if isinstance(text, str) and text.endswith("%"):
        value = parse_decimal(text[:-1])
    else:
        value = parse_decimal(text)
        if 0 < value <= 1:
            # A cell in percent format holds 0.6333: whether 1 is meant as one percent cannot be seen.
            raise _refused(
                "figure_percent", written, _("看不出“%(value)s”是比例还是百分数。"), _("请写成 63.33%%，带百分号。")
            )
    return value


def over_scale(kind: FigureKind, written: object) -> Unreadable:
    """What is said of a value above the greatest on its scale."""
    if kind.unit == "percent":
        return _refused("figure_percent_over", written, _("“%(value)s”超过 100%%。"), _("请写 0 到 100 之间的百分数。"))
    return Unreadable(
        Finding(
            "figure_over_scale",
            _("“%(value)s”超过满分 %(most)s 分。"),
            _("这里按 %(most)s 分制：厂家给的是 1000 分制，请除以 10 再填，例如 894 写 89.4。"),
            {"value": shortened(str(written)), "most": str(kind.most)},
        )
    )


def read_month(text: str) -> date | None:
    """2026-10 as the first day of the month; None when it is none."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if not found or not 1 <= int(found[2]) <= 12 or not int(found[1]):
        return None
    return date(int(found[1]), int(found[2]), 1)


def _refused(code: str, written: object, message: str, cure: str) -> Unreadable:
    return Unreadable(Finding(code, message, cure, {"value": shortened(str(written))}))
