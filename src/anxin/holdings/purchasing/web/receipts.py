"""Pages of what comes in: receiving an order, and the supplier's bill of a receipt."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anxin.holdings.parts.permissions import CORRECT, RECEIVE
from anxin.holdings.purchasing import commands, permissions, queries
from anxin.holdings.purchasing.rules import read_scanned
from anxin.holdings.purchasing.web.forms import BillForm, ReceiveForm
from anxin.holdings.purchasing.web.orders import order_url
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Invalid, NotFound
from anxin.platform.ui.forms import submit
from anxin.platform.ui.pages import posted_key, posted_version, render_page
from anxin.platform.web import PageRequest, page

RECEIVE_PAGE, BILL_PAGE, UNDO_PAGE = "purchasing/receive.html", "purchasing/bill.html", "purchasing/undo_receipt.html"


class UndoForm(forms.Form):
    """Why a line of a receipt never came."""

    reason = forms.CharField(label=_("哪里收错了"), max_length=120)


@page(RECEIVE)
def receive(request: PageRequest, order_id: int) -> HttpResponse:
    """Take goods of an order in: numbers typed or scanned, one a row."""
    actor = request.actor
    view = queries.get_order(actor, order_id, clock.now())
    context = {"view": view, "row": view.head, "open": [line for line in view.lines if line.open]}
    if request.method != "POST":
        return render_page(request, RECEIVE_PAGE, {"form": ReceiveForm(), **context})
    form = ReceiveForm(request.POST)

    def act(given: Mapping[str, Any]) -> commands.KeptReceipt:
        return commands.receive_order(
            actor=actor,
            order_id=order_id,
            came=_came(view, given["lines"]),
            key=posted_key(request),
            note=given["note"],
            may_exceed=given["may_exceed"],
            at=clock.now(),
        )

    back = (RECEIVE_PAGE, lambda: context)
    return submit(request, form, act, back=back, url=order_url(order_id), toast=_("已收货入库"))


def _came(view: queries.PurchaseView, text: str) -> list[commands.Came]:
    ids = {line.number: line.article_id for line in view.lines if line.article_id is not None}
    came = []
    for one in read_scanned(text, ids):
        if one.number is None:
            words = gettext("第 %(n)s 行不是这张采购单的配件：请核对来货；按文字订的请先填配件号。")
            raise Invalid(words % {"n": one.row}, field="lines", rule="M14.13")
        if one.quantity is None:
            words = gettext("第 %(n)s 行的数量看不懂，请写成“配件号 数量 批次”，数量大于零、最多三位小数。")
            raise Invalid(words % {"n": one.row}, field="lines", rule="M14.13")
        came.append(commands.Came(ids[one.number] or 0, one.quantity, one.batch))
    return came


@page(permissions.SEE)
def bill(request: PageRequest, receipt_id: int) -> HttpResponse:
    """A receipt; for who may, the form of the supplier's bill with the costs of all its lines."""
    actor = request.actor
    row = queries.get_receipt(actor, receipt_id)
    may_bill = actor.may(CORRECT, row.store_id)
    context = {"row": row, "may_bill": may_bill, "version": row.version}
    today = store_info(row.store_id).clock.day(clock.now())
    if request.method != "POST":
        initial = {"bill_number": row.bill_number, "billed_on": row.billed_on or today}
        return render_page(request, BILL_PAGE, {"form": BillForm(lines=row.lines, initial=initial), **context})
    actor.require(CORRECT, row.store_id)
    form = BillForm(request.POST, lines=row.lines)

    def act(given: Mapping[str, Any]) -> commands.BilledReceipt:
        return commands.tell_bill(
            actor=actor,
            receipt_id=receipt_id,
            bill_number=given["bill_number"],
            billed_on=given["billed_on"],
            lines=[commands.BillLine(*line) for line in form.costs()],
            version=posted_version(request),
            at=clock.now(),
        )

    back = (BILL_PAGE, lambda: context)
    return submit(request, form, act, back=back, url=order_url(row.order_id), toast=_("发票已登记，成本已按发票更正"))


@page(CORRECT)
def undo_line(request: PageRequest, receipt_id: int, line_id: int) -> HttpResponse:
    """A line of a receipt was booked wrongly: it never came, and the order expects it again."""
    actor = request.actor
    row = queries.get_receipt(actor, receipt_id)
    line = next((one for one in row.lines if one.id == line_id), None)
    if line is None or not actor.may(CORRECT, row.store_id):
        raise NotFound
    context = {"row": row, "line": line}
    if request.method != "POST":
        return render_page(request, UNDO_PAGE, {"form": UndoForm(), **context})

    def act(given: Mapping[str, Any]) -> commands.KeptReceipt:
        return commands.undo_receipt_line(actor=actor, receipt_line_id=line_id, reason=given["reason"], at=clock.now())

    back = (UNDO_PAGE, lambda: context)
    return submit(
        request, UndoForm(request.POST), act, back=back, url=order_url(row.order_id), toast=_("已撤销，可以重新收货")
    )
