"""The time ledgers as pages: waits, hours, stays, corrections, and a technician's day; each with its export."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import find_employee
from anxin.platform import clock
from anxin.platform.calendar.rules import add_months
from anxin.platform.errors import Invalid
from anxin.platform.ui.lists import Column, ListPage, RowPage, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.workshop import permissions, queries
from anxin.visit.workshop.queries import PeriodFilter, WaitFilter
from anxin.visit.workshop.web.strips import strip_of


def _hours(minutes: Any) -> Decimal:
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"))


WAITS = (
    Column("plate", _("车牌"), kind="plate"),
    Column("number", _("工单"), wide_only=True),
    Column("title", _("项目"), wide_only=True),
    Column("reason_label", _("原因")),
    Column("also", _("同时在等"), wide_only=True),
    Column("note", _("说明"), wide_only=True),
    Column("since", _("从"), kind="time", wide_only=True),
    Column("until", _("到"), kind="time", wide_only=True),
    Column("minutes", _("分钟"), kind="integer"),
    Column("cost", _("成本（元）"), kind="money"),
    Column("noted_by", _("登记人"), wide_only=True),
)
LABOUR = (
    Column("name", _("技师")),
    Column("trade", _("工种"), wide_only=True),
    Column("team", _("班组"), wide_only=True),
    Column("available", _("可用（时）"), lambda row: _hours(row.now.available), kind="number", wide_only=True),
    Column("clocked", _("打卡（时）"), lambda row: _hours(row.now.clocked), kind="number"),
    Column("indirect", _("其他时间（时）"), lambda row: _hours(row.now.indirect), kind="number", wide_only=True),
    Column("unnamed", _("等活（时）"), lambda row: _hours(row.now.unnamed), kind="number", wide_only=True),
    Column("sold", _("售出（时）"), lambda row: _hours(row.now.sold), kind="number"),
    Column("paid", _("计酬（时）"), lambda row: _hours(row.now.paid), kind="number", wide_only=True),
    Column("utilisation", _("利用率"), lambda row: row.now.utilisation, kind="percent", wide_only=True),
    Column("efficiency", _("效率"), lambda row: row.now.efficiency, kind="percent"),
    Column("productivity", _("生产率"), lambda row: row.now.productivity, kind="percent"),
    Column("before", _("上期生产率"), lambda row: row.before.productivity, kind="percent", wide_only=True),
)
RECORDS = (
    Column("technician_name", _("技师")),
    Column("worked_on", _("日期"), kind="day"),
    Column("number", _("工单"), wide_only=True),
    Column("plate", _("车牌"), kind="plate"),
    Column("title", _("项目 / 事项"), wide_only=True),
    Column("started_at", _("开始"), kind="time", wide_only=True),
    Column("ended_at", _("结束"), kind="time", wide_only=True),
    Column("minutes", _("打卡（分钟）"), kind="integer"),
    Column("share_percent", _("比例（%）"), kind="integer", wide_only=True),
    Column("sold", _("售出（小时）"), kind="number"),
)
CORRECTIONS = (
    Column("day", _("日期"), kind="day"),
    Column("kind", _("类别"), wide_only=True),
    Column("technician_name", _("技师")),
    Column("number", _("工单"), wide_only=True),
    Column("title", _("项目"), wide_only=True),
    Column("before", _("原为"), wide_only=True),
    Column("after", _("改为")),
    Column("reason", _("原因")),
    Column("by", _("更正人"), wide_only=True),
)
STAYS = (
    Column("plate", _("车牌"), kind="plate"),
    Column("number", _("工单"), wide_only=True),
    Column("arrived_at", _("到店"), kind="time", wide_only=True),
    Column("left_at", _("交车"), kind="time", wide_only=True),
    Column("minutes", _("在店"), kind="duration"),
    Column("worked_minutes", _("施工"), kind="duration"),
    Column("waited_minutes", _("等待"), kind="duration"),
    Column("parts_minutes", _("等配件"), kind="duration", wide_only=True),
    Column("start_minutes", _("到开工"), kind="duration", wide_only=True),
    Column("longest", _("最久的等待"), wide_only=True),
)
PAGES = (
    ("waits", _("等待账")),
    ("labour", _("工时")),
    ("labour_records", _("工时纪录")),
    ("stays", _("在店时间")),
    ("corrections", _("工时更正")),
)


@page(permissions.FIGURES)
def waits(request: PageRequest) -> HttpResponse:
    """The waiting ledger (M07.17)."""

    def read(listing: ListPage[Any]) -> tuple[Any, RowPage[Any]]:
        ledger = queries.list_waits(request.actor, request.store_id, listing.filter, clock.now())
        return ledger, _page_of(listing, ledger.rows, {"minutes": ledger.total.minutes, "cost": ledger.total.cost})

    return _figures(request, "workshop/waits.html", (WaitFilter, WAITS, _("等待账")), read)


@page(permissions.FIGURES)
def labour(request: PageRequest) -> HttpResponse:
    """Hours four ways (M07.02, M07.08)."""

    def read(listing: ListPage[Any]) -> tuple[Any, RowPage[Any]]:
        found = queries.list_labour(request.actor, request.store_id, *_days(request, listing), clock.now())
        return found, RowPage(found.technicians, len(found.technicians))

    return _figures(request, "workshop/labour.html", (PeriodFilter, LABOUR, _("工时")), read)


@page(permissions.FIGURES)
def labour_records(request: PageRequest) -> HttpResponse:
    """The labour record (FORM-35)."""

    def read(listing: ListPage[Any]) -> tuple[Any, RowPage[Any]]:
        days, whose = _days(request, listing), listing.filter.technician_id
        rows = queries.list_labour_records(request.actor, request.store_id, *days, clock.now(), whose)
        return rows, _page_of(listing, rows, {"minutes": sum(row.minutes for row in rows)})

    return _figures(request, "workshop/labour_records.html", (queries.RecordFilter, RECORDS, _("工时纪录")), read, _named)


def _named(request: PageRequest, listing: ListPage[Any]) -> ListPage[Any]:
    """The list with the technician's name where it is one person's."""
    whose = find_employee(request.actor, listing.filter.technician_id) if listing.filter.technician_id else None
    return listing.naming(technician_id=whose.name) if whose else listing


@page(permissions.FIGURES)
def corrections(request: PageRequest) -> HttpResponse:
    """What was set right afterwards."""

    def read(listing: ListPage[Any]) -> tuple[Any, RowPage[Any]]:
        rows = queries.list_corrections(request.actor, request.store_id, *_days(request, listing))
        return rows, _page_of(listing, rows, {})

    return _figures(request, "workshop/corrections.html", (PeriodFilter, CORRECTIONS, _("工时更正")), read)


@page(permissions.FIGURES)
def stays(request: PageRequest) -> HttpResponse:
    """How long cars stayed (M07.17)."""

    def read(listing: ListPage[Any]) -> tuple[Any, RowPage[Any]]:
        found = queries.get_throughput(request.actor, request.store_id, *_days(request, listing), clock.now())
        return found, _page_of(listing, found.rows, {})

    return _figures(request, "workshop/stays.html", (PeriodFilter, STAYS, _("在店时间")), read)


@page(permissions.FIGURES)
def technician_day(request: PageRequest, employee_id: int) -> HttpResponse:
    """One technician's day, minute by minute."""
    store = store_info(request.store_id)
    today = store.clock.day(clock.now())
    try:
        day = min(date.fromisoformat(request.GET.get("day", "")), today)
    except ValueError:
        day = today
    found = queries.get_tiled_day(request.actor, employee_id, day, clock.now())
    step = timedelta(days=1)
    context = {
        "found": found,
        "elsewhere": found.elsewhere,
        "may_correct": request.actor.may(permissions.CORRECT, found.technician.store_id),
        "strip": strip_of(found.tiles),
        "before": day - step,
        "after": day + step if day < today else None,
    }
    return render_page(request, "workshop/technician_day.html", context)


def _figures(
    request: PageRequest,
    template: str,
    about: tuple[type[Any], tuple[Column, ...], Any],
    read: Callable[[ListPage[Any]], tuple[Any, RowPage[Any]]],
    named: Callable[[PageRequest, ListPage[Any]], ListPage[Any]] = lambda _request, listing: listing,
) -> HttpResponse:
    wanted, columns, title = about
    listing: ListPage[Any] = named(request, read_list(request, wanted, columns))
    try:
        found, rows = read(listing)
    except Invalid as refusal:
        context = {"list": listing, "problem": refusal.shown, "presets": _presets(request), "tabs": _tabs(request)}
        return render_page(request, template, context, status=refusal.status)
    listing = listing.with_page(rows)
    if listing.wants_export:
        return listing.export(title)
    context = {
        "list": listing,
        "found": found,
        "presets": _presets(request),
        "tabs": _tabs(request),
        "steps": _steps(listing),
        "sums": [(column, column.read(found.store)) for column in LABOUR] if isinstance(found, queries.Labour) else [],
    }
    return render_page(request, template, context)


def _page_of(listing: ListPage[Any], rows: Any, sums: dict[str, Any]) -> RowPage[Any]:
    window = listing.window
    return RowPage(rows[window.offset : window.offset + window.limit], len(rows), sums if rows else {})


def _days(request: PageRequest, listing: ListPage[Any]) -> tuple[date, date]:
    asked = listing.filter
    return queries.days_asked(store_info(request.store_id), asked.since, asked.until, clock.now(), whole_month=True)


def _presets(request: PageRequest) -> list[tuple[str, str, bool]]:
    """Words, address and whether it is the one shown, for the days that people mostly ask about."""
    today = store_info(request.store_id).clock.day(clock.now())
    month = today.replace(day=1)
    spans = (
        (_now("今天"), today, today),
        (_now("本周"), today - timedelta(days=today.weekday()), today),
        (_now("本月"), month, today),
        (_now("上月"), add_months(month, -1), month - timedelta(days=1)),
    )
    shown = (request.GET.get("since", ""), request.GET.get("until", ""))
    return [
        (words, f"?since={first}&until={last}", shown == (first.isoformat(), last.isoformat()))
        for words, first, last in spans
    ]


def _tabs(request: PageRequest) -> list[tuple[str, Any, bool]]:
    kept = {name: request.GET[name] for name in ("since", "until") if request.GET.get(name)}
    asked = f"?{urlencode(kept)}" if kept else ""
    addresses = [(reverse(f"workshop:{name}"), words) for name, words in PAGES]
    return [(f"{address}{asked}", words, address == request.path) for address, words in addresses]


def _steps(listing: ListPage[Any]) -> list[tuple[str, Any, bool]]:
    if not isinstance(listing.filter, WaitFilter):
        return []
    chosen = listing.filter.step
    return [(listing.address(step=code, page=None), words, code == chosen) for code, words in queries.STEPS]
