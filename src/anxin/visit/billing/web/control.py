"""The control list from completed to settled, and its figures over days (M09.08, M09.10)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.parameters import value
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Column, RowPage, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.billing import permissions, queries
from anxin.visit.billing.parameters import ON_TIME_TARGET

WHO = {
    "cashier": gettext_lazy("收银"),
    "advisor": gettext_lazy("服务顾问"),
    "parts": gettext_lazy("配件"),
    "leader": gettext_lazy("主管"),
}


@dataclass(frozen=True)
class WaitingFilter:
    """Which unsettled orders."""

    overdue: bool = filter_field(gettext_lazy("只看超时"), default=False)


@dataclass(frozen=True)
class FigureFilter:
    """The days on which the orders were inspected, and which of them are listed."""

    first: date | None = filter_field(gettext_lazy("从"))
    last: date | None = filter_field(gettext_lazy("到"))
    which: str = filter_field(
        gettext_lazy("看"),
        choices=(("unsettled", gettext_lazy("未结算")), ("late", gettext_lazy("不及时"))),
        default="",
    )


COLUMNS = (
    Column("number", gettext_lazy("工单号")),
    Column("plate", gettext_lazy("车牌"), kind="plate"),
    Column("inspected_at", gettext_lazy("质检通过"), kind="time"),
    Column("due_at", gettext_lazy("应结算"), kind="time"),
    Column("is_overdue", gettext_lazy("超时"), lambda row: _("超时") if row.is_overdue else ""),
    Column("amount", gettext_lazy("金额"), kind="money"),
    Column("who", gettext_lazy("等谁"), lambda row: ", ".join(str(WHO[who]) for who in row.who)),
    Column("why", gettext_lazy("为什么"), lambda row: " / ".join(row.why)),
    Column("customer_name", gettext_lazy("客户"), wide_only=True),
    Column("advisor_name", gettext_lazy("服务顾问"), wide_only=True),
)
CHECKED = (
    Column("number", gettext_lazy("工单号"), wide_only=True),
    Column("plate", gettext_lazy("车牌"), kind="plate"),
    Column("checked_at", gettext_lazy("终检"), kind="time", wide_only=True),
    Column("settled_at", gettext_lazy("结算"), kind="time"),
    Column("due_at", gettext_lazy("应在此前"), kind="time", wide_only=True),
    Column("is_on_time", gettext_lazy("及时"), lambda row: _("及时") if row.is_on_time else _("不及时")),
    Column("customer_name", gettext_lazy("客户"), wide_only=True),
    Column("advisor_name", gettext_lazy("服务顾问"), wide_only=True),
)


@require_safe
@page(permissions.SEE)
def control(request: PageRequest) -> HttpResponse:
    """Every inspected order that is not settled, with age, whom it waits for and why."""
    listing = read_list(request, WaitingFilter, COLUMNS, default_sort="")
    rows = queries.list_unsettled(request.actor, request.store_id, clock.now())
    overdue = sum(row.is_overdue for row in rows)
    shown = [row for row in rows if row.is_overdue] if listing.filter.overdue else rows
    listing = listing.with_page(RowPage(shown, len(shown)))
    if listing.wants_export:
        return listing.export(_("完工未结算"))
    context = {"list": listing, "waiting": len(rows), "overdue": overdue}
    return render_page(request, "billing/control.html", context, partial="table")


@require_safe
@page(permissions.SEE)
def figures(request: PageRequest) -> HttpResponse:
    """How many inspected orders were settled, and how many checked and billed in time, by default of the last seven days."""
    listing = read_list(request, FigureFilter, CHECKED, default_sort="")
    today = store_info(request.store_id).clock.day(clock.now())
    last = listing.filter.last or today
    first = listing.filter.first or last - timedelta(days=6)
    problem, found = "", queries.SettlementFigures(())
    try:
        found = queries.settlement_figures(request.actor, request.store_id, first, last)
    except Invalid as refusal:
        problem = refusal.shown
    which = listing.filter.which
    shown = [
        row
        for row in found.orders
        if (which != "unsettled" or row.settled_at is None) and (which != "late" or not row.is_on_time)
    ]
    listing = listing.with_page(RowPage(shown, len(shown)))
    if listing.wants_export:
        return listing.export(_("完工结算与及时率"))
    target = value(ON_TIME_TARGET, request.store_id, today)
    context = {"list": listing, "found": found, "first": first, "last": last, "target": target, "problem": problem}
    return render_page(request, "billing/control_figures.html", context, partial="table", status=422 if problem else 200)
