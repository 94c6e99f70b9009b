"""Text cells that a spreadsheet can never take for a formula, and the look that our workbooks share."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter

from anxin.platform.workbook.cell import Cell, CellError

# Texts stay texts: no formula, no link, no number made of them.
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": False,
    "remove_timezone": True,
}
_LARGEST_EXACT = 10**15


@contextmanager
def new_workbook(*, constant_memory: bool = False) -> Iterator[tuple[Any, io.BytesIO]]:
    """An XlsxWriter workbook and the buffer that holds it once the block has ended."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {**_OPTIONS, "constant_memory": constant_memory})
    try:
        yield workbook, buffer
    finally:
        workbook.close()


class Formats:
    """The cell formats of one workbook."""

    def __init__(self, workbook: Any) -> None:
        # The quote prefix keeps a text that begins with = + - @ a text when somebody edits the cell.
        self.text = workbook.add_format({"num_format": "@", "valign": "top"})
        self.guarded = workbook.add_format({"num_format": "@", "valign": "top", "quote_prefix": True})
        self.wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.clock = workbook.add_format({"num_format": "hh:mm"})
        self.money = workbook.add_format({"num_format": "#,##0.00"})
        self.head = workbook.add_format({"bold": True, "bg_color": "#E8EEF7", "bottom": 1, "valign": "top"})
        self.required_head = workbook.add_format(
            {"bold": True, "font_color": "#B42318", "bg_color": "#E8EEF7", "bottom": 1, "valign": "top"}
        )


def write_text(worksheet: Any, row: int, column: int, text: str, formats: Formats) -> None:
    """A text cell, safe when it begins like a formula."""
    worksheet.write_string(row, column, text, formats.guarded if text[:1] in tuple("=+-@\t\r") else formats.text)


def write_cell(worksheet: Any, row: int, column: int, cell: Cell, formats: Formats) -> None:
    """A cell as it was found, with its type."""
    if isinstance(cell, CellError):
        write_text(worksheet, row, column, cell.text, formats)
    elif isinstance(cell, str):
        if cell:
            write_text(worksheet, row, column, cell, formats)
    elif isinstance(cell, bool):
        worksheet.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        worksheet.write_number(row, column, cell) if abs(cell) < _LARGEST_EXACT else write_text(
            worksheet, row, column, format(cell, ".0f"), formats
        )
    elif isinstance(cell, datetime):
        worksheet.write_datetime(row, column, cell, formats.moment)
    elif isinstance(cell, date):
        worksheet.write_datetime(row, column, cell, formats.day)
    elif isinstance(cell, time | timedelta):
        worksheet.write_datetime(row, column, cell, formats.clock)
