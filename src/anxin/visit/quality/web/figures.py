"""The rates of quality, with what stands behind them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
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

DAYS_SHOWN = 30
GROUPS = (
    ("cause", gettext_lazy("按原因"), gettext_lazy("原因")),
    ("trade", gettext_lazy("按工种"), gettext_lazy("工种")),
    ("team", gettext_lazy("按责任班组"), gettext_lazy("责任班组")),
    ("person", gettext_lazy("按责任人"), gettext_lazy("责任人")),
)


@dataclass(frozen=True)
class DaysFilter:
    """The days; without them the last thirty."""

    first: date | None = filter_field(gettext_lazy("从"))
    last: date | None = filter_field(gettext_lazy("到"))


COLUMNS = (
    Column("label", gettext_lazy("分组")),
    Column("internal", gettext_lazy("内返"), kind="integer"),
    Column("external", gettext_lazy("外返"), kind="integer"),
    Column("minutes", gettext_lazy("返修工时"), kind="duration"),
    Column("amount", gettext_lazy("店方承担"), kind="money"),
)


@page(permissions.SEE)
def quality_figures(request: PageRequest) -> HttpResponse:
    """Pass rate, rework, first-time fix, diagnosis, missed maintenance (K-N09, K-B10, K-C04, K-D31)."""
    listing = read_list(request, DaysFilter, COLUMNS)
    today = store_info(request.store_id).clock.day(clock.now())
    last = listing.filter.last or today
    first = listing.filter.first or last - timedelta(days=DAYS_SHOWN - 1)
    context = {"list": listing, "first": first, "last": last}
    try:
        figures = queries.quality_figures(request.actor, request.store_id, first, last)
        groups = [
            (str(label), str(head), queries.rework_sums(request.actor, request.store_id, first, last, by=code))
            for code, label, head in GROUPS
        ]
    except TooManyDays as refusal:
        return render_page(
            request, "quality/figures.html", {**context, "problem": refusal.shown}, partial="table", status=refusal.status
        )
    listing = listing.with_page(RowPage([row for _label, _head, rows in groups for row in rows], len(groups)))
    if listing.wants_export:
        return listing.export(_("质量指标"))
    return render_page(
        request, "quality/figures.html", {**context, "list": listing, "figures": figures, "groups": groups}, partial="table"
    )
