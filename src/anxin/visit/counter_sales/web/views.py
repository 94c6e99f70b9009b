"""Pages of the parts counter's sales: the list, a sale, what comes back, and a sale that was lost."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.money import Money
from anxin.platform.ui.forms import submit
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import posted_key, posted_version, render_page
from anxin.platform.web import PageRequest, page
from anxin.resources.catalog.queries import price_parts
from anxin.visit.billing.commands import Tender
from anxin.visit.counter_sales import commands, permissions, queries, rules
from anxin.visit.counter_sales.web import buyers
from anxin.visit.counter_sales.web.forms import METHODS, LostForm, SellForm, TakeBackForm, TypedSaleLine

SELL, ONE, LOST = "counter_sales/sell.html", "counter_sales/sale.html", "counter_sales/lost.html"
COLUMNS = (
    Column("number", _("外销单号"), sort="number"),
    Column("sold_at", _("时间"), kind="time", sort="sold_at"),
    Column("channel_label", _("渠道")),
    Column("customer_name", _("客户"), wide_only=True),
    Column("gross", _("含税金额 元"), kind="money", sort="gross"),
    Column("refunded", _("已退 元"), kind="money", wide_only=True),
)


@require_safe
@page(permissions.SEE)
def counter_sales(request: PageRequest) -> HttpResponse:
    """Sales of the store, with sums and spreadsheet."""
    listing = read_list(request, queries.SaleFilter, COLUMNS)
    found = queries.page_sales(request.actor, request.store_id, listing.filter, listing.order, listing.window, url=_url)
    listing = listing.with_page(found)
    if listing.wants_export:
        return listing.export(_("配件外销"), about=store_info(request.store_id).name)
    may_sell = request.actor.may(permissions.SELL, request.store_id)
    return render_page(request, "counter_sales/sales.html", {"list": listing, "may_sell": may_sell}, partial=("table",))


@page(permissions.SELL)
def sell(request: PageRequest) -> HttpResponse:
    """Sell, take the money, and hand the parts over."""
    if request.method != "POST":
        return render_page(request, SELL, {"form": SellForm()})

    def act(given: Mapping[str, Any]) -> commands.SavedSale:
        customer_id = buyers.chosen(request, given)
        lines = _sold(request, given["lines"], given["channel"])
        due = Money.sum(rules.amounts(one.unit_price or Money(0), one.quantity, Decimal(0)).gross for one in lines)
        paid = due if given["received"] is None else Money.yuan(given["received"])
        return commands.sell_at_counter(
            actor=request.actor,
            store_id=request.store_id,
            lines=lines,
            tenders=[Tender(given["method"], paid)] if paid else [],
            channel=given["channel"],
            customer_id=customer_id,
            key=posted_key(request),
            at=clock.now(),
        )

    form = SellForm(request.POST)
    buyers.offer(request, form)
    return submit(
        request, form, act, back=(SELL, dict), url=lambda done: _url(done.id), toast=_("已卖出，货款已收，库存已扣")
    )


@page(permissions.SELL)
def record_lost_sale(request: PageRequest) -> HttpResponse:
    """Somebody wanted what could not be sold."""
    if request.method != "POST":
        return render_page(request, LOST, {"form": LostForm(initial={"number": request.GET.get("number", "")[:40]})})

    def act(given: Mapping[str, Any]) -> commands.LostSale:
        known = _articles(request, [given["number"]]) if given["number"] else {}
        return commands.record_lost_sale(
            actor=request.actor,
            store_id=request.store_id,
            article_id=known[given["number"]] if known else None,
            words=given["words"],
            quantity=given["quantity"],
            reason=given["reason"],
            key=posted_key(request)[:90],
            at=clock.now(),
        )

    form = LostForm(request.POST)
    return submit(request, form, act, back=(LOST, dict), url=reverse("counter_sales"), toast=_("已记失销，补货看得到"))


@require_safe
@page(permissions.SEE)
def counter_sale(request: PageRequest, sale_id: int) -> HttpResponse:
    """One sale as it is printed, and its return."""
    return render_page(request, ONE, _context(request, sale_id))


@require_POST
@page(permissions.TAKE_BACK)
def take_back(request: PageRequest, sale_id: int) -> HttpResponse:
    """Parts come back and the money goes."""
    form = TakeBackForm(request.POST)

    def act(given: Mapping[str, Any]) -> commands.SavedSale:
        return commands.take_back_parts(
            actor=request.actor,
            sale_id=sale_id,
            lines=_coming_back(request),
            version=posted_version(request),
            at=clock.now(),
            **given,
        )

    back = (ONE, lambda: _context(request, sale_id))
    return submit(request, form, act, back=back, url=_url(sale_id), toast=_("已退货退款，库存已加回"))


def _coming_back(request: PageRequest) -> list[commands.TakenBack]:
    told = {name.removeprefix("back_"): text for name, text in request.POST.items() if name.startswith("back_") and text}
    try:
        return [commands.TakenBack(int(line_id), Decimal(str(text))) for line_id, text in told.items()]
    except (ValueError, InvalidOperation):
        raise Invalid(gettext("退货数量请填数字。"), field="lines", rule="R-PT06") from None


def _context(request: PageRequest, sale_id: int) -> dict[str, Any]:
    sale = queries.get_sale(request.actor, sale_id)
    may = request.actor.may(permissions.TAKE_BACK, sale.store_id) and any(line.left for line in sale.lines)
    methods = dict(METHODS)
    payments = [(one, methods.get(one.method, one.method)) for one in sale.payments]
    store = store_info(sale.store_id)
    return {"sale": sale, "payments": payments, "store": store, "form": TakeBackForm(), "may_take_back": may}


def _articles(request: PageRequest, numbers: list[str]) -> dict[str, int]:
    day = store_info(request.store_id).clock.day(clock.now())
    known = price_parts(request.actor, request.store_id, numbers, day)
    missing = [one for one in numbers if one not in known]
    if missing:
        message = gettext("目录里没有这些配件号：%(numbers)s。请改正，或先添加到配件目录。")
        raise Invalid(message % {"numbers": gettext("、").join(missing[:10])}, field="lines", rule="R-PT06")
    return {one: known[one].article_id for one in numbers}


def _sold(request: PageRequest, typed: list[TypedSaleLine], channel: str) -> list[commands.SoldLine]:
    known = _articles(request, [line.number for line in typed])
    day = store_info(request.store_id).clock.day(clock.now())
    usual = queries.counter_prices(request.actor, request.store_id, list(known.values()), channel, day)
    return [commands.SoldLine(known[line.number], line.quantity, line.price or usual[known[line.number]]) for line in typed]


def _url(sale_id: int) -> str:
    return reverse("counter_sale", args=[sale_id])
