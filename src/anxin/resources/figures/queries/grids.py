"""A store's year as a grid, one month for typing, and what was said before."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Max, Min
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import names_by_key
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import RowPage, Window
from anxin.resources.figures import permissions
from anxin.resources.figures.current import FigureCell, cell_of, current_cells
from anxin.resources.figures.kinds import FigureKind, all_kinds
from anxin.resources.figures.models import MonthlyFigure
from anxin.resources.figures.words import name_of

MONTHS = range(1, 13)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A kind with its twelve months; None where nothing was said."""

    kind: FigureKind
    cells: tuple[FigureCell | None, ...]


@dataclass(frozen=True, slots=True)
class FigureGrid:
    """A store's year: every kind, said or not. ``years`` are those with figures; ``newest`` is the newest figure."""

    store_id: int
    year: int
    rows: tuple[FigureRow, ...]
    years: tuple[int, ...]
    newest: int


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A kind in one month, beside the month before and the same month of last year."""

    kind: FigureKind
    cell: FigureCell | None
    before: FigureCell | None
    year_ago: FigureCell | None


@dataclass(frozen=True, slots=True)
class FigureMonth:
    """A store's month for typing; ``newest`` is the newest figure of the store, which a form carries."""

    store_id: int
    month: date
    rows: tuple[MonthRow, ...]
    newest: int


def _kind_choices() -> list[tuple[str, str]]:
    return [(kind.code, name_of(kind)) for kind in all_kinds().values()]


@dataclass(frozen=True)
class ChangeFilter:
    """Which figures' versions."""

    kind: tuple[str, ...] = filter_field(_("项目"), choices=_kind_choices, default=())
    first: date | None = filter_field(_("月份从"))
    last: date | None = filter_field(_("到"))


@query(permissions.SEE)
def read_figure_year(actor: Actor, store_id: int, year: int) -> FigureGrid:
    """What holds of a store's year.

    :raises Denied: not a store in which the actor sees monthly figures
    """
    actor.require(permissions.SEE, store_id)
    cells = current_cells(actor, permissions.SEE, store_id, first=date(year, 1, 1), last=date(year, 12, 1))
    known = {place: cell for place, cell in cells.items() if not cell.says_nothing}
    rows = tuple(
        FigureRow(kind, tuple(known.get((kind.code, date(year, month, 1))) for month in MONTHS))
        for kind in all_kinds().values()
    )
    span = MonthlyFigure.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    ends = span.aggregate(first=Min("month"), last=Max("month"), newest=Max("pk"))
    years = tuple(range(ends["first"].year, ends["last"].year + 1)) if ends["first"] else ()
    return FigureGrid(store_id, year, rows, years, ends["newest"] or 0)


@query(permissions.SEE)
def read_figure_month(actor: Actor, store_id: int, month: date) -> FigureMonth:
    """What holds of a store's month; ``month`` is its first day.

    :raises Denied: not a store in which the actor sees monthly figures
    """
    actor.require(permissions.SEE, store_id)
    before = date(month.year, month.month - 1, 1) if month.month > 1 else date(month.year - 1, 12, 1)
    year_ago = date(month.year - 1, month.month, 1)
    cells = current_cells(actor, permissions.SEE, store_id, first=year_ago, last=month)
    known = {place: cell for place, cell in cells.items() if not cell.says_nothing}
    rows = tuple(
        MonthRow(kind, *(known.get((kind.code, one)) for one in (month, before, year_ago)))
        for kind in all_kinds().values()
        if kind.stands_in(month.month)
    )
    newest = MonthlyFigure.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id).aggregate(newest=Max("pk"))
    return FigureMonth(store_id, month, rows, newest["newest"] or 0)


@query(permissions.SEE)
def list_figure_changes(actor: Actor, store_id: int, wanted: ChangeFilter, window: Window) -> RowPage[FigureCell]:
    """Every version of a store's figures, the newest first, each with who said it and out of which workbook.

    :raises Denied: not a store in which the actor sees monthly figures
    """
    actor.require(permissions.SEE, store_id)
    rows = MonthlyFigure.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    if wanted.kind:
        rows = rows.filter(kind__in=wanted.kind)
    if wanted.first:
        rows = rows.filter(month__gte=wanted.first.replace(day=1))
    if wanted.last:
        rows = rows.filter(month__lte=wanted.last)
    total = rows.count()
    chosen = list(rows.select_related("sheet").order_by("-pk")[window.offset : window.offset + window.limit])
    names = names_by_key(actor, {row.entered_by for row in chosen})
    return RowPage([_named(row, names) for row in chosen], total)


def _named(row: MonthlyFigure, names: dict[str, str]) -> FigureCell:
    cell = cell_of(row, row.sheet.file_name if row.sheet else "")
    return replace(cell, entered_by=names.get(row.entered_by, ""))
