"""Page of what was asked of the stock: there or not, and what became of it."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import permissions, queries
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.ui.addresses import address_of
from anxin.platform.ui.lists import Column, RowPage, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page

COLUMNS = (
    Column("at", _("时间"), kind="time"),
    Column("number", _("配件号")),
    Column("name", _("名称")),
    Column("quantity", _("要"), kind="number"),
    Column("free", _("当场有"), kind="number"),
    Column("outcome", _("结果")),
    Column("words", _("说明"), wide_only=True),
)


class Shown:
    """A demand with its outcome in words and the address of what asked for it."""

    def __init__(self, row: queries.DemandRow) -> None:
        self._row = row
        self.url = address_of(row.document) if row.document else ""
        self.level = _level(row)
        self.words = row.answer.words if row.answer else ""

    @property
    def outcome(self) -> str:
        """The newest answer; without one, there at once or nothing said yet."""
        if self._row.answer:
            return self._row.answer.how_label
        return gettext("当场有货") if self._row.is_available else gettext("没有答复")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


def _level(row: queries.DemandRow) -> str:
    if row.answer is None:
        return "ok" if row.is_available else "late"
    return "late" if row.answer.how in ("lost", "open") else ("ok" if row.is_available else "risk")


@page(permissions.ASK)
def demands(request: PageRequest) -> HttpResponse:
    """What was asked of the present store's stock, newest first, and how today's demand is met."""
    listing = read_list(request, queries.DemandFilter, COLUMNS)
    found = queries.list_demands(request.actor, request.store_id, listing.filter, listing.window)
    listing = listing.with_page(RowPage([Shown(row) for row in found.rows], found.total, is_more=found.is_more))
    if listing.wants_export:
        return listing.export(gettext("配件需求"))
    store = store_info(request.store_id)
    today = queries.demand_of_day(request.actor, request.store_id, store.clock.day(clock.now()))
    context = {"list": listing, "store_name": store.name, "today": today}
    return render_page(request, "parts/demands.html", context, partial="table")
