"""The list of receivables; as a page and as XLSX."""

from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.billing import permissions, queries

COLUMNS = (
    Column("plate", _("车牌"), kind="plate"),
    Column("due", _("应收"), kind="money", sort="due"),
    Column("age_days", _("天数"), kind="integer"),
    Column("payer", _("付款方"), lambda row: row.payer_words, sort="payer"),
    Column("customer_name", _("客户"), wide_only=True),
    Column("due_on", _("应付日"), kind="day", wide_only=True),
    Column("is_on_account", _("挂账"), lambda row: gettext("挂账") if row.is_on_account else "", wide_only=True),
    Column("billed_on", _("结算日期"), kind="day", sort="billed_on", wide_only=True),
    Column("settlement", _("结算单号"), wide_only=True),
    Column("amount", _("账单金额"), kind="money", wide_only=True),
    Column("store_name", _("门店"), wide_only=True),
)

AT_THE_DESK = (
    COLUMNS[0],
    Column("customer_name", _("客户")),
    *(column for column in COLUMNS[1:] if column.code not in ("payer", "customer_name", "store_name")),
    Column("payer", _("付款方"), lambda row: row.payer_words, wide_only=True),
)


@require_safe
@page(permissions.SEE)
def receivables(request: PageRequest) -> HttpResponse:
    """What customers, makers, insurers and the house itself owe, with filter, sums, pages and export."""
    listing = read_list(request, queries.ReceivableFilter, COLUMNS, default_sort="billed_on")
    today = store_info(request.store_id).clock.day(clock.now())
    found = queries.list_receivables(request.actor, listing.filter, listing.order, listing.window, today)
    listing = listing.with_page(found)
    if listing.wants_export:
        return listing.export(gettext("应收款"))
    return render_page(request, "billing/receivables.html", {"list": listing}, partial="table")
