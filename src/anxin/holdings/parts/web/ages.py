"""The page of slow and overdue stock, and the decision what becomes of it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts import commands, permissions, queries
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.forms import submit
from anxin.platform.ui.lists import Column, RowPage, Status, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page

WAYS = (
    ("external_sale", _("外销")),
    ("transfer", _("调给别的店")),
    ("supplier_return", _("退供应商")),
    ("write_off", _("报废")),
    ("keep", _("留着")),
)


def _state(row: Any) -> Status:
    words = [word for word, holds in ((gettext("滞销"), row.is_slow), (gettext("超期"), row.is_overdue)) if holds]
    return Status("risk", gettext("、").join(words))


COLUMNS = (
    Column("number", _("配件号")),
    Column("name", _("名称")),
    Column("on_hand", _("库存"), kind="number"),
    Column("value", _("库存金额 元（不含税）"), kind="money"),
    Column("state", _("情况"), _state, kind="status"),
    Column("oldest_on", _("最早入库"), kind="day", wide_only=True),
    Column("issued_on", _("最近出库"), kind="day", wide_only=True),
    Column("way_label", _("怎么处理")),
    Column("until", _("处理期限"), kind="day", wide_only=True),
)


@dataclass(frozen=True)
class OldStockFilter:
    """Filter of slow and overdue stock."""

    undecided: bool | None = filter_field(_("还没定怎么处理"), default=None)


class ClearingForm(forms.Form):
    """How it goes, and until when."""

    way = forms.ChoiceField(label=_("怎么处理"), choices=WAYS)
    until = forms.DateField(label=_("哪天前处理完"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class Linked:
    """A row with the address where it is decided."""

    def __init__(self, row: queries.OldStock, url_name: str) -> None:
        self._row = row
        self.url = reverse(url_name, args=[row.article_id])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


@page(permissions.SEE)
def old_stock(request: PageRequest) -> HttpResponse:
    """Slow and overdue stock of the present store, the dearest first."""
    actor, store_id = request.actor, request.store_id
    listing = read_list(request, OldStockFilter, COLUMNS)
    undecided = bool(listing.filter.undecided)
    found = queries.list_old_stock(actor, store_id, undecided=undecided, window=listing.window)
    may = actor.may(permissions.CLEAR, store_id)
    url_name = "parts_decide_clearing" if may else "parts_article"
    listing = listing.with_page(RowPage([Linked(row, url_name) for row in found.rows], found.total, found.sums))
    if listing.wants_export:
        return listing.export(gettext("滞销与超期"))
    return render_page(
        request, "parts/old_stock.html", {"list": listing, "store_name": store_info(store_id).name}, partial="table"
    )


@page(permissions.CLEAR)
def decide_clearing(request: PageRequest, article_id: int) -> HttpResponse:
    """Decide what becomes of an article's old stock."""
    row = queries.get_stock(request.actor, request.store_id, article_id)
    back = reverse("parts_old_stock")
    title = gettext("处理 %(number)s %(name)s") % {"number": row.number, "name": row.name}
    form = ClearingForm(request.POST or None)
    context = {"form": form, "title": title, "back": back}
    if request.method != "POST":
        return render_page(request, "ui/edit.html", context)

    def act(said: Any) -> commands.DecidedClearing:
        return commands.decide_clearing(
            actor=request.actor, store_id=request.store_id, article_id=article_id, at=clock.now(), **said
        )

    return submit(
        request, form, act, back=("ui/edit.html", lambda: context), url=back, toast=gettext("已定，任务已派给负责的岗位")
    )
