"""Pages of orders to suppliers: the list, a draft, and what becomes of it."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anxin.holdings.parts.permissions import CORRECT, RECEIVE
from anxin.holdings.purchasing import commands, permissions, queries
from anxin.holdings.purchasing.lifecycle import (
    ANSWERED,
    CANCELLED,
    DRAFT,
    ORDERED,
    PARTLY,
    PURCHASE,
    RECEIVED,
    REFUSED,
)
from anxin.holdings.purchasing.web.forms import AnswerForm, NameForm, OrderForm, ReasonForm, RestForm, TypedLine
from anxin.holdings.purchasing.web.funds import fund_line
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.money import Money
from anxin.platform.ui.addresses import address_of
from anxin.platform.ui.forms import set_choices, submit
from anxin.platform.ui.lists import Column, Status, read_list
from anxin.platform.ui.pages import posted_version, render_page
from anxin.platform.web import PageRequest, page
from anxin.resources.catalog.queries import price_part, price_parts

LIST, FORM, ONE = "purchasing/orders.html", "purchasing/order_form.html", "purchasing/order.html"
LEVELS = {
    DRAFT: "off",
    ORDERED: "wait",
    ANSWERED: "run",
    PARTLY: "run",
    RECEIVED: "ok",
    REFUSED: "late",
    CANCELLED: "no",
}
COLUMNS = (
    Column("number", _("单号"), sort="number"),
    Column("supplier", _("供应商"), sort="supplier"),
    Column("kind_label", _("订货类型")),
    Column("state_label", _("状态"), lambda row: Status(LEVELS[row.state], row.state_label), kind="status"),
    Column("answer_due_at", _("最晚答复"), kind="time"),
    Column("ordered_on", _("订货日期"), kind="day", sort="ordered_on", wide_only=True),
    Column("promised_on", _("供应商说哪天到"), kind="day", wide_only=True),
    Column("line_count", _("行数"), kind="integer", wide_only=True),
    Column("amount", _("金额 元（不含税）"), kind="money", wide_only=True),
)


@require_safe
@page(permissions.SEE)
def orders(request: PageRequest) -> HttpResponse:
    """Orders of the store; above them the clocks of emergency orders that wait for an answer (R-PT11)."""
    actor, store_id = request.actor, request.store_id
    listing = read_list(request, queries.PurchaseFilter, COLUMNS)
    found = queries.page_orders(actor, store_id, listing.filter, listing.order, listing.window, clock.now(), url=order_url)
    listing = listing.with_page(found)
    if listing.wants_export:
        return listing.export(_("采购单"), about=store_info(store_id).name)
    clocks = queries.list_unanswered(actor, store_id, clock.now(), url=order_url)
    may_order = actor.may(permissions.ORDER, store_id)
    return render_page(request, LIST, {"list": listing, "clocks": clocks, "may_order": may_order}, partial=("table",))


@page(permissions.ORDER)
def new_order(request: PageRequest) -> HttpResponse:
    """Write an order."""
    return _written(request, None)


@page(permissions.ORDER)
def edit_order(request: PageRequest, order_id: int) -> HttpResponse:
    """Write a draft anew."""
    return _written(request, queries.get_order(request.actor, order_id, clock.now()))


def _written(request: PageRequest, view: queries.PurchaseView | None) -> HttpResponse:
    actor, store_id = request.actor, view.head.store_id if view else request.store_id
    suppliers = queries.list_suppliers(actor, store_id)
    context = {"view": view, "has_suppliers": bool(suppliers), "version": view.head.version if view else None}
    form = OrderForm(request.POST) if request.method == "POST" else OrderForm(initial=_initial(view))
    set_choices(form, "supplier_id", [("", ""), *((one.id, f"{one.name} · {one.kind_label}") for one in suppliers)])
    if request.method != "POST":
        return render_page(request, FORM, {"form": form, **context})

    def act(given: Mapping[str, Any]) -> commands.KeptPurchase:
        lines = _wanted(request, store_id, given["lines"], given["wanted_on"], view)
        wish = commands.NewPurchase(given["supplier_id"], given["kind"], lines, given["note"])
        if view is None:
            return commands.draft_order(actor=actor, store_id=store_id, order=wish, at=clock.now())
        by: dict[str, Any] = {
            "actor": actor,
            "order_id": view.head.id,
            "version": posted_version(request),
            "at": clock.now(),
        }
        return commands.rewrite_order(order=wish, **by)

    back = (FORM, lambda: context)
    return submit(request, form, act, back=back, url=lambda kept: order_url(kept.id), toast=_("采购单已保存，还没有发出"))


def _initial(view: queries.PurchaseView | None) -> dict[str, Any]:
    if view is None:
        return {}
    rows = [f"{one.number or one.words} {one.quantity.normalize():f} {one.unit_price}" for one in view.lines]
    days = {one.wanted_on for one in view.lines}
    return {
        "supplier_id": view.head.supplier_id,
        "kind": view.head.kind,
        "lines": "\n".join(rows),
        "wanted_on": days.pop() if len(days) == 1 else None,
        "note": view.note,
    }


def _wanted(
    request: PageRequest, store_id: int, typed: list[TypedLine], wanted_on: Any, view: queries.PurchaseView | None
) -> list[commands.WantedLine]:
    day = store_info(store_id).clock.day(clock.now())
    known = price_parts(request.actor, store_id, [line.number for line in typed], day)
    # What a line was ordered for stays with its article or words, however often the draft is written anew.
    before = {one.number or one.words: one for one in view.lines} if view else {}
    lines = []
    for line in typed:
        article = known.get(line.number)
        kept = before.get(article.number if article else line.words)
        lines.append(
            commands.WantedLine(
                line.quantity,
                Money.yuan(line.unit_price),
                article.article_id if article else None,
                (kept.words if kept else "") if article else line.words,
                wanted_on or (kept.wanted_on if kept else None),
                kept.document if kept else None,
                kept.document_line if kept else None,
                kept.demand_id if kept else None,
            )
        )
    return lines


@require_safe
@page(permissions.SEE)
def order(request: PageRequest, order_id: int) -> HttpResponse:
    """One order, and its next steps."""
    return render_page(request, ONE, _context(request, order_id))


@require_POST
@page(permissions.ORDER)
def place_order(request: PageRequest, order_id: int) -> HttpResponse:
    """Send it to the supplier."""
    return _step(request, order_id, "place", forms.Form(request.POST), commands.place_order, _("已订货"))


@require_POST
@page(permissions.RELEASE)
def release_order(request: PageRequest, order_id: int) -> HttpResponse:
    """Let it be placed beyond what the month's held fund leaves (R-PT08)."""
    form = ReasonForm(request.POST, auto_id="release_%s")
    return _step(request, order_id, "release", form, commands.release_order, _("已放行，可以订货了"))


@require_POST
@page(permissions.ORDER)
def answer_order(request: PageRequest, order_id: int) -> HttpResponse:
    """The supplier told when it comes."""
    view = queries.get_order(request.actor, order_id, clock.now())
    form = AnswerForm(request.POST, lines=view.lines)

    def command(**by: Any) -> commands.KeptPurchase:
        said = {name: value for name, value in by.items() if name in ("actor", "order_id", "version", "at")}
        return commands.answer_order(promised=form.promised(), **said)

    return _step(request, order_id, "answer", form, command, _("供应商答复已记下"))


@require_POST
@page(permissions.ORDER)
def refuse_order(request: PageRequest, order_id: int) -> HttpResponse:
    """The supplier does not deliver."""
    form = ReasonForm(request.POST, auto_id="refuse_%s")
    return _step(request, order_id, "refuse", form, commands.refuse_order, _("已记为供应商不供"))


@require_POST
@page(permissions.ORDER)
def name_article(request: PageRequest, order_id: int) -> HttpResponse:
    """Say which article a line means that was ordered by words."""
    form = NameForm(request.POST)

    def command(line_id: int, number: str, **by: Any) -> commands.KeptPurchase:
        store_id = queries.get_order(request.actor, order_id, by["at"]).head.store_id
        part = price_part(request.actor, store_id, number, store_info(store_id).clock.day(by["at"]))
        return commands.name_article(line_id=line_id, article_id=part.article_id, **by)

    return _step(request, order_id, "name", form, command, _("配件号已填"))


@require_POST
@page(permissions.ORDER)
def cancel_order(request: PageRequest, order_id: int) -> HttpResponse:
    """Call it off."""
    form = ReasonForm(request.POST, auto_id="cancel_%s")
    return _step(request, order_id, "cancel", form, commands.cancel_order, _("采购单已取消"))


@require_POST
@page(permissions.ORDER)
def cancel_rest(request: PageRequest, order_id: int) -> HttpResponse:
    """Want no longer what has not come of some lines."""
    form = _rest_form(queries.get_order(request.actor, order_id, clock.now()), request.POST)
    return _step(request, order_id, "rest", form, commands.cancel_rest, _("没到的已取消"))


def _step(
    request: PageRequest, order_id: int, verb: str, form: forms.Form, command: Callable[..., Any], toast: Any
) -> HttpResponse:
    by = {"actor": request.actor, "order_id": order_id, "version": posted_version(request), "at": clock.now()}

    def context() -> dict[str, Any]:
        found = _context(request, order_id)
        # Somebody else was first: the form is no longer on the page, what it was told must be.
        return {**found, "forms": {**found["forms"], verb: form}} if verb in found["forms"] else {**found, "unplaced": form}

    return submit(
        request, form, lambda given: command(**given, **by), back=(ONE, context), url=order_url(order_id), toast=toast
    )


def _rest_form(view: queries.PurchaseView, posted: Any = None) -> RestForm:
    form = RestForm(posted, auto_id="rest_%s")
    choices = [(line.id, f"{line.number or line.words} · {line.open.normalize():f}") for line in view.lines if line.open]
    set_choices(form, "line_ids", choices)
    return form


def _context(request: PageRequest, order_id: int) -> dict[str, Any]:
    actor = request.actor
    view = queries.get_order(actor, order_id, clock.now())
    state, store_id = view.head.state, view.head.store_id
    may_order = actor.may(permissions.ORDER, store_id)
    made: dict[str, forms.Form] = {
        "place": forms.Form(),
        "answer": AnswerForm(lines=view.lines),
        "refuse": ReasonForm(auto_id="refuse_%s"),
        "name": NameForm(),
        "cancel": ReasonForm(auto_id="cancel_%s"),
    }
    shown = {verb: form for verb, form in made.items() if may_order and PURCHASE.allows(verb, state)}
    if may_order and PURCHASE.allows("receive", state):
        shown["rest"] = _rest_form(view)
    fund = fund_line(actor, view) if state == DRAFT else {}
    if fund.get("is_short") and actor.may(permissions.RELEASE, store_id):
        shown["release"] = ReasonForm(auto_id="release_%s")
    return {
        **fund,
        "view": view,
        "row": view.head,
        "level": LEVELS[state],
        "lines": [(line, address_of(line.document) if line.document else "") for line in view.lines],
        "receipts": queries.list_receipts(actor, order_id),
        "forms": shown,
        "version": view.head.version,
        "may_edit": may_order and PURCHASE.allows("rewrite", state),
        "may_receive": actor.may(RECEIVE, store_id) and PURCHASE.allows("receive", state),
        "may_bill": actor.may(CORRECT, store_id),
        "late": gettext("过了到货日"),
    }


def order_url(order_id: int) -> str:
    """The page of an order."""
    return reverse("purchase", args=[order_id])
