"""Pages of the fund of a month for stock, and of the release of one order."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anxin.holdings.purchasing import commands, permissions, queries
from anxin.holdings.purchasing.parameters import FUNDS_PERCENT
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.calendar.rules import add_months
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.ui.forms import submit
from anxin.platform.ui.pages import posted_version, render_page
from anxin.platform.web import PageRequest, page

PAGE = "purchasing/funds.html"
YEARS = range(2000, 2101)


class MonthForm(forms.Form):
    """The month that is meant, by its first day."""

    month = forms.DateField(widget=forms.HiddenInput)


class FundForm(MonthForm):
    """What may be ordered for stock in the month."""

    amount = forms.DecimalField(label=_("资金 元（不含税）"), max_digits=11, decimal_places=2, min_value=0)
    note = forms.CharField(label=_("说明"), max_length=120, required=False)


class HoldForm(MonthForm):
    """Why the month is held, and what stays available."""

    percent = forms.IntegerField(label=_("还可用资金的百分之几"), min_value=0, max_value=100)
    reason = forms.CharField(label=_("为什么控制"), max_length=200)


class LiftForm(forms.Form):
    """Why it is held no longer, or why one order may be placed."""

    reason = forms.CharField(label=_("原因"), max_length=200)


@require_safe
@page(permissions.SEE)
def funds(request: PageRequest) -> HttpResponse:
    """The fund of a month, what was ordered against it, what holds it, and what was released (R-PT08)."""
    return render_page(request, PAGE, _context(request, month_of(request.GET.get("month", ""), request.store_id)))


@require_POST
@page(permissions.SET_FUND)
def set_fund(request: PageRequest) -> HttpResponse:
    """Set it."""
    form = FundForm(request.POST, auto_id="fund_%s")
    by: dict[str, Any] = {"actor": request.actor, "store_id": request.store_id, "at": clock.now()}

    def act(given: Mapping[str, Any]) -> commands.KeptFund:
        amount, version = Money.yuan(given["amount"]), posted_version(request)
        return commands.set_fund(month=given["month"], amount=amount, note=given["note"], version=version, **by)

    return _step(request, form, act, "fund_form", _("资金已设定"))


@require_POST
@page(permissions.CONTROL)
def hold_fund(request: PageRequest) -> HttpResponse:
    """Leave only a part of it available."""
    form = HoldForm(request.POST, auto_id="hold_%s")
    by: dict[str, Any] = {"actor": request.actor, "store_id": request.store_id, "at": clock.now()}

    def act(given: Mapping[str, Any]) -> commands.KeptHold:
        return commands.control_funds(month=given["month"], reasons=[given["reason"]], percent=given["percent"], **by)

    return _step(request, form, act, "hold_form", _("资金已控制"))


@require_POST
@page(permissions.RELEASE)
def lift_hold(request: PageRequest, hold_id: int) -> HttpResponse:
    """Hold it no longer."""
    form = LiftForm(request.POST, auto_id="lift_%s")
    by: dict[str, Any] = {"actor": request.actor, "hold_id": hold_id, "at": clock.now()}

    def act(given: Mapping[str, Any]) -> commands.KeptHold:
        return commands.lift_hold(reason=given["reason"], version=posted_version(request), **by)

    return _step(request, form, act, "lift_form", _("资金控制已解除"))


def _step(request: PageRequest, form: forms.Form, act: Any, name: str, toast: Any) -> HttpResponse:
    month = month_of(str(request.POST.get("month", ""))[:7], request.store_id)
    return submit(
        request,
        form,
        act,
        back=(PAGE, lambda: _context(request, month)),
        name=name,
        url=f"{reverse('purchase_funds')}?month={month:%Y-%m}",
        toast=toast,
    )


def _context(request: PageRequest, month: date) -> dict[str, Any]:
    actor, store_id = request.actor, request.store_id
    told = queries.get_fund_month(actor, store_id, month)
    first, percent = {"month": month}, value(FUNDS_PERCENT, store_id, store_info(store_id).clock.day(clock.now()))
    known = {**first, "amount": told.amount.as_yuan} if told.amount is not None else first
    return {
        "told": told,
        "month": month,
        "before": add_months(month, -1),
        "after": add_months(month, 1),
        "version": told.version,
        "hold_version": told.hold.version if told.hold else None,
        "fund_form": FundForm(initial=known, auto_id="fund_%s"),
        "hold_form": HoldForm(initial={**first, "percent": percent}, auto_id="hold_%s"),
        "lift_form": LiftForm(auto_id="lift_%s"),
        "may_set": actor.may(permissions.SET_FUND, store_id),
        "may_hold": actor.may(permissions.CONTROL, store_id) and told.hold is None,
        "may_lift": actor.may(permissions.RELEASE, store_id) and told.hold is not None and told.hold.lifted_at is None,
    }


def fund_line(actor: Actor, view: queries.PurchaseView) -> dict[str, Any]:
    """What the page of a draft says of the fund: the month's state, what was released, and whether it fits (R-PT08)."""
    store_id = view.head.store_id
    month = store_info(store_id).clock.day(clock.now()).replace(day=1)
    state = queries.get_fund_state(actor, store_id, month)
    if state.amount is None:
        return {}
    released = queries.find_release(actor, view.head.id)
    is_stock = view.head.kind == "stock"
    is_short = is_stock and not state.takes(view.head.amount, released)
    return {
        "fund_level": "late" if is_short else "",
        "fund": state,
        "fund_month": month,
        "fund_released": released if is_stock else None,
        "is_limited": is_stock and state.is_held,
        "is_short": is_short,
    }


def month_of(asked: str, store_id: int) -> date:
    """The first day of the month asked for (``2026-11``), else of this month."""
    try:
        found = date.fromisoformat(f"{asked}-01")
    except ValueError:
        found = store_info(store_id).clock.day(clock.now())
    if found.year not in YEARS:
        found = store_info(store_id).clock.day(clock.now())
    return found.replace(day=1)
