"""Lists: filter, sort, page and export, declared once and shared by page, API and spreadsheet.

Owns: reading the query string, chips, sort links, pager, export. Does not own: the query behind the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlencode

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from anxin.platform.documents.xlsx import ColumnKind, ExportColumn, write_rows
from anxin.platform.ui.filters import Chip, FilterControl, Label, ParsedFilter, chips_of, controls_of, parse_filter
from anxin.platform.ui.formats import plate_or_vin
from anxin.platform.ui.late import LateFile
from anxin.platform.ui.row_pages import PAGE_SIZE as PAGE_SIZE
from anxin.platform.ui.row_pages import Order as Order
from anxin.platform.ui.row_pages import RowPage as RowPage
from anxin.platform.ui.row_pages import Window as Window

EXPORT_LIMIT = 100_000
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

EXPORT_KINDS = {
    "text": ColumnKind.TEXT,
    "status": ColumnKind.TEXT,
    "plate": ColumnKind.TEXT,
    "money": ColumnKind.MONEY,
    "integer": ColumnKind.INTEGER,
    "number": ColumnKind.DECIMAL,
    "percent": ColumnKind.PERCENT,
    "duration": ColumnKind.INTEGER,
    "day": ColumnKind.DATE,
    "time": ColumnKind.DATETIME,
}

Declared = TypeVar("Declared")


@dataclass(frozen=True, slots=True)
class Status:
    """Words with the colour and sign of a level (late, risk, run, wait, ok, off, no); without one they are plain."""

    level: str
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Column:
    """A column of a list: `value(row)` feeds table and export, `sort` names the order that the query offers.

    `kind`: text, status (a `Status`), plate, money, integer, number, percent (a ratio: 0.125 is 12.5 %), duration (minutes),
    day, time.
    `wide_only` hides the column on phones.
    """

    code: str
    label: Label
    value: Callable[[Any], Any] | None = None
    kind: str = "text"
    sort: str = ""
    wide_only: bool = False

    def read(self, row: Any) -> Any:
        """The value of this column in a row."""
        return self.value(row) if self.value else getattr(row, self.code)

    @property
    def is_number(self) -> bool:
        return self.kind in ("money", "integer", "number", "percent", "duration")


@dataclass(frozen=True)
class Heading:
    """A table heading; `url` sorts by it, `direction` is ascending, descending or empty."""

    column: Column
    url: str
    direction: str


@dataclass(frozen=True)
class ListPage(Generic[Declared]):
    """One request for a list: what is filtered, in which order, which page; later with its rows."""

    request: HttpRequest
    parsed: ParsedFilter[Declared]
    columns: Sequence[Column]
    order: Order
    number: int
    wants_export: bool
    page: RowPage[Any] = field(default_factory=lambda: RowPage((), 0))
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def filter(self) -> Declared:
        """The declared filter with the values of this request."""
        return self.parsed.value

    @property
    def notes(self) -> Sequence[str]:
        return self.parsed.notes

    @property
    def window(self) -> Window:
        """The rows that the query must fetch: one page, or all of them for an export."""
        return Window(0, EXPORT_LIMIT) if self.wants_export else Window((self.number - 1) * PAGE_SIZE, PAGE_SIZE)

    def with_page(self, page: RowPage[Any]) -> ListPage[Declared]:
        """The same request together with the rows that the query returned."""
        return replace(self, page=page)

    def naming(self, **words: str) -> ListPage[Declared]:
        """The same request, with what chips say of a field whose value is an id."""
        return replace(self, words=words)

    @property
    def rows(self) -> Sequence[Any]:
        return self.page.rows

    @property
    def total(self) -> int:
        return self.page.total

    @property
    def is_more(self) -> bool:
        """There are more rows than were counted."""
        return self.page.is_more

    @property
    def page_count(self) -> int:
        return max(1, -(-self.page.total // PAGE_SIZE))

    @property
    def first_row(self) -> int:
        return (self.number - 1) * PAGE_SIZE + 1 if self.rows else 0

    @property
    def last_row(self) -> int:
        return (self.number - 1) * PAGE_SIZE + len(self.rows)

    @property
    def chips(self) -> list[Chip]:
        """What is filtered now; each chip's address is the list without it."""
        return chips_of(self.parsed, lambda gone: self.address(page=None, **dict.fromkeys(gone)), self.words)

    @property
    def controls(self) -> list[FilterControl]:
        return controls_of(self.parsed)

    @property
    def headings(self) -> list[Heading]:
        return [self._heading(column) for column in self.columns]

    @property
    def cells(self) -> list[tuple[Any, list[tuple[Column, Any]]]]:
        """Rows with their cells, for a table that is drawn from the columns alone."""
        return [(row, [(column, column.read(row)) for column in self.columns]) for row in self.rows]

    @property
    def sum_cells(self) -> list[tuple[Column, Any]]:
        """The sum row over the whole result, not the page; empty when the query gave no sums."""
        return [(column, self.page.sums.get(column.code)) for column in self.columns] if self.page.sums else []

    @property
    def cleared_url(self) -> str:
        """The list without any filter."""
        return self.request.path

    @property
    def export_url(self) -> str:
        return self.address(page=None, format="xlsx")

    @property
    def previous_url(self) -> str:
        return self.address(page=self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return self.address(page=self.number + 1) if self.number < self.page_count else ""

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Query values that the filter form must carry along: sort and what it does not know itself."""
        own = {control.name for control in self.controls} | {"page", "format"}
        return [(key, value) for key, values in self.request.GET.lists() if key not in own for value in values]

    def address(self, **changes: Any) -> str:
        """The address of this list with some query values changed; None takes a value out."""
        pairs = [
            (key, value)
            for key, values in self.request.GET.lists()
            if key not in changes and key != "format"
            for value in values
        ]
        pairs += [(key, str(value)) for key, value in changes.items() if value is not None]
        return f"{self.request.path}?{urlencode(pairs)}" if pairs else self.request.path

    def export(self, title: Label, about: str = "") -> LateFile:
        """The spreadsheet of exactly what is filtered (up to 100,000 rows); `title` names sheet and file.

        Its second row says of which store or thing the rows are (``about``), and what is filtered.
        """
        columns = [ExportColumn(one.code, str(one.label), EXPORT_KINDS[one.kind]) for one in self.columns]
        rows = [{one.code: _exported(one, row) for one in self.columns} for row in self.rows]
        said = [f"{chip.label}: {chip.text}" for chip in self.chips]
        note = " · ".join([about, *(said or [gettext("没有筛选")])] if about else said)
        zone = timezone.get_current_timezone()
        name = str(title)
        return LateFile(
            lambda: write_rows(columns, rows, title=name, filters_note=note, time_zone=zone),
            XLSX_TYPE,
            f"attachment; filename*=UTF-8''{quote(name, safe='')}.xlsx",
        )

    def _heading(self, column: Column) -> Heading:
        if not column.sort:
            return Heading(column, "", "")
        active = self.order.name == column.sort
        direction = ("descending" if self.order.descending else "ascending") if active else ""
        sign = "-" if direction == "ascending" else ""
        return Heading(column, self.address(sort=f"{sign}{column.sort}", page=None), direction)


def wants_export(request: HttpRequest) -> bool:
    """Whether a list is asked for as a file, for which people wait longer than for a page."""
    return request.GET.get("format") == "xlsx"


def read_list(
    request: HttpRequest,
    filter_type: type[Declared],
    columns: Sequence[Column],
    default_sort: str = "",
) -> ListPage[Declared]:
    """Read filter, sort, page and export wish from the query string; bad values are ignored and noted."""
    query = request.GET
    return ListPage(
        request=request,
        parsed=parse_filter(filter_type, query),
        columns=columns,
        order=_order_of(query.get("sort", ""), columns, default_sort),
        number=_page_number(query.get("page", "")),
        wants_export=wants_export(request),
    )


def _order_of(asked: str, columns: Sequence[Column], default: str) -> Order:
    known = {column.sort for column in columns if column.sort}
    chosen = asked if asked.removeprefix("-") in known else default
    return Order(chosen.removeprefix("-"), chosen.startswith("-"))


def _page_number(raw: str) -> int:
    return max(1, min(int(raw), 1_000_000)) if raw.isdecimal() and len(raw) < 8 else 1


def _exported(column: Column, row: Any) -> Any:
    """The value as the spreadsheet wants it: text as text, durations in whole minutes, sums of money unrounded."""
    value = column.read(row)
    if column.kind == "plate" and not value:
        value = plate_or_vin(value, getattr(row, "vin", ""))
    if value is None:
        return None
    if isinstance(value, timedelta):
        return int(value.total_seconds() // 60)
    return str(value) if EXPORT_KINDS[column.kind] is ColumnKind.TEXT else value
