"""Pages of what customers wait for: the list, taking one down, and what becomes of it."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anxin.holdings.purchasing import commands, permissions, queries
from anxin.holdings.purchasing.lifecycle import ARRIVED, CANCELLED, HANDED_OVER, SPECIAL, WAITING
from anxin.holdings.purchasing.web.orders import order_url
from anxin.holdings.purchasing.web.special_forms import CancelForm, DelayForm, HandOverForm, PurchaseForm, SpecialForm
from anxin.parties.customers.queries import get_vehicle, search_customers, search_vehicles
from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import find_own_employee, staff_choices
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.ui.forms import set_choices, submit
from anxin.platform.ui.lists import Column, Status, read_list
from anxin.platform.ui.pages import posted_version, render_page
from anxin.platform.web import PageRequest, page
from anxin.resources.catalog.queries import price_part

LIST, FORM, ONE = "purchasing/special_orders.html", "purchasing/special_form.html", "purchasing/special_order.html"
LEVELS = {WAITING: "wait", ARRIVED: "run", HANDED_OVER: "ok", CANCELLED: "no"}


def _state(row: queries.SpecialRow) -> Status:
    return Status("late", gettext("过了答应的日子")) if row.is_overdue else Status(LEVELS[row.state], row.state_label)


COLUMNS = (
    Column("number", _("单号"), sort="number"),
    Column("words", _("要哪个件")),
    Column("customer", _("客户")),
    Column("state_label", _("状态"), _state, kind="status"),
    Column("promised_on", _("答应到货日期"), kind="day", sort="promised_on"),
    Column("quantity", _("数量"), kind="number", wide_only=True),
    Column("article_number", _("配件号"), wide_only=True),
    Column("advisor", _("服务顾问"), wide_only=True),
    Column("arrived_on", _("到货日期"), kind="day", wide_only=True),
    Column("deposit_words", _("订金"), wide_only=True),
)


@require_safe
@page(permissions.SEE_SPECIAL)
def special_orders(request: PageRequest) -> HttpResponse:
    """What customers wait for."""
    listing = read_list(request, queries.SpecialFilter, COLUMNS)
    found = queries.page_special_orders(
        request.actor, request.store_id, listing.filter, listing.order, listing.window, clock.now(), url=_url
    )
    listing = listing.with_page(found)
    if listing.wants_export:
        return listing.export(_("缺件专订"), about=store_info(request.store_id).name)
    may_take = request.actor.may(permissions.SPECIAL, request.store_id)
    return render_page(request, LIST, {"list": listing, "may_take": may_take}, partial=("table",))


@page(permissions.SPECIAL)
def new_special(request: PageRequest) -> HttpResponse:
    """Take down which part a customer waits for."""
    actor, store_id = request.actor, request.store_id
    own = find_own_employee(actor)
    initial = {"advisor_id": own.id if own else None, "customer": request.GET.get("customer", "")[:40]}
    form = SpecialForm(request.POST) if request.method == "POST" else SpecialForm(initial=initial)
    set_choices(form, "advisor_id", [("", ""), *staff_choices(actor, store_id)])
    if request.method != "POST":
        return render_page(request, FORM, {"form": form})

    def act(given: Mapping[str, Any]) -> commands.KeptSpecial:
        today = store_info(store_id).clock.day(clock.now())
        part = price_part(actor, store_id, given["number"], today) if given["number"] else None
        special = commands.NewSpecial(
            _customer(request, given["customer"]),
            given["advisor_id"],
            given["words"],
            given["quantity"],
            given["promised_on"],
            part.article_id if part else None,
            given["deposit_words"],
        )
        return commands.take_special_order(actor=actor, store_id=store_id, special=special, at=clock.now())

    return submit(request, form, act, back=(FORM, dict), url=lambda kept: _url(kept.id), toast=_("专订已登记"))


def _customer(request: PageRequest, text: str) -> int:
    """The one customer whom a plate, VIN, phone or name means."""
    found = {one.id for one in search_customers(request.actor, text)}
    if not found:
        cars = [get_vehicle(request.actor, one.id) for one in search_vehicles(request.actor, text)]
        found = {car.owner_id for car in cars if car.owner_id is not None}
    if not found:
        raise Invalid(gettext("没有找到这位客户，请核对，或先在“客户”里建档。"), field="customer", rule="R-PT03")
    if len(found) > 1:
        raise Invalid(gettext("找到不止一位客户，请填完整的车牌或手机号。"), field="customer", rule="R-PT03")
    return found.pop()


@require_safe
@page(permissions.SEE_SPECIAL)
def special_order(request: PageRequest, special_id: int) -> HttpResponse:
    """One special order, and its next steps."""
    return render_page(request, ONE, _context(request, special_id))


@require_POST
@page(permissions.ORDER)
def delay(request: PageRequest, special_id: int) -> HttpResponse:
    """It comes at another day."""
    form = DelayForm(request.POST, auto_id="delay_%s")
    return _step(request, special_id, "delay", form, commands.delay_special_order, _("已改期，顾问会收到任务"))


@require_POST
@page(permissions.ORDER)
def arrive(request: PageRequest, special_id: int) -> HttpResponse:
    """It is here."""
    form = forms.Form(request.POST)
    return _step(request, special_id, "arrive", form, commands.note_special_arrival, _("已到货，顾问会收到任务"))


@require_POST
@page(permissions.SPECIAL)
def hand_over(request: PageRequest, special_id: int) -> HttpResponse:
    """The customer has it."""
    form = HandOverForm(request.POST, auto_id="hand_%s")
    return _step(request, special_id, "hand_over", form, commands.hand_over_special_order, _("已交给客户"))


@require_POST
@page(permissions.SPECIAL)
def cancel(request: PageRequest, special_id: int) -> HttpResponse:
    """The customer waits for it no longer."""
    form = CancelForm(request.POST, auto_id="cancel_%s")
    return _step(request, special_id, "cancel", form, commands.cancel_special_order, _("专订已取消"))


@require_POST
@page(permissions.ORDER)
def order(request: PageRequest, special_id: int) -> HttpResponse:
    """Write the order to a supplier for it."""
    row = queries.get_special_order(request.actor, special_id, clock.now())
    form = _purchase_form(request, row, request.POST)

    def act(given: Mapping[str, Any]) -> commands.KeptPurchase:
        return commands.order_special(actor=request.actor, special_id=special_id, at=clock.now(), **given)

    def context() -> dict[str, Any]:
        return _with(_context(request, special_id), "order", form)

    url = lambda kept: order_url(kept.id)  # noqa: E731
    return submit(request, form, act, back=(ONE, context), url=url, toast=_("采购单草稿已开，请核对后订货"))


def _step(
    request: PageRequest, special_id: int, verb: str, form: forms.Form, command: Callable[..., Any], toast: Any
) -> HttpResponse:
    by = {"actor": request.actor, "special_id": special_id, "version": posted_version(request), "at": clock.now()}

    def context() -> dict[str, Any]:
        return _with(_context(request, special_id), verb, form)

    return submit(
        request, form, lambda given: command(**given, **by), back=(ONE, context), url=_url(special_id), toast=toast
    )


def _with(found: dict[str, Any], verb: str, form: forms.Form) -> dict[str, Any]:
    # Somebody else was first: the form is no longer on the page, what it was told must be.
    return {**found, "forms": {**found["forms"], verb: form}} if verb in found["forms"] else {**found, "unplaced": form}


def _purchase_form(request: PageRequest, row: queries.SpecialRow, posted: Any = None) -> PurchaseForm:
    form = PurchaseForm(posted, auto_id="order_%s")
    suppliers = queries.list_suppliers(request.actor, row.store_id)
    set_choices(form, "supplier_id", [("", ""), *((one.id, f"{one.name} · {one.kind_label}") for one in suppliers)])
    return form


def _context(request: PageRequest, special_id: int) -> dict[str, Any]:
    actor = request.actor
    row = queries.get_special_order(actor, special_id, clock.now())
    may_order = actor.may(permissions.ORDER, row.store_id)
    may_take = actor.may(permissions.SPECIAL, row.store_id)
    made: dict[str, tuple[bool, Callable[[], forms.Form]]] = {
        "delay": (may_order, lambda: DelayForm(auto_id="delay_%s")),
        "arrive": (may_order, forms.Form),
        "hand_over": (may_take, lambda: HandOverForm(auto_id="hand_%s")),
        "cancel": (may_take, lambda: CancelForm(auto_id="cancel_%s")),
    }
    shown = {verb: make() for verb, (may, make) in made.items() if may and SPECIAL.allows(verb, row.state)}
    if may_order and SPECIAL.allows("delay", row.state):
        shown["order"] = _purchase_form(request, row)
    sees_orders = actor.may(permissions.SEE, row.store_id)
    orders = [(number, order_url(order_id) if sees_orders else "") for order_id, number in row.orders]
    return {"row": row, "level": LEVELS[row.state], "orders": orders, "forms": shown, "version": row.version}


def _url(special_id: int) -> str:
    return reverse("special_order", args=[special_id])
