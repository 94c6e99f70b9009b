"""Tax invoices at the desk: asked for from the bill, numbers entered, taken back; the list of a store."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from anxin.platform import clock
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.billing import commands, permissions, queries
from anxin.visit.billing.models import Invoice
from anxin.visit.billing.web.cashier import show_order
from anxin.visit.billing.web.forms import FiscalForm, InvoiceForm, ReasonForm
from anxin.visit.billing.web.refusing import refusal_of

COLUMNS = (
    Column("number", gettext_lazy("申请号")),
    Column("repair_order", gettext_lazy("工单号")),
    Column("kind_label", gettext_lazy("种类"), lambda row: _("红字") + row.kind_label if row.is_red else row.kind_label),
    Column("buyer_name", gettext_lazy("抬头")),
    Column("amount", gettext_lazy("金额"), kind="money"),
    Column("state_label", gettext_lazy("状态"), lambda row: _("已红冲") if row.is_reddened else row.state_label),
    Column("fiscal_number", gettext_lazy("发票号码")),
    Column("tax_number", gettext_lazy("税号"), wide_only=True),
    Column("tax", gettext_lazy("税额"), kind="money", wide_only=True),
    Column("issued_at", gettext_lazy("开票时间"), kind="time", wide_only=True),
)


@require_safe
@page(permissions.SEE)
def invoices(request: PageRequest) -> HttpResponse:
    """Invoices of the store by state and day, with export."""
    listing = read_list(request, queries.InvoiceFilter, COLUMNS, default_sort="")
    found = queries.list_invoices(request.actor, request.store_id, listing.filter, listing.window)
    listing = listing.with_page(found)
    if listing.wants_export:
        return listing.export(_("发票"))
    return render_page(request, "billing/invoices.html", {"list": listing}, partial="table")


@require_POST
@page(permissions.INVOICE)
def request_invoice(request: PageRequest, number: str, bill_id: int) -> HttpResponse:
    """Ask for an invoice for a bill."""
    form, actor = InvoiceForm(request.POST), request.actor
    if not form.is_valid():
        return show_order(request, number, invoice_form=form, failed_bill=bill_id, status=422)
    said = form.cleaned_data
    wish = commands.InvoiceWish(said["kind"], said["buyer_name"], said["tax_number"])
    refused = refusal_of(lambda: commands.request_invoice(actor=actor, bill_id=bill_id, wish=wish, at=clock.now()))
    if refused is not None:
        return show_order(request, number, invoice_form=form, failed_bill=bill_id, refusal=refused)
    return _back(request, number, _("已申请开票"))


@require_POST
@page(permissions.INVOICE)
def red_letter_invoice(request: PageRequest, number: str, invoice_id: int) -> HttpResponse:
    """Take an invoice back by a red one."""
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    said = {"reason": reason, "cause": request.POST.get("cause", Invoice.Cause.WRONG)}
    return _act(
        request,
        number,
        lambda: commands.red_letter_invoice(actor=request.actor, invoice_id=invoice_id, at=clock.now(), **said),
        _("已申请红冲"),
    )


@require_POST
@page(permissions.INVOICE)
def record_invoice_number(request: PageRequest, number: str, invoice_id: int) -> HttpResponse:
    """Enter the number of an invoice that was issued by hand."""
    form = FiscalForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {"code": "", "fiscal_number": ""}
    return _act(
        request,
        number,
        lambda: commands.record_invoice_number(actor=request.actor, invoice_id=invoice_id, at=clock.now(), **said),
        _("已登记发票号码"),
    )


@require_POST
@page(permissions.INVOICE)
def retry_invoice(request: PageRequest, number: str, invoice_id: int) -> HttpResponse:
    """Ask again."""
    return _act(
        request,
        number,
        lambda: commands.retry_invoice(actor=request.actor, invoice_id=invoice_id, at=clock.now()),
        _("已重新申请"),
    )


@require_POST
@page(permissions.INVOICE)
def cancel_invoice(request: PageRequest, number: str, invoice_id: int) -> HttpResponse:
    """Call off what was not issued."""
    return _act(
        request,
        number,
        lambda: commands.cancel_invoice(actor=request.actor, invoice_id=invoice_id, at=clock.now()),
        _("已取消开票"),
    )


def _act(request: PageRequest, number: str, run: Callable[[], object], done: str) -> HttpResponse:
    refused = refusal_of(run)
    return show_order(request, number, refusal=refused) if refused is not None else _back(request, number, done)


def _back(request: PageRequest, number: str, words: str) -> HttpResponse:
    return redirect_after_post(request, reverse("billing:order", args=[number]), toast=Toast(words))
