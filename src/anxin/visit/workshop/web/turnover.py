"""Turnover of the workshop as a list: by bay, technician, trade or advisor, over a period, to filter and export."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Column, RowPage, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.workshop import permissions, queries
from anxin.visit.workshop.web.dispatch import store_of

TEMPLATE = "workshop/turnover.html"
KINDS = (("bay", _("按工位")), ("technician", _("按技师")), ("trade", _("按工种")), ("advisor", _("按服务顾问")))
A_WEEK = 6


@dataclass(frozen=True)
class TurnoverFilter:
    """Of whom, from when to when; without days the week up to today."""

    kind: str = filter_field(_("按什么看"), choices=KINDS, default="bay")
    since: date | None = filter_field(_("从"))
    until: date | None = filter_field(_("到"))


COLUMNS = (
    Column("name", _("名称")),
    Column("cars", _("台次"), kind="integer"),
    Column("jobs", _("项目"), kind="integer"),
    Column("days", _("天数"), kind="integer", wide_only=True),
    Column("cars_per_day", _("每天台次"), kind="number"),
    Column("clocked_hours", _("实际工时 h"), kind="number"),
    Column("available_hours", _("可用工时 h"), kind="number", wide_only=True),
    Column("utilisation", _("利用率"), kind="percent"),
)


@page(permissions.FIGURES)
def list_turnover(request: PageRequest) -> HttpResponse:
    """Cars, jobs and hours of each bay, technician, trade or advisor."""
    store_id = store_of(request)
    today = store_info(store_id).clock.day(clock.now())
    listing = read_list(request, TurnoverFilter, COLUMNS, default_sort="")
    asked = listing.filter
    until = asked.until or today
    since = asked.since or until - timedelta(days=A_WEEK)
    rows = queries.list_turnover(request.actor, store_id, since, until, asked.kind)
    shown = rows[listing.window.offset : listing.window.offset + listing.window.limit]
    listing = listing.with_page(RowPage(shown, len(rows), {}))
    if listing.wants_export:
        return listing.export(_("车间产能"))
    return render_page(request, TEMPLATE, {"list": listing, "since": since, "until": until}, partial="table")
