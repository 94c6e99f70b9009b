"""A store's monthly figures: the year as a grid, one month to type, and every version of what was said."""

from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.parameters import value
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.resources.figures import commands, parameters, permissions, queries
from anxin.resources.figures.kinds import GROUPS, all_kinds
from anxin.resources.figures.rules.values import read_month
from anxin.resources.figures.web import labels
from anxin.resources.figures.web.downloads import download_months
from anxin.resources.figures.web.forms import MonthField, entries_of, fields_of, fields_typed
from anxin.resources.figures.words import name_of

COLUMNS = (
    Column("month", gettext_lazy("月份"), lambda cell: f"{cell.month:%Y-%m}"),
    Column("kind", gettext_lazy("项目"), lambda cell: name_of(all_kinds()[cell.kind])),
    Column("value", gettext_lazy("数值"), lambda cell: labels.shown(all_kinds()[cell.kind], cell) or _("撤回")),
    Column("version", gettext_lazy("第几次"), kind="integer", wide_only=True),
    Column("is_outlier", gettext_lazy("标记"), lambda cell: _("异常") if cell.is_outlier else ""),
    Column("note", gettext_lazy("说明"), wide_only=True),
    Column("source", gettext_lazy("来源"), lambda cell: cell.file_name or labels.SOURCES[cell.source], wide_only=True),
    Column("entered_by", gettext_lazy("谁"), wide_only=True),
    Column("entered_at", gettext_lazy("何时"), kind="time"),
)


@require_safe
@page(permissions.SEE)
def show_year(request: PageRequest) -> HttpResponse:
    """What holds of the store's year, kind by kind; as a spreadsheet on request (M30.08)."""
    today = store_info(request.store_id).clock.day(clock.now())
    given = request.GET.get("year", "")
    earliest = int(value(parameters.EARLIEST_YEAR, request.store_id, today))
    year = int(given) if given.isdecimal() and len(given) == 4 and earliest <= int(given) <= today.year else today.year
    grid = queries.read_figure_year(request.actor, request.store_id, year)
    if request.GET.get("format") == "xlsx":
        cells = {(row.kind.code, cell.month): cell for row in grid.rows for cell in row.cells if cell}
        return download_months(grid.year, cells, _("月度数据-%(year)s") % {"year": grid.year})
    groups = [(labels.GROUP_NAMES[group], [_line(row) for row in grid.rows if row.kind.group == group]) for group in GROUPS]
    context = {
        "grid": grid,
        "groups": groups,
        "months": [date(grid.year, number, 1) for number in range(1, 13)],
        "last": today.replace(day=1),
        "before": grid.year - 1 if grid.year > earliest else None,
        "after": grid.year + 1 if grid.year < today.year else None,
        "may_enter": request.actor.may(permissions.ENTER, request.store_id),
    }
    return render_page(request, "figures/year.html", context)


@page(permissions.ENTER)
def record_figures(request: PageRequest, month: str) -> HttpResponse:
    """Type one month; empty means nothing is said, a gap is known to be missing (M30.08)."""
    first = read_month(month)
    if first is None or first.year <= 1:
        raise NotFound
    known = queries.read_figure_month(request.actor, request.store_id, first)
    if request.method != "POST":
        return _month_page(request, known, fields_of(known))
    fields = fields_typed(known, request.POST)
    entries = entries_of(fields, first)
    if any(field.error for field in fields):
        return _month_page(request, known, fields, _("有格子读不懂，请改正后再保存。"), status=422)
    try:
        kept = commands.record_figures(
            actor=request.actor,
            store_id=request.store_id,
            entries=entries,
            seen=posted_version(request),
            at=clock.now(),
        )
    except Invalid as refusal:
        for field in fields:
            field.error = refusal.message if field.code == refusal.field else ""
        return _month_page(request, known, fields, refusal.shown, status=422)
    except Conflict as refusal:
        return _month_page(request, known, fields, refusal.shown, status=409)
    url = f"{reverse('figures:year')}?year={first.year}"
    return redirect_after_post(request, url, toast=Toast(_("已保存 %(n)s 项") % {"n": kept.written}))


@require_safe
@page(permissions.SEE)
def list_changes(request: PageRequest) -> HttpResponse:
    """Every version of the store's figures, with who said it and out of which workbook."""
    listing = read_list(request, queries.ChangeFilter, COLUMNS)
    found = queries.list_figure_changes(request.actor, request.store_id, listing.filter, listing.window)
    listing = listing.with_page(found)
    if listing.wants_export:
        return listing.export(_("月度数据修改记录"))
    return render_page(request, "figures/changes.html", {"list": listing}, partial="table")


def _month_page(
    request: PageRequest,
    known: queries.FigureMonth,
    fields: list[MonthField],
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    groups = [(labels.GROUP_NAMES[group], [one for one in fields if one.row.kind.group == group]) for group in GROUPS]
    today = store_info(request.store_id).clock.day(clock.now())
    context = {"month": known.month, "newest": known.newest, "groups": groups, "problem": problem, "today": today}
    return render_page(request, "figures/month.html", context, status=status)


def _line(row: queries.FigureRow) -> dict[str, object]:
    unit = labels.UNITS[row.kind.unit]
    return {
        "name": name_of(row.kind),
        "unit": unit,
        "is_known": any(row.cells),
        "cells": [(labels.shown(row.kind, cell), cell) for cell in row.cells],
    }
