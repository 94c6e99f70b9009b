"""The list of orders."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anxin.parties.org.queries import store_info
from anxin.platform.ui.filters import filter_field
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders import permissions, queries
from anxin.visit.repair_orders.lifecycle import REPAIR_ORDER
from anxin.visit.repair_orders.models import RepairOrder


@dataclass(frozen=True)
class ShownFilter:
    """What the list may be narrowed by on the page."""

    text: str = filter_field(_("车牌 / VIN / 工单号尾"), default="")
    state: tuple[str, ...] = filter_field(_("状态"), choices=tuple(REPAIR_ORDER.labels.items()), default=())
    kind: str = filter_field(_("工单类型"), choices=tuple(RepairOrder.Kind.choices), default="")
    opened_from: date | None = filter_field(_("开单从"))
    opened_to: date | None = filter_field(_("开单到"))


COLUMNS = (
    Column("number", _("工单号")),
    Column("plate", _("车牌"), kind="plate"),
    Column("model_name", _("车型"), wide_only=True),
    Column("customer_name", _("客户"), wide_only=True),
    Column("advisor_name", _("服务顾问"), wide_only=True),
    Column("state_label", _("状态")),
    Column("opened_at", _("开单"), kind="time", sort="opened_at"),
    Column("promised_at", _("承诺"), kind="time", sort="promised_at"),
    Column("amount", _("金额（元）"), kind="money", wide_only=True),
)


@page(permissions.SEE)
def list_repair_orders(request: PageRequest) -> HttpResponse:
    """Orders of the store at hand, filtered and sorted by the address."""
    listing = read_list(request, ShownFilter, COLUMNS, default_sort="-opened_at")
    shown = listing.filter
    wanted = queries.OrderFilter(
        store_id=request.store_id,
        states=shown.state,
        kind=shown.kind,
        opened_from=shown.opened_from,
        opened_to=shown.opened_to,
        text=shown.text,
    )
    listing = listing.with_page(queries.page_orders(request.actor, wanted, listing.order, listing.window, url=_url))
    if listing.wants_export:
        return listing.export(_("工单"), about=store_info(request.store_id).name)
    return render_page(request, "repair_orders/list.html", {"list": listing}, partial="table")


def _url(number: str) -> str:
    return reverse("repair_orders:detail", args=[number])
