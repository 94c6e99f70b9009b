"""Pages of what goes back to suppliers, and of how a supplier delivers."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from anxin.holdings.parts.permissions import CORRECT, SEND_BACK
from anxin.holdings.purchasing import commands, permissions, queries
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import NotFound
from anxin.platform.money import Money
from anxin.platform.ui.forms import set_choices, submit
from anxin.platform.ui.pages import posted_key, posted_version, render_page
from anxin.platform.web import PageRequest, page

PAGE, EVALUATION, UNDO = "purchasing/returns.html", "purchasing/evaluation.html", "purchasing/undo_return.html"
A_YEAR = timedelta(days=364)


def _amount(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=11, decimal_places=2, min_value=0)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class ReturnForm(forms.Form):
    """What goes back."""

    receipt_line_id = forms.TypedChoiceField(label=_("退哪一行"), coerce=int)
    quantity = forms.DecimalField(label=_("退多少"), max_digits=10, decimal_places=3)
    reason = forms.CharField(label=_("为什么退"), max_length=120)
    credit_expected = _amount(_("应退金额 元（不含税）"))


class CreditForm(forms.Form):
    """What was credited."""

    credited = _amount(_("实退金额 元（不含税）"))
    credited_on = _day(_("到账日期"))


class UndoForm(forms.Form):
    """What was entered wrongly."""

    reason = forms.CharField(label=_("哪里登记错了"), max_length=120)


class PeriodForm(forms.Form):
    """A period."""

    since = _day(_("订货日期从"))
    until = _day(_("订货日期到"))


@page(permissions.SEE)
def returns(request: PageRequest, receipt_id: int) -> HttpResponse:
    """What went back of a receipt; for who may, the form of one more."""
    if request.method != "POST":
        return render_page(request, PAGE, _context(request, receipt_id))
    row = queries.get_receipt(request.actor, receipt_id)
    request.actor.require(SEND_BACK, row.store_id)
    form = _return_form(row, request.POST)

    def act(given: Mapping[str, Any]) -> commands.KeptReturn:
        credit = Money.yuan(given["credit_expected"])
        said = {**given, "credit_expected": credit, "key": posted_key(request), "at": clock.now()}
        return commands.send_back(actor=request.actor, **said)

    url = reverse("supplier_returns", args=[receipt_id])
    back: tuple[str, Callable[[], Mapping[str, Any]]] = (PAGE, lambda: {**_context(request, receipt_id), "form": form})
    return submit(request, form, act, back=back, url=url, toast=_("已退货出库，等供应商退款"))


@page(CORRECT)
def credit(request: PageRequest, receipt_id: int, return_id: int) -> HttpResponse:
    """The supplier credited it."""
    form = CreditForm(request.POST if request.method == "POST" else None, auto_id=f"credit_{return_id}_%s")
    by: dict[str, Any] = {"actor": request.actor, "return_id": return_id, "at": clock.now()}

    def act(given: Mapping[str, Any]) -> commands.KeptReturn:
        credited = Money.yuan(given["credited"])
        day, version = given["credited_on"], posted_version(request)
        return commands.note_credit(credited=credited, credited_on=day, version=version, **by)

    def context() -> dict[str, Any]:
        return _context(request, receipt_id, {return_id: form})

    if request.method != "POST":
        return render_page(request, PAGE, _context(request, receipt_id))
    url = reverse("supplier_returns", args=[receipt_id])
    return submit(request, form, act, back=(PAGE, context), name="credit_form", url=url, toast=_("退款已登记"))


@page(CORRECT)
def undo(request: PageRequest, receipt_id: int, return_id: int) -> HttpResponse:
    """A return was entered wrongly: it never left."""
    actor = request.actor
    row = queries.get_receipt(actor, receipt_id)
    one = next((one for one in queries.list_returns(actor, receipt_id) if one.id == return_id), None)
    if one is None or not actor.may(CORRECT, row.store_id):
        raise NotFound
    context = {"row": row, "one": one, "version": one.version}
    if request.method != "POST":
        return render_page(request, UNDO, {"form": UndoForm(), **context})

    def act(given: Mapping[str, Any]) -> commands.KeptReturn:
        version = posted_version(request)
        return commands.undo_return(
            actor=actor, return_id=return_id, reason=given["reason"], version=version, at=clock.now()
        )

    url = reverse("supplier_returns", args=[receipt_id])
    back = (UNDO, lambda: context)
    return submit(request, UndoForm(request.POST), act, back=back, url=url, toast=_("已撤销退货，数量回到库存"))


@require_safe
@page(permissions.SEE)
def evaluation(request: PageRequest, supplier_id: int) -> HttpResponse:
    """How a supplier delivered in a period; the period stands in the address (FORM-59)."""
    row = queries.get_supplier(request.actor, supplier_id)
    today = store_info(row.store_id).clock.day(clock.now())
    usual = {"since": today - A_YEAR, "until": today}
    form = PeriodForm(request.GET if request.GET.get("since") else {name: str(day) for name, day in usual.items()})
    asked = form.cleaned_data if form.is_valid() else usual
    told = queries.evaluate_supplier(request.actor, supplier_id, asked["since"], asked["until"], clock.now())
    return render_page(request, EVALUATION, {"row": row, "form": form, "told": told})


def _return_form(row: queries.ReceiptView, posted: Any = None) -> ReturnForm:
    form = ReturnForm(posted)
    lines = [line for line in row.lines if not line.is_undone]
    choices = [(line.id, f"{line.number} {line.name} × {line.quantity.normalize():f}") for line in lines]
    set_choices(form, "receipt_line_id", choices)
    return form


def _credit_form(one: queries.ReturnRow, today: Any) -> CreditForm:
    known = {"credited": one.credit_expected.as_yuan, "credited_on": today}
    return CreditForm(initial=known, auto_id=f"credit_{one.id}_%s")


def _context(
    request: PageRequest, receipt_id: int, posted: Mapping[int, CreditForm] = MappingProxyType({})
) -> dict[str, Any]:
    row = queries.get_receipt(request.actor, receipt_id)
    went = queries.list_returns(request.actor, receipt_id)
    today = store_info(row.store_id).clock.day(clock.now())
    return {
        "row": row,
        "returns": [(one, posted.get(one.id) or _credit_form(one, today)) for one in went],
        "form": _return_form(row),
        "may_return": request.actor.may(SEND_BACK, row.store_id),
        "may_credit": request.actor.may(CORRECT, row.store_id),
    }
