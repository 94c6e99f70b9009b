"""Opening a file: which tables it has, and their rows as cells with the spreadsheet's own row numbers."""

from dataclasses import dataclass
from pathlib import Path

from anxin.platform.workbook import csv_source, xlsx_source
from anxin.platform.workbook.cell import Limits, Table
from anxin.platform.workbook.problems import (
    not_a_workbook,
    old_or_locked_workbook,
    too_large,
    web_page_as_workbook,
)

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PAGE = (b"<html", b"<!doctype", b"<table", b"<?xml", b"mime-version")


@dataclass(frozen=True, slots=True)
class Source:
    """An opened file. It may be read several times; nothing of it is kept in memory between readings."""

    file_name: str
    tables: tuple[Table, ...]


def open_source(file: Path | bytes, *, file_name: str = "", limits: Limits | None = None) -> Source:
    """Open an XLSX or CSV by its content, whatever its name says.

    :raises UnreadableFile: another format, a password, damage, or beyond the limits
    """
    limits = limits or Limits()
    size = len(file) if isinstance(file, bytes) else file.stat().st_size
    if size > limits.max_file_bytes:
        raise too_large("bytes", size, limits.max_file_bytes)
    name = file_name or ("" if isinstance(file, bytes) else file.name)
    head = file[:2048] if isinstance(file, bytes) else _first_bytes(file)
    if head.startswith(_ZIP):
        return Source(name, xlsx_source.read_tables(file, limits))
    if head.startswith(_OLE):
        raise old_or_locked_workbook()
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGE):
        raise web_page_as_workbook()
    if not head.strip():
        raise not_a_workbook()
    return Source(name, (csv_source.read_table(file, name, limits),))


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as opened:
        return opened.read(2048)
