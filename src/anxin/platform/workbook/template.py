"""The template that a person fills in: one sheet for each declaration, and instructions in two languages."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, override

from anxin.platform.findings import Translate
from anxin.platform.findings import gettext_noop as _
from anxin.platform.workbook.checking import INSTRUCTIONS_TITLE
from anxin.platform.workbook.declaration import KIND_HELP, Column, Kind, Sheet
from anxin.platform.workbook.writing import Formats, new_workbook, write_text

_OPTIONS_TITLE = "选项"  # i18n: data
_YES_NO = ["是", "否"]  # i18n: data
_VALIDATED_ROWS = 20_000
_LONGEST_INLINE_LIST = 255
_TEXT_KINDS = {Kind.TEXT, Kind.PLATE, Kind.VIN, Kind.PHONE, Kind.CHOICE, Kind.BOOLEAN}

_STEPS = (
    _("每个工作表填一类数据，从第二行开始填；不要改表头。"),
    _("红色带 * 的列必填，其余的列可以空着或删掉。"),
    _("车牌、车架号、电话的列已设为文本格式，粘贴时请选“只保留文本”。"),
    _("先检查，后导入：检查不会写入任何数据，有问题的行会列出原因和处理办法。"),
    _("同一个文件可以重复导入，没有变化的行不会重复写入。"),
)
_HEADS = (_("工作表"), _("列"), _("必填"), _("怎么填"))
_REQUIRED = _("是")


def in_english(text: str) -> str:
    """A msgid in English, whatever the present language."""
    with override("en"):
        return gettext(text)


def write_template(sheets: Sequence[Sheet], *, english: Translate = in_english) -> bytes:
    """An XLSX with the heads, comments, formats and pick lists of the declarations, and how to fill it in."""
    with new_workbook() as (workbook, buffer):
        formats = Formats(workbook)
        lists = _Lists(workbook)
        for sheet in sheets:
            _write_sheet(workbook.add_worksheet(sheet.title_zh), sheet, formats, lists)
        _write_instructions(workbook.add_worksheet(INSTRUCTIONS_TITLE), sheets, formats, english)
    return buffer.getvalue()


class _Lists:
    """Pick lists too long for a cell's own validation stand on a hidden sheet."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._worksheet: Any = None
        self._columns = 0

    def source(self, choices: list[str]) -> list[str] | str:
        """What a data validation takes as its source."""
        if len(",".join(choices)) <= _LONGEST_INLINE_LIST and not any("," in choice for choice in choices):
            return choices
        if self._worksheet is None:
            self._worksheet = self._workbook.add_worksheet(_OPTIONS_TITLE)
            self._worksheet.hide()
        self._worksheet.write_column(0, self._columns, choices)
        letter = _column_letter(self._columns)
        self._columns += 1
        return f"='{_OPTIONS_TITLE}'!${letter}$1:${letter}${len(choices)}"


def _write_sheet(worksheet: Any, sheet: Sheet, formats: Formats, lists: _Lists) -> None:
    worksheet.freeze_panes(1, 0)
    for index, column in enumerate(sheet.columns):
        head = column.head_zh + (" *" if column.required else "")
        width = max(12, 2 * len(head) + 2)
        worksheet.set_column(index, index, width, _column_format(column, formats))
        worksheet.write_string(0, index, head, formats.required_head if column.required else formats.head)
        worksheet.write_comment(0, index, _help(column), {"x_scale": 2})
        choices = _YES_NO if column.kind is Kind.BOOLEAN else list(column.choices)
        if choices:
            worksheet.data_validation(
                1, index, _VALIDATED_ROWS, index, {"validate": "list", "source": lists.source(choices)}
            )


def _column_format(column: Column, formats: Formats) -> Any:
    if column.kind in _TEXT_KINDS:
        return formats.text
    return {Kind.DATE: formats.day, Kind.DATETIME: formats.moment, Kind.MONEY: formats.money}.get(column.kind)


def _help(column: Column) -> str:
    return "\n".join(text for text in (column.help, KIND_HELP[column.kind]) if text)


def _write_instructions(worksheet: Any, sheets: Sequence[Sheet], formats: Formats, english: Translate) -> None:
    worksheet.set_column(0, 7, 22, formats.wrapped)
    row = 0
    for step in _STEPS:
        write_text(worksheet, row, 0, step, formats)
        write_text(worksheet, row + 1, 0, english(step), formats)
        row += 2
    row += 1
    for index, head in enumerate(_HEADS):
        worksheet.write_string(row, index, head, formats.head)
        worksheet.write_string(row, index + len(_HEADS), english(head), formats.head)
    for sheet in sheets:
        for column in sheet.columns:
            row += 1
            required = _REQUIRED if column.required else ""
            choices = " / ".join(column.choices)
            for offset, translate in ((0, _same), (len(_HEADS), english)):
                filled = [translate(one) for one in (column.help, KIND_HELP[column.kind]) if one] + [choices]
                texts = (translate(sheet.title_zh), translate(column.head_zh), required and translate(required))
                for index, text in enumerate((*texts, "\n".join(one for one in filled if one))):
                    worksheet.write_string(row, offset + index, text, formats.wrapped)


def _same(text: str) -> str:
    return text


def _column_letter(index: int) -> str:
    letters = ""
    while index >= 0:
        letters = chr(65 + index % 26) + letters
        index = index // 26 - 1
    return letters
