"""The raw side of an import: cells as they are found, tables that yield them, and the limits of a file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from anxin.platform.text import shortened


@dataclass(frozen=True, slots=True)
class CellError:
    """A formula's error, such as #N/A."""

    text: str


UNKEPT_FORMULA = CellError("=")
"""A formula whose result was not kept in the file: some program wrote it, and no spreadsheet ever worked it out."""


class ShownPercent(float):
    """A number that its cell shows as percent: 0.35 in a cell that reads 35 %."""

    __slots__ = ()


Cell = str | int | float | bool | date | time | timedelta | CellError
Row = tuple[int, list[Cell]]


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused before it is read: protects memory from bombs and from endless empty sheets."""

    max_file_bytes: int = 50_000_000
    max_unpacked_bytes: int = 300_000_000
    max_ratio: int = 250
    max_rows: int = 200_000
    max_columns: int = 200
    max_cells: int = 6_000_000


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a file. ``rows`` starts from the top each time that it is called.

    ``merged`` are top row (from 1), left column (from 0), bottom and right of each merged cell.
    """

    name: str
    is_hidden: bool
    total_rows: int
    rows: Callable[[], Iterator[Row]]
    merged: tuple[tuple[int, int, int, int], ...] = ()


def as_found(cell: Cell) -> str:
    """A cell for a message: what the person sees in the spreadsheet, shortened."""
    return shortened(as_text(cell))


def as_text(cell: Cell) -> str:
    """A cell as text, whole numbers without a decimal point; what is shown as percent with its sign, 35% for 0.35."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, CellError):
        return cell.text
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, ShownPercent):
        return f"{(Decimal(format(cell, '.15g')) * 100).normalize():f}%"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(cell, ".15g")
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """Nothing but spaces."""
    return isinstance(cell, str) and not cell.strip()
