"""XLSX: limits are checked on the unpacked stream before python-calamine reads a sheet.

calamine returns an empty cell for a formula's error; the scan that checks the limits remembers those cells.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from posixpath import join, normpath

from python_calamine import CalamineError, CalamineWorkbook

from anxin.platform.workbook.cell import Cell, CellError, Limits, Row, Table
from anxin.platform.workbook.problems import broken_workbook, not_a_workbook, too_large

_CHUNK = 1 << 20
_MAX_DIRECTORY_BYTES = 5_000_000
_MAX_ENTRIES = 5_000
_MAX_REMEMBERED_ERRORS = 100_000
# Small files compress well by nature; a bomb needs size.
_RATIO_FROM_BYTES = 10_000_000
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)(?:\s([^>]*))?>")
_PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})?([0-9]{1,7})[\"']")
_IS_ERROR = re.compile(rb"\bt=[\"']e[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)<")


@dataclass(slots=True)
class _Extent:
    """How far a sheet's content reaches, where the scan stands, and its formula errors by row and column from 0."""

    rows: int = 0
    columns: int = 0
    row: int = 0
    column: int = 0
    errors: dict[int, dict[int, str]] = field(default_factory=dict)


def read_tables(file: Path | bytes, limits: Limits) -> tuple[Table, ...]:
    """The worksheets of a workbook in order.

    :raises UnreadableFile: damaged, no workbook, or beyond the limits
    """
    try:
        with zipfile.ZipFile(io.BytesIO(file) if isinstance(file, bytes) else file) as package:
            _check_package(package, limits)
            sheets = _worksheets(package)
            extents = [_scan(package, path, limits) for _, _, path in sheets]
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, OSError) as broken:
        raise broken_workbook() from broken
    return tuple(
        Table(name, is_hidden, extent.rows, partial(_rows, file, name, extent))
        for (name, is_hidden, _), extent in zip(sheets, extents, strict=True)
    )


def _rows(file: Path | bytes, name: str, extent: _Extent) -> Iterator[Row]:
    try:
        source = io.BytesIO(file) if isinstance(file, bytes) else str(file)
        with CalamineWorkbook.from_object(source) as workbook:
            sheet = workbook.get_sheet_by_name(name)
            left = sheet.start[1] if sheet.start else 0
            rows = sheet.iter_rows()
    except CalamineError as broken:
        raise broken_workbook() from broken
    padding: list[Cell] = [""] * left
    index = -1
    for index, cells in enumerate(rows):
        yield index + 1, _with_errors([*padding, *cells], extent.errors.get(index))
    # A last row of nothing but errors is no row to calamine.
    for later in sorted(one for one in extent.errors if one > index):
        yield later + 1, _with_errors([], extent.errors[later])


def _with_errors(row: list[Cell], errors: dict[int, str] | None) -> list[Cell]:
    for column, text in (errors or {}).items():
        row.extend([""] * (column + 1 - len(row)))
        row[column] = CellError(text)
    return row


def _check_package(package: zipfile.ZipFile, limits: Limits) -> None:
    entries = package.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > limits.max_unpacked_bytes or len(entries) > _MAX_ENTRIES:
        raise too_large("unpacked", unpacked, limits.max_unpacked_bytes)
    ratio = unpacked // max(packed, 1)
    if unpacked > _RATIO_FROM_BYTES and ratio > limits.max_ratio:
        raise too_large("ratio", ratio, limits.max_ratio)
    if "xl/workbook.xml" not in package.namelist():
        raise not_a_workbook()


def _worksheets(package: zipfile.ZipFile) -> list[tuple[str, bool, str]]:
    """Name, hidden or not, and path of each worksheet."""
    relations = {one[b"Id"]: one for one in _elements(_RELATION, _directory(package, "xl/_rels/workbook.xml.rels"))}
    found = []
    for sheet in _elements(_SHEET, _directory(package, "xl/workbook.xml")):
        relation = relations.get(next((value for key, value in sheet.items() if key.endswith(b":id")), b""))
        if relation and relation.get(b"Type", b"").endswith(b"/worksheet"):
            target = relation[b"Target"].decode()
            path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            is_hidden = sheet.get(b"state", b"visible") != b"visible"
            found.append((_unescaped(sheet[b"name"]), is_hidden, path))
    return found


def _directory(package: zipfile.ZipFile, path: str) -> bytes:
    with package.open(path) as opened:
        content = opened.read(_MAX_DIRECTORY_BYTES + 1)
    if len(content) > _MAX_DIRECTORY_BYTES or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise broken_workbook()
    return content


def _elements(pattern: re.Pattern[bytes], content: bytes) -> Iterator[dict[bytes, bytes]]:
    for element in pattern.finditer(content):
        yield {one[1]: one[2] or one[3] or b"" for one in _ATTRIBUTE.finditer(element[1])}


def _unescaped(name: bytes) -> str:
    text = name.decode()
    text = re.sub(r"&#(\d+);", lambda one: chr(int(one[1])), text)
    text = re.sub(r"&#x([0-9A-Fa-f]+);", lambda one: chr(int(one[1], 16)), text)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


def _scan(package: zipfile.ZipFile, path: str, limits: Limits) -> _Extent:
    """Measure one sheet in constant memory. zipfile stops at the declared size and checks it: no entry can lie."""
    extent = _Extent()
    rest = b""
    with package.open(path) as opened:
        while chunk := opened.read(_CHUNK):
            content = rest + chunk
            # Whole cells only: the tail from the last cell's start waits for its end.
            cut = max(content.rfind(b"<c "), content.rfind(b":c "), 0)
            cut = content.rfind(b"<", 0, cut + 1) if cut else 0
            cut = cut if cut > 0 and len(content) - cut < _CHUNK else max(content.rfind(b"<"), 0)
            _measure(content[:cut], extent)
            rest = content[cut:]
    _measure(rest, extent)
    _check_extent(extent, limits)
    return extent


def _measure(content: bytes, extent: _Extent) -> None:
    row, column = extent.row, extent.column
    for element in _ROW_OR_CELL.finditer(content):
        attributes = element[2] or b""
        # Some programs leave the places out: then each element follows its neighbour.
        place = _PLACE.search(attributes)
        if element[1] == b"row":
            row, column = int(place[2]) if place else row + 1, 0
            continue
        if place and place[1]:
            row, column = int(place[2]), _column_number(place[1])
        else:
            column += 1
        # Styled but empty cells reach to the last row in many real files; they hold nothing.
        if attributes.endswith(b"/"):
            continue
        extent.rows, extent.columns = max(extent.rows, row), max(extent.columns, column)
        if _IS_ERROR.search(attributes) and len(extent.errors) < _MAX_REMEMBERED_ERRORS:
            value = _VALUE.search(content, element.end())
            text = value[1].decode(errors="replace") if value else "#ERROR"
            extent.errors.setdefault(row - 1, {})[column - 1] = text
    extent.row, extent.column = row, column


def _check_extent(extent: _Extent, limits: Limits) -> None:
    checks = (
        ("columns", extent.columns, limits.max_columns),
        ("rows", extent.rows, limits.max_rows),
        ("cells", extent.rows * extent.columns, limits.max_cells),
    )
    for what, found, limit in checks:
        if found > limit:
            raise too_large(what, found, limit)


_COLUMN_NUMBERS: dict[bytes, int] = {}


def _column_number(letters: bytes) -> int:
    number = _COLUMN_NUMBERS.get(letters)
    if number is None:
        number = 0
        for letter in letters:
            number = number * 26 + letter - 64
        _COLUMN_NUMBERS[letters] = number
    return number
