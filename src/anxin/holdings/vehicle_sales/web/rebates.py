"""Pages of the manufacturer's rebates: the register, a claim, and what became of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anxin.holdings.vehicle_sales import commands, permissions, queries
from anxin.holdings.vehicle_sales.lifecycle import CLAIMED, REBATE, REFUSED, SETTLED, WITHDRAWN
from anxin.holdings.vehicle_sales.web.forms import ClaimForm, RefuseForm, SettleForm, WithdrawForm
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.ui.forms import submit
from anxin.platform.ui.lists import Column, Status, read_list
from anxin.platform.ui.pages import posted_version, render_page
from anxin.platform.web import PageRequest, page

CLAIM, ONE = "vehicle_sales/claim_rebate.html", "vehicle_sales/rebate.html"
LEVELS = {CLAIMED: "wait", SETTLED: "ok", REFUSED: "late", WITHDRAWN: "off"}


def _over(row: queries.RebateRow) -> Status:
    return Status("risk", gettext("超过上限")) if row.is_over else Status("", "")


COLUMNS = (
    Column("vin", _("车架号")),
    Column("model_name", _("车型"), wide_only=True),
    Column("programme", _("返利项目")),
    Column("price", _("车价（含税）"), kind="money", wide_only=True),
    Column("claimed", _("申报金额"), kind="money", sort="claimed"),
    Column("claimed_on", _("申报日期"), kind="day", sort="claimed_on", wide_only=True),
    Column("settled", _("结算金额"), kind="money", sort="settled", wide_only=True),
    Column("settled_on", _("结算日期"), kind="day", sort="settled_on", wide_only=True),
    Column("state_label", _("状态"), lambda row: Status(LEVELS[row.state], row.state_label), kind="status"),
    Column("car_share", _("整车返利占车价"), kind="percent", wide_only=True),
    Column("over", _("超限"), _over, kind="status", wide_only=True),
    Column("reason", _("拒付或撤销原因"), wide_only=True),
)
# The spreadsheet has them all; the page what fits, the rest stands on the rebate's own.
ON_PAGE = tuple(column for column in COLUMNS if column.code not in ("model_name", "price", "reason"))


@require_safe
@page(permissions.SEE_REBATES)
def rebates(request: PageRequest) -> HttpResponse:
    """The register: filter in the address, sums of what is asked for, spreadsheet (M23.10)."""
    listing = read_list(request, queries.RebateFilter, ON_PAGE)
    found = queries.page_rebates(
        request.actor, request.store_id, listing.filter, listing.order, listing.window, clock.now(), url=_url
    )
    listing = listing.with_page(found)
    if listing.wants_export:
        return replace(listing, columns=COLUMNS).export(_("厂家返利"), about=store_info(request.store_id).name)
    may_keep = request.actor.may(permissions.KEEP_REBATES, request.store_id)
    return render_page(request, "vehicle_sales/rebates.html", {"list": listing, "may_keep": may_keep}, partial=("table",))


@page(permissions.KEEP_REBATES)
def claim_rebate(request: PageRequest) -> HttpResponse:
    """Register a claim."""
    actor, store_id = request.actor, request.store_id
    programmes = queries.list_rebate_programmes(actor, store_id)
    if request.method != "POST":
        today = store_info(store_id).clock.day(clock.now())
        form = ClaimForm(initial={"claimed_on": today, "vin": request.GET.get("vin", "")[:17]})
        return render_page(request, CLAIM, {"form": form, "programmes": programmes})
    form = ClaimForm(request.POST)

    def act(_given: Mapping[str, Any]) -> commands.KeptRebate:
        return commands.claim_rebate(actor=actor, store_id=store_id, rebate=form.wish(), at=clock.now())

    back = (CLAIM, lambda: {"programmes": programmes})
    return submit(request, form, act, back=back, url=lambda kept: _url(kept.id), toast=_("返利已登记"))


@require_safe
@page(permissions.SEE_REBATES)
def rebate(request: PageRequest, rebate_id: int) -> HttpResponse:
    """One rebate, and its next steps for finance."""
    return render_page(request, ONE, _context(request, rebate_id))


@require_POST
@page(permissions.KEEP_REBATES)
def settle_rebate(request: PageRequest, rebate_id: int) -> HttpResponse:
    """The manufacturer settled it."""
    return _step(request, rebate_id, "settle", SettleForm(request.POST), commands.settle_rebate, _("返利已结算"))


@require_POST
@page(permissions.KEEP_REBATES)
def refuse_rebate(request: PageRequest, rebate_id: int) -> HttpResponse:
    """The manufacturer refused it."""
    return _step(
        request, rebate_id, "refuse", RefuseForm(request.POST, auto_id="refuse_%s"), commands.refuse_rebate, _("已记为拒付")
    )


@require_POST
@page(permissions.KEEP_REBATES)
def withdraw_rebate(request: PageRequest, rebate_id: int) -> HttpResponse:
    """It was written wrongly."""
    return _step(
        request,
        rebate_id,
        "withdraw",
        WithdrawForm(request.POST, auto_id="withdraw_%s"),
        commands.withdraw_rebate,
        _("返利已撤销"),
    )


def _step(
    request: PageRequest, rebate_id: int, verb: str, form: forms.Form, command: Callable[..., Any], toast: Any
) -> HttpResponse:
    by = {"actor": request.actor, "rebate_id": rebate_id, "version": posted_version(request), "at": clock.now()}

    def context() -> dict[str, Any]:
        found = _context(request, rebate_id)
        # Somebody else was first: the form is no longer on the page, what it was told must be.
        return {**found, "forms": {**found["forms"], verb: form}} if verb in found["forms"] else {**found, "unplaced": form}

    return submit(request, form, lambda given: command(**given, **by), back=(ONE, context), url=_url(rebate_id), toast=toast)


def _context(request: PageRequest, rebate_id: int) -> dict[str, Any]:
    now = clock.now()
    row = queries.get_rebate(request.actor, rebate_id, now)
    today = store_info(row.store_id).clock.day(now)
    made: dict[str, forms.Form] = {
        "settle": SettleForm(initial={"settled": row.claimed.as_yuan, "settled_on": today}),
        "refuse": RefuseForm(auto_id="refuse_%s"),
        "withdraw": WithdrawForm(auto_id="withdraw_%s"),
    }
    may_keep = request.actor.may(permissions.KEEP_REBATES, row.store_id)
    shown = {verb: form for verb, form in made.items() if may_keep and REBATE.allows(verb, row.state)}
    return {"row": row, "level": LEVELS[row.state], "forms": shown}


def _url(rebate_id: int) -> str:
    return reverse("rebate", args=[rebate_id])
