"""Reading one cell as the kind of its column: a value, and what is wrong with it."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

from anxin.platform.dates import parse_date, parse_datetime
from anxin.platform.findings import Finding, Unreadable
from anxin.platform.findings import gettext_noop as _
from anxin.platform.numerals import digits_of_number, parse_decimal, parse_integer, parse_money
from anxin.platform.phones import parse_phone
from anxin.platform.plates import parse_plate
from anxin.platform.text import clean_text, compact, to_half_width
from anxin.platform.vin import parse_vin
from anxin.platform.workbook.cell import UNKEPT_FORMULA, Cell, CellError, as_found, as_text
from anxin.platform.workbook.declaration import Column, Kind

Reading = tuple[Any, tuple[Finding, ...]]
Reader = Callable[[Cell], Reading]

# What people write into a cell that has nothing to say.
_NOTHING = frozenset({"-", "--", "—", "——", "/", "\\", "无", "暂无", "没有", "NULL", "NONE", "N/A", "NA", "NIL"})
_FORMULA_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
_YES = frozenset({"是", "有", "对", "√", "✓", "✔", "Y", "YES", "TRUE", "T", "1", "1.0"})
_NO = frozenset({"否", "无", "没有", "错", "×", "✗", "✘", "N", "NO", "FALSE", "F", "0", "0.0"})
_MOST_CHOICES_NAMED = 12

UNKEPT_RESULT = Finding(
    "formula_without_result",
    _("这一格的公式没有保存结果。"),
    _("请用 Excel 或 WPS 打开文件保存一次再上传，或用“选择性粘贴 - 数值”填入结果。"),
)
BLANK_REQUIRED = Finding("required", _("必填的一格是空的。"), _("请补填；确实没有的，请在原系统中查清。"))


def reader_of(column: Column) -> Reader:
    """The function that reads the cells of a column; built once per import."""
    read = _typed_reader(column)
    nothing = frozenset() if column.kind in (Kind.TEXT, Kind.CHOICE, Kind.BOOLEAN) else _NOTHING

    def read_cell(cell: Cell) -> Reading:
        if isinstance(cell, str):
            stripped = cell.strip()
            if not stripped or stripped.upper() in nothing:
                return None, (BLANK_REQUIRED,) if column.required else ()
            if stripped[0] == "#" and stripped.upper() in _FORMULA_ERRORS:
                return None, (_formula_error(stripped),)
        elif isinstance(cell, CellError):
            return None, (_formula_error(cell.text),)
        try:
            return read(cell)
        except Unreadable as refused:
            return None, (refused.finding,)

    return read_cell


def _typed_reader(column: Column) -> Reader:
    if column.kind is Kind.CHOICE:
        return _choice_reader(column)
    if column.kind is Kind.TEXT:
        return lambda cell: _text(cell, column.max_length)
    readers: dict[Kind, Reader] = {
        Kind.INTEGER: lambda cell: (parse_integer(_number(cell)), ()),
        Kind.DECIMAL: lambda cell: (parse_decimal(_number(cell)), ()),
        Kind.MONEY: lambda cell: (parse_money(_number(cell)), ()),
        Kind.DATE: lambda cell: (parse_date(_moment(cell)), ()),
        Kind.DATETIME: lambda cell: (parse_datetime(_moment(cell)), ()),
        Kind.PLATE: _plate,
        Kind.VIN: _vin,
        Kind.PHONE: _phone,
        Kind.BOOLEAN: _boolean,
    }
    return readers[column.kind]


def _text(cell: Cell, max_length: int | None) -> Reading:
    text = clean_text(cell) if isinstance(cell, str) else _code_text(cell)
    if max_length is not None and len(text) > max_length:
        finding = Finding(
            "text_too_long",
            _("有 %(length)d 个字，上限是 %(limit)d 个。"),
            _("请缩短，或把其余内容移到备注。"),
            {"length": len(text), "limit": max_length},
        )
        return None, (finding,)
    return text or None, ()


def _code_text(cell: Cell) -> str:
    return digits_of_number(cell) if isinstance(cell, float) else as_text(cell)


def _number(cell: Cell) -> str | int | float:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise Unreadable(
            Finding(
                "cell_not_a_number",
                _("这一格是日期、时间或逻辑值“%(value)s”，不是数字。"),
                _("请把这一格设为数值格式，再重新填写。"),
                {"value": as_found(cell)},
            )
        )
    return cell


def _moment(cell: Cell) -> str | int | float | date:
    if isinstance(cell, bool | time | timedelta | CellError):
        raise Unreadable(
            Finding(
                "cell_not_a_date",
                _("“%(value)s”没有日期。"),
                _("请写成 2025-03-05 这样的年-月-日。"),
                {"value": as_found(cell)},
            )
        )
    return cell


def _plate(cell: Cell) -> Reading:
    plate = parse_plate(_code_text(cell))
    return (plate.text if plate.is_usable else None), plate.findings


def _vin(cell: Cell) -> Reading:
    vin = parse_vin(_code_text(cell))
    return (vin.text if vin.is_usable else None), vin.findings


def _phone(cell: Cell) -> Reading:
    number = cell if isinstance(cell, str | int | float) and not isinstance(cell, bool) else as_text(cell)
    phone = parse_phone(number)
    return (phone.text if phone.is_usable else None), phone.findings


def _boolean(cell: Cell) -> Reading:
    if isinstance(cell, bool):
        return cell, ()
    text = compact(as_text(cell))
    if text in _YES or text in _NO:
        return text in _YES, ()
    finding = Finding(
        "boolean_unreadable", _("“%(value)s”不是“是”或“否”。"), _("请填“是”或“否”。"), {"value": as_found(cell)}
    )
    return None, (finding,)


def _choice_reader(column: Column) -> Reader:
    codes = {_folded(code): code for code in column.choices.values()}
    codes |= {_folded(text): code for text, code in column.choices.items()}
    named = "、".join(list(column.choices)[:_MOST_CHOICES_NAMED])
    if len(column.choices) > _MOST_CHOICES_NAMED:
        named += "…"

    def read(cell: Cell) -> Reading:
        code = codes.get(_folded(as_text(cell)))
        if code is not None:
            return code, ()
        if as_text(cell).strip().upper() in _NOTHING and not column.required:
            return None, ()
        finding = Finding(
            "choice_unknown",
            _("“%(value)s”不在可选项里。"),
            _("请从这些里选：%(choices)s。"),
            {"value": as_found(cell), "choices": named},
        )
        return None, (finding,)

    return read


def _folded(text: str) -> str:
    return "".join(to_half_width(text).casefold().split())


def _formula_error(text: str) -> Finding:
    if text == UNKEPT_FORMULA.text:
        return UNKEPT_RESULT
    return Finding(
        "formula_error",
        _("这一格是公式错误 %(value)s。"),
        _("请改正公式，或用“选择性粘贴 - 数值”填入结果。"),
        {"value": text},
    )
