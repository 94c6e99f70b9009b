"""Steps of a count sheet: an article counted or explained, the sheet submitted, approved, sent back, cancelled."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.holdings.stocktaking import commands, permissions
from anxin.holdings.stocktaking.web.forms import CauseForm, CountForm, NothingForm, ReasonForm, SubmitForm
from anxin.holdings.stocktaking.web.sheets import ONE, sheet_context
from anxin.platform import clock
from anxin.platform.errors import Conflict
from anxin.platform.ui.forms import attempt, submit
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

KEPT = ("bin", "number", "standing", "page")


@require_POST
@page(permissions.COUNT)
def count_article(request: PageRequest, count_id: int) -> HttpResponse:
    """Keep a count; the field waits for the next scan."""
    form = CountForm(request.POST)

    def act(said: Mapping[str, Any]) -> commands.SavedCount:
        return commands.count_article(actor=request.actor, sheet_id=count_id, at=clock.now(), **said)

    return _on_line(request, count_id, form, act, "count_form", _told)


@require_POST
@page(permissions.LEAD)
def explain_difference(request: PageRequest, count_id: int) -> HttpResponse:
    """Keep why an article differs."""
    form = CauseForm(request.POST)

    def act(said: Mapping[str, Any]) -> commands.ExplainedLine:
        return commands.explain_difference(actor=request.actor, sheet_id=count_id, at=clock.now(), **said)

    return _on_line(request, count_id, form, act, "cause_form", lambda _done: gettext("原因已记下"))


@require_POST
@page(permissions.LEAD)
def submit_sheet(request: PageRequest, count_id: int) -> HttpResponse:
    """Propose it."""
    return _step(request, count_id, SubmitForm, "submit", commands.submit_sheet, _("已提交，等批准"))


@require_POST
@page(permissions.APPROVE_SMALL)
def approve_sheet(request: PageRequest, count_id: int) -> HttpResponse:
    """Book it."""
    return _step(request, count_id, NothingForm, "approve", commands.approve_sheet, _("已批准，差异已入账"))


@require_POST
@page(permissions.APPROVE_SMALL)
def send_back_sheet(request: PageRequest, count_id: int) -> HttpResponse:
    """Have it counted again."""
    return _step(request, count_id, ReasonForm, "send_back", commands.send_back_sheet, _("已退回盘点"))


@require_POST
@page(permissions.LEAD)
def cancel_sheet(request: PageRequest, count_id: int) -> HttpResponse:
    """Give it up."""
    return _step(request, count_id, ReasonForm, "cancel", commands.cancel_sheet, _("盘点单已取消，库存没有变"))


def _told(done: commands.SavedCount) -> str:
    if done.second_wanted:
        return gettext("已记下；差异大，请另一个人复盘")
    if done.is_added:
        return gettext("已记下，盘点单上原来没有，已补上")
    return gettext("已记下，还剩 %(n)s 个") % {"n": done.lines - done.lines_counted}


def _on_line(
    request: PageRequest,
    count_id: int,
    form: forms.Form,
    act: Callable[[Mapping[str, Any]], Any],
    name: str,
    told: Callable[[Any], str],
) -> HttpResponse:
    """Back to the list where one was; what is refused stands at the article."""
    status = 422
    try:
        done = attempt(form, act)
        if done is not None:
            kept = {key: request.GET[key] for key in KEPT if request.GET.get(key)}
            there = reverse("count_sheet", args=[count_id])
            return redirect_after_post(request, f"{there}?{urlencode(kept)}" if kept else there, toast=Toast(told(done)))
    except Conflict as refusal:
        form.add_error(None, refusal.shown)
        status = 409
    _listing, context = sheet_context(request, count_id)
    placed = {name: form} if "article" in context else {"unplaced": form}
    return render_page(request, ONE, {**context, **placed}, status=status)


def _step(
    request: PageRequest, count_id: int, kind: type[forms.Form], verb: str, command: Callable[..., Any], toast: Any
) -> HttpResponse:
    by = {"actor": request.actor, "sheet_id": count_id, "version": posted_version(request), "at": clock.now()}
    form = kind(request.POST, auto_id=f"{verb}_%s")

    def context() -> dict[str, Any]:
        found = sheet_context(request, count_id)[1]
        # Somebody else was first: the form is no longer on the page, what it was told must be.
        return {**found, "forms": {**found["forms"], verb: form}} if verb in found["forms"] else {**found, "unplaced": form}

    there = reverse("count_sheet", args=[count_id])
    return submit(request, form, lambda said: command(**said, **by), back=(ONE, context), url=there, toast=toast)
