"""The morning's figures: what orders were worth, per advisor, and which packages were offered and sold."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.parameters import value
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Column, ListPage, RowPage, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders import permissions, queries
from anxin.visit.repair_orders.parameters import MENU_TARGET, SUGGESTION_TARGET


@dataclass(frozen=True)
class DaysFilter:
    """The days; without them the last day that has ended."""

    first: date | None = filter_field(_("从"))
    last: date | None = filter_field(_("到"))


COLUMNS = (
    Column("advisor_name", _("服务顾问"), lambda row: row.advisor_name or _("全店")),
    Column("orders", _("结算工单"), kind="integer"),
    Column("ticket", _("单车收入（含税，元）"), kind="money"),
    Column("hours_per_order", _("每单工时 h"), kind="number"),
    Column("parts_per_order", _("每单配件（含税，元）"), kind="money"),
    Column("additional_rate", _("增项率"), kind="percent"),
    Column("suggestion_rate", _("回访建议率"), kind="percent"),
    Column("menu_rate", _("目录报价率"), kind="percent"),
)


@page(permissions.SEE)
def order_figures(request: PageRequest) -> HttpResponse:
    """Figures of settled orders and packages of opened ones, by default of yesterday (M06.16, R-RO12, R-RO14)."""
    listing = read_list(request, DaysFilter, COLUMNS)
    yesterday = store_info(request.store_id).clock.day(clock.now()) - timedelta(days=1)
    first = listing.filter.first or listing.filter.last or yesterday
    last = listing.filter.last or max(first, yesterday)
    try:
        rows = queries.order_figures(request.actor, request.store_id, first, last)
    except queries.TooManyDays as refusal:
        return _refused(request, listing, first, last, refusal)
    listing = listing.with_page(RowPage(rows, len(rows)))
    if listing.wants_export:
        return listing.export(_("工单指标"))
    targets = {
        "menu": value(MENU_TARGET, request.store_id, last),
        "suggestion": value(SUGGESTION_TARGET, request.store_id, last),
    }
    packages = queries.sales_by_kind(queries.package_sales(request.actor, request.store_id, first, last))
    context = {"list": listing, "packages": packages, "first": first, "last": last, "targets": targets}
    return render_page(request, "repair_orders/figures.html", context, partial="table")


def _refused(
    request: PageRequest, listing: ListPage[DaysFilter], first: date, last: date, refusal: queries.TooManyDays
) -> HttpResponse:
    context = {"list": listing.with_page(RowPage([], 0)), "first": first, "last": last, "problem": refusal.message}
    return render_page(request, "repair_orders/figures.html", context, partial="table", status=refusal.status)
