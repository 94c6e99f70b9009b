"""Pages of transfers: the list with the goods on the way, asking another store, and one transfer with its next steps."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anxin.holdings.parts import permissions as of_parts
from anxin.holdings.transfers import commands, permissions, queries
from anxin.holdings.transfers.lifecycle import AGREED, ASKED, DONE, REFUSED, SENT, TRANSFER, WITHDRAWN
from anxin.holdings.transfers.web.forms import (
    AgreeForm,
    AskForm,
    BackForm,
    InvoiceForm,
    MissingForm,
    QuantityForm,
    ReasonForm,
    WantedForm,
)
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.ui.addresses import address_of
from anxin.platform.ui.forms import submit
from anxin.platform.ui.lists import Column, Status, read_list
from anxin.platform.ui.pages import posted_key, posted_version, render_page
from anxin.platform.web import PageRequest, page
from anxin.resources.catalog.queries import get_article, price_parts

ONE, NEW = "transfers/transfer.html", "transfers/ask.html"
LEVELS = {ASKED: "wait", AGREED: "run", REFUSED: "late", WITHDRAWN: "off", SENT: "run", DONE: "ok"}
COLUMNS = (
    Column("number", _("调拨单号"), sort="number"),
    Column("side", _("方向"), lambda row: gettext("调入") if row.is_in else gettext("调出")),
    Column("other_store", _("对方门店")),
    Column("article_name", _("配件")),
    Column("article_number", _("配件号"), wide_only=True),
    Column("asked", _("要"), kind="number"),
    Column("on_the_way", _("在途"), kind="number"),
    Column("on_the_way_value", _("在途金额 元"), kind="money", wide_only=True),
    Column("expected_at", _("预计到货"), kind="time", sort="expected_at", wide_only=True),
    Column("state_label", _("状态"), lambda row: Status(LEVELS[row.state], row.state_label), kind="status"),
)
# Which side takes a step, by which permission, with which form.
STEPS: Mapping[str, tuple[bool, str, type[forms.Form]]] = {
    "agree": (False, permissions.ANSWER, AgreeForm),
    "refuse": (False, permissions.ANSWER, ReasonForm),
    "send": (False, of_parts.ISSUE, QuantityForm),
    "take_back": (False, of_parts.ISSUE, BackForm),
    "write_off": (False, permissions.ANSWER, forms.Form),
    "withdraw": (True, permissions.ASK, ReasonForm),
    "receive": (True, of_parts.RECEIVE, QuantityForm),
    "miss": (True, of_parts.RECEIVE, MissingForm),
}


@require_safe
@page(permissions.SEE)
def transfers(request: PageRequest) -> HttpResponse:
    """What the store asked of others and what it is asked for, with what is on the way."""
    listing = read_list(request, queries.TransferFilter, COLUMNS)
    found = queries.page_transfers(request.actor, request.store_id, listing.filter, listing.order, listing.window, url=_url)
    listing = listing.with_page(found)
    if listing.wants_export:
        return listing.export(_("调拨"), about=store_info(request.store_id).name)
    context = {
        "list": listing,
        "on_the_way": queries.goods_on_the_way(request.actor, request.store_id),
        "may_ask": request.actor.may(permissions.ASK, request.store_id),
    }
    return render_page(request, "transfers/transfers.html", context, partial=("table",))


@page(permissions.ASK)
def ask_transfer(request: PageRequest) -> HttpResponse:
    """Look for an article in other stores, and ask one of them."""
    if request.method != "POST":
        return render_page(request, NEW, _wanted(request))
    form = AskForm(request.POST)

    def act(given: Mapping[str, Any]) -> commands.SavedTransfer:
        said = dict(given)
        return commands.ask_transfer(
            actor=request.actor, store_id=request.store_id, key=posted_key(request), at=clock.now(), **said
        )

    return submit(
        request,
        form,
        act,
        back=(NEW, lambda: _wanted(request)),
        name="asked",
        url=lambda done: _url(done.id),
        toast=_("已发给对方门店，等答复"),
    )


@require_safe
@page(permissions.SEE)
def transfer(request: PageRequest, transfer_id: int) -> HttpResponse:
    """One transfer, and what this store can do next."""
    return render_page(request, ONE, _context(request, transfer_id))


@require_POST
@page(permissions.ANSWER)
def agree_transfer(request: PageRequest, transfer_id: int) -> HttpResponse:
    """The lender gives."""
    return _step(request, transfer_id, "agree", commands.agree_transfer, _("已同意，对方看得到"))


@require_POST
@page(permissions.ANSWER)
def refuse_transfer(request: PageRequest, transfer_id: int) -> HttpResponse:
    """The lender gives nothing."""
    return _step(request, transfer_id, "refuse", commands.refuse_transfer, _("已答复不能调"))


@require_POST
@page(permissions.ASK)
def withdraw_transfer(request: PageRequest, transfer_id: int) -> HttpResponse:
    """The asker wants it no longer."""
    return _step(request, transfer_id, "withdraw", commands.withdraw_transfer, _("调拨已撤回"))


@require_POST
@page(of_parts.ISSUE)
def send_transfer(request: PageRequest, transfer_id: int) -> HttpResponse:
    """It leaves the lender's shelf."""
    return _step(request, transfer_id, "send", commands.send_transfer, _("已出库，在途"))


@require_POST
@page(of_parts.RECEIVE)
def receive_transfer(request: PageRequest, transfer_id: int) -> HttpResponse:
    """It reaches the asker's shelf."""
    return _step(request, transfer_id, "receive", commands.receive_transfer, _("已入库"))


@require_POST
@page(of_parts.ISSUE)
def take_back_transfer(request: PageRequest, transfer_id: int) -> HttpResponse:
    """It is on the lender's shelf again."""
    return _step(request, transfer_id, "take_back", commands.take_back_transfer, _("已收回入库"))


@require_POST
@page(of_parts.RECEIVE)
def tell_difference(request: PageRequest, transfer_id: int) -> HttpResponse:
    """Something did not come."""
    return _step(request, transfer_id, "miss", commands.tell_difference, _("已告诉发货门店"))


@require_POST
@page(permissions.ANSWER)
def write_off_difference(request: PageRequest, transfer_id: int) -> HttpResponse:
    """It is lost."""
    return _step(request, transfer_id, "write_off", commands.write_off_difference, _("差异已核销"))


@require_POST
@page(permissions.INVOICE)
def note_invoice(request: PageRequest, transfer_id: int) -> HttpResponse:
    """The invoice between companies."""
    return _step(request, transfer_id, "invoice", commands.note_transfer_invoice, _("发票已登记"))


def _step(request: PageRequest, transfer_id: int, verb: str, command: Callable[..., Any], toast: Any) -> HttpResponse:
    by = {"actor": request.actor, "transfer_id": transfer_id, "version": posted_version(request), "at": clock.now()}
    kind = InvoiceForm if verb == "invoice" else STEPS[verb][2]
    form = kind(request.POST, auto_id=f"{verb}_%s")

    def context() -> dict[str, Any]:
        found = _context(request, transfer_id)
        # Somebody else was first: the form is no longer on the page, what it was told must be.
        return {**found, "forms": {**found["forms"], verb: form}} if verb in found["forms"] else {**found, "unplaced": form}

    return submit(
        request, form, lambda given: command(**given, **by), back=(ONE, context), url=_url(transfer_id), toast=toast
    )


def _context(request: PageRequest, transfer_id: int) -> dict[str, Any]:
    row = queries.get_transfer(request.actor, request.store_id, transfer_id)
    amounts = {"agree": row.asked, "send": row.agreed, "receive": row.on_the_way, "take_back": row.on_the_way}
    made: dict[str, forms.Form] = {
        verb: kind(auto_id=f"{verb}_%s", initial={"quantity": _plain(amounts.get(verb))})
        for verb, (is_asker, permission, kind) in STEPS.items()
        if is_asker == row.is_in and TRANSFER.allows(verb, row.state) and request.actor.may(permission, request.store_id)
    }
    if not row.missing:
        made.pop("write_off", None)
    if row.is_sale and not row.is_in and request.actor.may(permissions.INVOICE, request.store_id):
        made["invoice"] = InvoiceForm(auto_id="invoice_%s", initial={"number": row.invoice_number})
    return {"row": row, "level": LEVELS[row.state], "forms": made, "purpose_url": address_of(row.purpose)}


def _wanted(request: PageRequest) -> dict[str, Any]:
    """The article that is looked for, and the stores that can give it."""
    actor, store_id = request.actor, request.store_id
    form = WantedForm(request.GET if "number" in request.GET else None, initial={"quantity": 1})
    if not form.is_bound or not form.is_valid():
        return {"form": form}
    number, quantity = form.cleaned_data["number"], form.cleaned_data["quantity"]
    known = price_parts(actor, store_id, [number], store_info(store_id).clock.day(clock.now())).get(number)
    if known is None:
        form.add_error("number", gettext("目录里没有这个配件号，请核对。"))
        return {"form": form}
    rows = queries.free_elsewhere(actor, store_id, {known.article_id: quantity}, clock.now())
    asks = [
        (row, AskForm(auto_id=f"ask_{row.store_id}_%s", initial={"quantity": _plain(min(quantity, row.free))}))
        for row in rows
    ]
    return {"form": form, "article": get_article(actor, known.article_id), "rows": asks}


def _plain(quantity: Decimal | None) -> str:
    return f"{quantity.normalize():f}" if quantity is not None else ""


def _url(transfer_id: int) -> str:
    return reverse("transfer", args=[transfer_id])
