"""What is wrong with a cell, a row or a file, said so that the person at the spreadsheet can mend it."""

from dataclasses import dataclass

from anxin.platform.findings import Finding, Severity, Translate
from anxin.platform.findings import gettext_noop as _


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A finding with its place. ``row`` is the spreadsheet's own number from 1, 0 for the whole sheet."""

    sheet: str
    row: int
    column: str
    value: str
    finding: Finding

    @property
    def is_error(self) -> bool:
        """Whether it keeps the row out."""
        return self.finding.is_error

    def words_in(self, translate: Translate) -> dict[str, str | bool]:
        """Place, value, what is wrong and what to do, as a page shows them."""
        return {
            "place": f"{self.sheet} {self.column}".strip(),
            "value": self.value,
            "message": self.finding.message_in(translate),
            "cure": self.finding.cure_in(translate),
            "is_error": self.is_error,
        }

    def __str__(self) -> str:
        place = f"{self.sheet} {self.row} {self.column}".rstrip()
        return f"{place}: {self.finding.message} {self.finding.cure}"


class UnreadableFile(ValueError):
    """A file that cannot be opened at all; ``finding`` says why and what to do."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(f"{finding.message} {finding.cure}")


_SAVE_AS_XLSX = _("请在表格软件中另存为 .xlsx，再上传。")


def not_a_workbook() -> UnreadableFile:
    """Neither XLSX nor text."""
    return UnreadableFile(Finding("file_kind", _("这不是 XLSX 或 CSV 文件。"), _SAVE_AS_XLSX))


def old_or_locked_workbook() -> UnreadableFile:
    """The container of old .xls files and of files with a password."""
    return UnreadableFile(
        Finding("file_xls_or_password", _("这是旧版 .xls 文件，或者设有打开密码。"), _("请取消密码，另存为 .xlsx，再上传。"))
    )


def web_page_as_workbook() -> UnreadableFile:
    """Many systems export a web page under the name .xls."""
    return UnreadableFile(Finding("file_html", _("这个文件其实是网页，不是表格。"), _SAVE_AS_XLSX))


def broken_workbook() -> UnreadableFile:
    """A damaged package."""
    return UnreadableFile(Finding("file_broken", _("文件已损坏或没有传完整。"), _("请重新打开、另存后再上传。")))


def too_large(what: str, found: int, limit: int) -> UnreadableFile:
    """A size limit is passed; ``what`` is one of the texts of ``SIZES``."""
    return UnreadableFile(
        Finding(
            "file_too_large",
            SIZES[what],
            _("请拆成几个文件分别导入；如果数据不多，请删除末尾的空行、空列后另存。"),
            {"found": found, "limit": limit},
        )
    )


SIZES = {
    "bytes": _("文件有 %(found)d 字节，上限是 %(limit)d。"),
    "unpacked": _("文件展开后有 %(found)d 字节，上限是 %(limit)d。"),
    "ratio": _("文件的压缩比 %(found)d 异常，上限是 %(limit)d。"),
    "rows": _("表格到第 %(found)d 行还有内容，上限是 %(limit)d 行。"),
    "columns": _("表格到第 %(found)d 列还有内容，上限是 %(limit)d 列。"),
    "cells": _("表格范围有 %(found)d 格，上限是 %(limit)d 格。"),
}


def unknown_encoding() -> UnreadableFile:
    """Text in no encoding that is read."""
    return UnreadableFile(Finding("file_encoding", _("看不出文本文件的编码。"), _("请另存为“CSV UTF-8”或 .xlsx，再上传。")))


def broken_text(row: int) -> UnreadableFile:
    """A quotation mark that never closes, or the like."""
    return UnreadableFile(
        Finding("file_csv", _("第 %(row)d 行附近的引号没有成对。"), _("请检查这一行，或另存为 .xlsx 再上传。"), {"row": row})
    )


def note(code: str, message: str, cure: str, **values: object) -> Finding:
    """A remark that keeps nothing out."""
    return Finding(code, message, cure, values, Severity.WARNING)
