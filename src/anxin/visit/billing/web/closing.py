"""Closing a day at the cash desk (日结), opening it again, and the cash that goes to finance."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.platform import clock
from anxin.platform.errors import NotFound
from anxin.platform.ui.pages import Toast, redirect_after_post
from anxin.platform.web import PageRequest, page
from anxin.visit.billing import commands, permissions
from anxin.visit.billing.web.day import show_day
from anxin.visit.billing.web.forms import ClosingForm, ReasonForm
from anxin.visit.billing.web.refusing import refusal_of


@require_POST
@page(permissions.CLOSE_DAY)
def close_day(request: PageRequest, on: str) -> HttpResponse:
    """Close a business day with the counted cash."""
    actor, store_id, day, form = request.actor, request.store_id, _day(on), ClosingForm(request.POST)
    if not form.is_valid():
        return show_day(request, day, closing_form=form, status=422)

    def run() -> None:
        count = form.count(request.POST.get("seen", ""))
        reason = form.cleaned_data["reason"]
        commands.close_day(actor=actor, store_id=store_id, on=day, count=count, reason=reason, at=clock.now())

    refused = refusal_of(run)
    if refused is not None:
        return show_day(request, day, closing_form=form, error=refused.shown, status=refused.status)
    return _back(request, day, _("已日结，之后的收款记到下一天"))


@require_POST
@page(permissions.REOPEN_DAY)
def reopen_day(request: PageRequest, on: str) -> HttpResponse:
    """Open a closed day again."""
    actor, store_id, day, form = request.actor, request.store_id, _day(on), ReasonForm(request.POST)
    if not form.is_valid():
        return show_day(request, day, error=_("重开要写原因。"), status=422)
    reason = form.cleaned_data["reason"]
    refused = refusal_of(lambda: commands.reopen_day(actor=actor, store_id=store_id, on=day, reason=reason, at=clock.now()))
    if refused is not None:
        return show_day(request, day, error=refused.shown, status=refused.status)
    return _back(request, day, _("已重开"))


@require_POST
@page(permissions.RECEIVE_CASH)
def receive_cash(request: PageRequest, on: str) -> HttpResponse:
    """Finance has the cash."""
    actor, store_id, day = request.actor, request.store_id, _day(on)
    refused = refusal_of(lambda: commands.receive_cash(actor=actor, store_id=store_id, on=day, at=clock.now()))
    if refused is not None:
        return show_day(request, day, error=refused.shown, status=refused.status)
    return _back(request, day, _("已收缴现金"))


def _back(request: HttpRequest, day: date, words: str) -> HttpResponse:
    return redirect_after_post(request, f"{reverse('billing:day')}?on={day}", toast=Toast(words))


def _day(on: str) -> date:
    try:
        return date.fromisoformat(on)
    except ValueError:
        raise NotFound from None
