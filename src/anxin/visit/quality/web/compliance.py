"""Which steps of the standard process were left out, and by whom (R-KP21)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Column, RowPage, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.quality import permissions, queries
from anxin.visit.quality.queries.figures import TooManyDays
from anxin.visit.quality.steps import STEPS

DAYS_SHOWN = 7


@dataclass(frozen=True)
class ComplianceFilter:
    """Days of delivery, and orders that left a step out."""

    first: date | None = filter_field(gettext_lazy("从"))
    last: date | None = filter_field(gettext_lazy("到"))
    step: tuple[str, ...] = filter_field(gettext_lazy("漏了哪一步"), choices=tuple(STEPS.items()), default=())
    text: str = filter_field(gettext_lazy("服务顾问"), default="")


COLUMNS = (
    Column("number", gettext_lazy("工单号")),
    Column("plate", gettext_lazy("车牌"), kind="plate", wide_only=True),
    Column("advisor_name", gettext_lazy("服务顾问"), wide_only=True),
    Column("delivered_on", gettext_lazy("交车"), kind="day", wide_only=True),
    Column("score", gettext_lazy("落实度"), kind="percent"),
    Column("skipped_words", gettext_lazy("漏了什么（谁）")),
)


@page(permissions.SEE)
def list_compliance(request: PageRequest) -> HttpResponse:
    """Orders delivered in these days, by default of the last week, and the score of each advisor and of the store."""
    listing = read_list(request, ComplianceFilter, COLUMNS)
    shown = listing.filter
    today = store_info(request.store_id).clock.day(clock.now())
    last = shown.last or today
    first = shown.first or last - timedelta(days=DAYS_SHOWN - 1)
    context = {"list": listing, "first": first, "last": last}
    try:
        rows = queries.list_compliance(request.actor, request.store_id, first, last)
    except TooManyDays as refusal:
        return render_page(
            request, "quality/compliance.html", {**context, "problem": refusal.shown}, partial="table", status=refusal.status
        )
    wanted = [
        replace(row, url=reverse("repair_orders:detail", args=[row.number]))
        for row in rows
        if (not shown.step or {step.code for step in row.skipped} & set(shown.step)) and shown.text in row.advisor_name
    ]
    start = listing.window.offset
    listing = listing.with_page(RowPage(wanted[start : start + listing.window.limit], len(wanted)))
    if listing.wants_export:
        return listing.export(_("流程执行"))
    context |= {"list": listing, "sums": queries.compliance_sums(rows)}
    return render_page(request, "quality/compliance.html", context, partial="table")
