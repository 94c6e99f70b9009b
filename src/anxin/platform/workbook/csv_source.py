"""Text tables: encoding and delimiter are found from the content; rows stream from the file."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO

from anxin.platform.workbook.cell import Cell, Limits, Row, Table
from anxin.platform.workbook.problems import broken_text, not_a_workbook, too_large, unknown_encoding

_CHUNK = 1 << 20
_DELIMITERS = ",\t;|"
_SAMPLE_ROWS = 50
_MAX_FIELD = 1 << 17
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_table(file: Path | bytes, name: str, limits: Limits) -> Table:
    """The one table of a text file.

    :raises UnreadableFile: no text, or beyond the limits
    """
    encoding = _encoding(file)
    delimiter, skipped = _delimiter(file, encoding)
    total, widest = 0, 0
    rows = partial(_rows, file, encoding, delimiter, skipped)
    for total, cells in rows():
        widest = max(widest, len(cells))
        if total > limits.max_rows:
            raise too_large("rows", total, limits.max_rows)
        if widest > limits.max_columns:
            raise too_large("columns", widest, limits.max_columns)
    return Table(name or "CSV", False, total, rows)


def _opened(file: Path | bytes) -> IO[bytes]:
    return io.BytesIO(file) if isinstance(file, bytes) else file.open("rb")


def _encoding(file: Path | bytes) -> str:
    with _opened(file) as opened:
        head = opened.read(4096)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return _proved(file, [encoding])
    if b"\x00" in head:
        # Without a mark, ASCII characters of UTF-16 show on which side the zero bytes stand.
        odd, even = head[1::2].count(0), head[0::2].count(0)
        if max(odd, even) * 4 < len(head) // 2:
            raise not_a_workbook()
        return _proved(file, ["utf-16-le" if odd > even else "utf-16-be"])
    return _proved(file, ["utf-8", "gb18030"])


def _proved(file: Path | bytes, encodings: list[str]) -> str:
    """The first encoding in which the whole file can be read: a single character decides between two."""
    for encoding in encodings:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with _opened(file) as opened:
                while chunk := opened.read(_CHUNK):
                    _refuse_binary(decoder.decode(chunk))
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise unknown_encoding()


def _refuse_binary(text: str) -> None:
    if "\x00" in text:
        raise not_a_workbook()


def _delimiter(file: Path | bytes, encoding: str) -> tuple[str, int]:
    """The delimiter under which most sample rows have the same width above one, and lines to skip (``sep=;``)."""
    with _opened(file) as opened:
        text = io.TextIOWrapper(opened, encoding=encoding, newline="")
        sample = text.read(1 << 16)
    first = sample.split("\n", 1)[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], 1
    best, best_score = ",", 0
    for delimiter in _DELIMITERS:
        try:
            widths = [len(row) for row, _ in zip(_reader(io.StringIO(sample), delimiter), range(_SAMPLE_ROWS), strict=False)]
        except csv.Error:
            continue
        width, count = Counter(one for one in widths if one > 1).most_common(1)[0] if max(widths, default=0) > 1 else (0, 0)
        if count * width > best_score:
            best, best_score = delimiter, count * width
    return best, 0


def _reader(lines: Iterator[str] | IO[str], delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_MAX_FIELD)
    return csv.reader(lines, delimiter=delimiter)


def _rows(file: Path | bytes, encoding: str, delimiter: str, skipped: int) -> Iterator[Row]:
    number = 0
    with _opened(file) as opened:
        reader = _reader(io.TextIOWrapper(opened, encoding=encoding, newline=""), delimiter)
        try:
            for number, texts in enumerate(reader, start=1):
                if number > skipped:
                    cells: list[Cell] = list(texts)
                    yield number, cells
        except csv.Error as broken:
            raise broken_text(number + 1) from broken
