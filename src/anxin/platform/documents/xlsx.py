"""XLSX files of rows: typed columns in, one sheet out, ready to filter and to print.

Owns cell types, formats and the look of every exported list. Does not own which rows a person may see.

Rows are written as they come and are not kept, so an export of a hundred thousand rows stays small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_000_000
"""A sheet ends at 1,048,576 rows; a round number is easier to explain."""

_LONGEST_TEXT = 32_767
_CUT_MARK = "…（过长，已截断）"
_TITLE_ROW, _NOTE_ROW, _HEAD_ROW = 0, 1, 2
_FORMULA_SIGNS = ("=", "+", "-", "@")
_SHEET_NAME_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


class ColumnKind(StrEnum):
    """How the values of a column are written and shown."""

    TEXT = "text"
    INTEGER = "integer"
    MONEY = "money"
    """Objects with whole `.fen`, written as yuan."""
    DECIMAL = "decimal"
    DATE = "date"
    DATETIME = "datetime"
    """Aware instants, written as wall-clock time of the export's time zone."""
    PERCENT = "percent"
    """Ratios: 0.125 is shown as 12.5%."""


_NUMBER_FORMATS: dict[ColumnKind, str] = {
    ColumnKind.TEXT: "@",
    ColumnKind.INTEGER: "#,##0",
    ColumnKind.MONEY: "#,##0.00",
    ColumnKind.DECIMAL: "#,##0.00##",
    ColumnKind.DATE: "yyyy-mm-dd",
    ColumnKind.DATETIME: "yyyy-mm-dd hh:mm",
    ColumnKind.PERCENT: "0.0%",
}


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column: `key` names the attribute or mapping key of a row, `width` counts Latin characters."""

    key: str
    head: str
    kind: ColumnKind = ColumnKind.TEXT
    width: float = 14


class ExportValueInvalid(ValueError):
    """A row holds a value that does not fit its column; the message names both."""


class ExportTooLarge(ValueError):
    """More rows than a sheet holds: narrow the filter."""


def write_rows(
    columns: Sequence[ExportColumn],
    rows: Iterable[object],
    *,
    title: str,
    filters_note: str,
    time_zone: tzinfo,
) -> bytes:
    """Return an XLSX file: title, what was filtered, head, then one line per row (M30.07).

    A row is a mapping or an object with attributes. None leaves the cell empty, which is not zero. Text is
    never taken for a formula or a link; text beyond 32,767 characters is cut and says so.

    :raises ExportValueInvalid: no columns, a row without a key, or a value that does not fit its column
    :raises ExportTooLarge: more than a million rows
    """
    if not columns:
        raise ExportValueInvalid("an export needs at least one column")
    output = BytesIO()
    workbook = xlsxwriter.Workbook(output, {"constant_memory": True})
    workbook.set_properties({"title": title})
    sheet = workbook.add_worksheet(title.translate(_SHEET_NAME_FORBIDDEN).strip()[:31] or None)
    _write_head(workbook, sheet, columns, title, filters_note)
    writers = [_CellWriter(workbook, sheet, column, time_zone) for column in columns]
    last_row = _HEAD_ROW
    for last_row, row in enumerate(rows, start=_HEAD_ROW + 1):
        if last_row > MOST_ROWS + _HEAD_ROW:
            raise ExportTooLarge(f"more than {MOST_ROWS:,} rows do not fit one sheet: narrow the filter")
        for index, writer in enumerate(writers):
            writer.write(last_row, index, row)
    sheet.autofilter(_HEAD_ROW, 0, last_row, len(columns) - 1)
    workbook.close()
    return output.getvalue()


def _write_head(
    workbook: xlsxwriter.Workbook,
    sheet: Worksheet,
    columns: Sequence[ExportColumn],
    title: str,
    filters_note: str,
) -> None:
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
    sheet.write_string(_TITLE_ROW, 0, title, workbook.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(_NOTE_ROW, 0, filters_note, workbook.add_format({"font_color": "#465264"}))
    style = {"bold": True, "bg_color": "#E8ECF1", "bottom": 1, "valign": "vcenter"}
    left, right = workbook.add_format(style), workbook.add_format({**style, "align": "right"})
    for index, column in enumerate(columns):
        sheet.write_string(_HEAD_ROW, index, str(column.head), left if column.kind == ColumnKind.TEXT else right)
    sheet.freeze_panes(_HEAD_ROW + 1, 0)
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.set_footer("&L&A&R&P / &N")


class _CellWriter:
    """Writes the values of one column in its format."""

    def __init__(self, workbook: xlsxwriter.Workbook, sheet: Worksheet, column: ExportColumn, time_zone: tzinfo) -> None:
        self._sheet = sheet
        self._column = column
        self._time_zone = time_zone
        number_format = {"num_format": _NUMBER_FORMATS[column.kind]}
        self._format: Format = workbook.add_format(number_format)
        # Marks text such as =1+1 so that it stays text when somebody edits the cell.
        self._quoted: Format = workbook.add_format({**number_format, "quote_prefix": True})
        self._write_value: Callable[[int, int, Any], None] = {
            ColumnKind.TEXT: self._text,
            ColumnKind.INTEGER: self._number,
            ColumnKind.MONEY: self._money,
            ColumnKind.DECIMAL: self._number,
            ColumnKind.DATE: self._date,
            ColumnKind.DATETIME: self._datetime,
            ColumnKind.PERCENT: self._number,
        }[column.kind]

    def write(self, row_index: int, column_index: int, row: object) -> None:
        key = self._column.key
        try:
            value = row[key] if isinstance(row, Mapping) else getattr(row, key)
        except (KeyError, AttributeError) as error:
            raise ExportValueInvalid(f'row {row_index - _HEAD_ROW} has no "{key}"') from error
        if value is None:
            return
        try:
            self._write_value(row_index, column_index, value)
        except TypeError as error:
            kind = self._column.kind.value
            place = f'row {row_index - _HEAD_ROW}, column "{key}"'
            raise ExportValueInvalid(f"{place}: {type(value).__name__} does not fit {kind}: {error}") from error

    def _text(self, row: int, column: int, value: Any) -> None:
        text = str(value)
        if len(text) > _LONGEST_TEXT:
            text = text[: _LONGEST_TEXT - len(_CUT_MARK)] + _CUT_MARK
        risky = text.startswith(_FORMULA_SIGNS)
        self._sheet.write_string(row, column, text, self._quoted if risky else self._format)

    def _number(self, row: int, column: int, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise TypeError("give a number")
        if value != value or value in (float("inf"), float("-inf")):
            raise TypeError("give a finite number")
        self._sheet.write_number(row, column, value, self._format)

    def _money(self, row: int, column: int, value: Any) -> None:
        fen = getattr(value, "fen", None)
        if not isinstance(fen, int):
            raise TypeError("give Money")
        self._sheet.write_number(row, column, fen / 100, self._format)

    def _date(self, row: int, column: int, value: Any) -> None:
        if isinstance(value, datetime) or not isinstance(value, date):
            raise TypeError("give a date; an instant has its date only in a time zone")
        self._sheet.write_datetime(row, column, value, self._format)

    def _datetime(self, row: int, column: int, value: Any) -> None:
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise TypeError("give an aware datetime")
        local = value.astimezone(self._time_zone).replace(tzinfo=None)
        self._sheet.write_datetime(row, column, local, self._format)
