"""XLSX: limits are checked on the unpacked stream before python-calamine reads a sheet.

calamine returns an empty cell for a formula's error and for one without a kept result, and of 35 % only 0.35; the scan
that checks the limits remembers those cells.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from posixpath import join, normpath
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from anxin.platform.workbook.cell import UNKEPT_FORMULA, Cell, CellError, Limits, Row, ShownPercent, Table
from anxin.platform.workbook.problems import UnreadableFile, broken_workbook, not_a_workbook, too_large
from anxin.platform.workbook.xlsx_xml import elements, local_name, parse, parser_of, percent_styles

_MAX_ENTRIES = 5_000
# XFD, the last column of the format.
_MOST_COLUMNS = 16_384
_UNKNOWN_ERROR = "#ERROR"
_MAX_REMEMBERED_ERRORS = 100_000
_MAX_REMEMBERED_MERGES = 10_000
_MAX_REMEMBERED_PERCENTS = 100_000
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
# Small files compress well by nature; a bomb needs size.
_RATIO_FROM_BYTES = 10_000_000
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    OSError,
)


@dataclass(slots=True)
class _Extent:
    """How far a sheet's content reaches; its formula errors, and what it shows as percent, by row and column from 0."""

    rows: int = 0
    columns: int = 0
    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    percents: dict[int, list[int]] = field(default_factory=dict)


def read_tables(file: Path | bytes, limits: Limits) -> tuple[Table, ...]:
    """The worksheets of a workbook in order.

    :raises UnreadableFile: damaged, no workbook, or beyond the limits
    """
    try:
        with zipfile.ZipFile(io.BytesIO(file) if isinstance(file, bytes) else file) as package:
            _check_package(package, limits)
            sheets = _worksheets(package)
            percents = percent_styles(package)
            extents = [_measure(package, path, limits, percents) for _, _, path in sheets]
    except UnreadableFile:
        raise
    except (*_DAMAGE, ValueError) as broken:
        raise broken_workbook() from broken
    return tuple(
        Table(name, is_hidden, extent.rows, partial(_rows, file, name, extent), tuple(extent.merged))
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
    except BaseException as broken:
        # A panic of the native reader is no Exception: unnamed, it would end the worker.
        if type(broken).__name__ == "PanicException":
            raise broken_workbook() from broken
        raise
    padding: list[Cell] = [""] * left
    index = -1
    for index, cells in enumerate(rows):
        row = _with_errors([*padding, *cells], extent.errors.get(index))
        yield index + 1, _with_percents(row, extent.percents.get(index, ()))
    # A last row of nothing but errors is no row to calamine.
    for later in sorted(one for one in extent.errors if one > index):
        yield later + 1, _with_errors([], extent.errors[later])


def _with_errors(row: list[Cell], errors: dict[int, str] | None) -> list[Cell]:
    for column, text in (errors or {}).items():
        row.extend([""] * (column + 1 - len(row)))
        row[column] = CellError(text)
    return row


def _with_percents(row: list[Cell], columns: Iterable[int]) -> list[Cell]:
    for column in columns:
        cell = row[column] if column < len(row) else ""
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            row[column] = ShownPercent(cell)
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
    relations = {one["Id"]: one for one in elements(package, "xl/_rels/workbook.xml.rels", "Relationship")}
    found = []
    for sheet in elements(package, "xl/workbook.xml", "sheet"):
        relation = relations.get(next((value for key, value in sheet.items() if key.endswith(":id")), ""))
        if relation and relation.get("Type", "").endswith("/worksheet"):
            target = relation["Target"]
            path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            found.append((sheet["name"], sheet.get("state", "visible") != "visible", path))
    return found


def _measure(package: zipfile.ZipFile, path: str, limits: Limits, percents: frozenset[str]) -> _Extent:
    """Measure one sheet in constant memory. zipfile stops at the declared size and checks it: no entry can lie."""
    scan = _Scan(percents)
    with package.open(path) as opened:
        parse(opened, scan.parser)
    extent = scan.extent
    checks = (
        ("columns", extent.columns, limits.max_columns),
        ("rows", extent.rows, limits.max_rows),
        ("cells", extent.rows * extent.columns, limits.max_cells),
    )
    for what, found, limit in checks:
        if found > limit:
            raise too_large(what, found, limit)
    return extent


class _Scan:
    """Follows the cells of one sheet. A styled cell without content does not count: many files have a million."""

    def __init__(self, percents: frozenset[str]) -> None:
        self.extent, self._percents, self._is_percent = _Extent(), percents, False
        self._known_percents = 0
        self.parser = parser_of(self._start)
        self._row, self._column, self._is_error, self._is_listening = 0, 0, False, False
        self._is_text, self._is_formula = False, False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local_name(name)
        if self._is_listening:
            self.parser.CharacterDataHandler = None
            self._is_listening = False
        if tag == "c":
            place = attributes.get("r")
            if place is None:
                # Some programs leave the places out: then each cell follows its neighbour.
                self._column += 1
            else:
                letters = place.rstrip("0123456789")
                self._row, self._column = int(place[len(letters) :]), _column_number(letters)
            self._is_error, self._is_text = attributes.get("t") == "e", attributes.get("t") == "str"
            self._is_formula = False
            self._is_percent = attributes.get("s") in self._percents
        elif tag in ("v", "is", "f"):
            extent = self.extent
            if self._row > extent.rows:
                extent.rows = self._row
            if self._column > extent.columns:
                extent.columns = self._column
            if self._is_percent and tag == "v":
                self._remember_percent()
            if self._is_error and tag == "v":
                self._remember_error()
            elif tag == "f" and not self._is_error and not self._is_text:
                # Of a formula that gives a text an empty one may be its result.
                self._is_formula = self._remember(UNKEPT_FORMULA.text)
            elif tag == "v" and self._is_formula:
                self._forget_when_kept()
        elif tag == "mergeCell" and len(self.extent.merged) < _MAX_REMEMBERED_MERGES:
            self._remember_merge(attributes.get("ref", ""))
        elif tag == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0

    def _remember_merge(self, reference: str) -> None:
        found = _RANGE.fullmatch(reference)
        if found:
            left, top, right, bottom = found.groups()
            place = (int(top), _column_number(left) - 1, int(bottom), _column_number(right) - 1)
            self.extent.merged.append(place)

    def _remember_percent(self) -> None:
        if self._known_percents < _MAX_REMEMBERED_PERCENTS:
            self._known_percents += 1
            self.extent.percents.setdefault(self._row - 1, []).append(self._column - 1)

    def _remember(self, text: str) -> bool:
        errors = self.extent.errors
        if len(errors) >= _MAX_REMEMBERED_ERRORS:
            return False
        errors.setdefault(self._row - 1, {})[self._column - 1] = text
        return True

    def _forget_when_kept(self) -> None:
        errors, row, column = self.extent.errors, self._row - 1, self._column - 1

        def text(_value: str) -> None:
            texts = errors.get(row, {})
            texts.pop(column, None)
            if not texts:
                errors.pop(row, None)

        self.parser.CharacterDataHandler = text
        self._is_listening = True

    def _remember_error(self) -> None:
        column = self._column - 1
        if not self._remember(_UNKNOWN_ERROR):
            return
        texts = self.extent.errors[self._row - 1]

        def text(value: str) -> None:
            # Only the first text is the error's; the handler itself may not be removed from within.
            if texts[column] == _UNKNOWN_ERROR:
                texts[column] = value

        self.parser.CharacterDataHandler = text
        self._is_listening = True


_COLUMN_NUMBERS: dict[str, int] = {}


def _column_number(letters: str) -> int:
    number = _COLUMN_NUMBERS.get(letters)
    if number is None:
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - 64
        if not 0 < number <= _MOST_COLUMNS:
            raise broken_workbook()
        _COLUMN_NUMBERS[letters] = number
    return number
