"""Proposed targets: the list, and one with its answer (M23.08)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anxin.management.budgets import commands, permissions, queries
from anxin.management.budgets.commands import ProposalStep
from anxin.management.budgets.lifecycle import TARGET_PROPOSAL
from anxin.management.budgets.web.drafts import sign_of
from anxin.management.budgets.web.forms import CounterForm
from anxin.management.kpi.commands import TargetsDisagree
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.ui.forms import submit
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page

TEMPLATE = "budgets/proposal.html"
COLUMNS = (
    Column("name", _("指标")),
    Column("store", _("门店")),
    Column("year", _("年份"), lambda row: str(row.year), sort="year"),
    Column("before", _("原来实际"), kind="number", wide_only=True),
    Column("value", _("建议"), kind="number"),
    Column("change", _("比原来"), kind="percent", wide_only=True),
    Column("counter", _("门店提的数"), kind="number", wide_only=True),
    Column("state_label", _("状态")),
    Column("proposed_at", _("提出时间"), kind="time", sort="proposed_at", wide_only=True),
)
FILE = (
    *COLUMNS,
    Column("proposed_by", _("提出人")),
    Column("words", _("依据")),
    Column("answered_at", _("答复时间"), kind="time"),
    Column("answered_by", _("答复人")),
    Column("reason", _("门店的理由")),
)
"""What a spreadsheet says more."""


@require_safe
@page(permissions.SEE_PROPOSALS)
def list_proposals(request: PageRequest) -> HttpResponse:
    """The proposals to every store that the person sees: filter in the address, spreadsheet."""
    listing = read_list(request, queries.ProposalFilter, COLUMNS)
    rows = queries.page_target_proposals(request.actor, listing.filter, listing.order, listing.window, url=_url)
    listing = listing.with_page(rows)
    if listing.wants_export:
        return replace(listing, columns=FILE).export(_("建议目标"))
    context = {"list": listing, "may_propose": request.actor.may(permissions.PROPOSE)}
    return render_page(request, "budgets/proposals.html", context, partial=("table",))


@require_safe
@page(permissions.SEE_PROPOSALS)
def show_proposal(request: PageRequest, proposal_id: int) -> HttpResponse:
    """One proposal, and what can be done with it."""
    return render_page(request, TEMPLATE, _context(request, proposal_id))


@require_POST
@page(permissions.ANSWER)
def accept_proposal(request: PageRequest, proposal_id: int) -> HttpResponse:
    """Accept it as the store's target."""
    return _step(request, proposal_id, commands.accept_target_proposal, _("已定为目标"), is_sure=_is_sure(request))


@require_POST
@page(permissions.ANSWER)
def counter_proposal(request: PageRequest, proposal_id: int) -> HttpResponse:
    """Say another number, and why."""
    form = CounterForm(request.POST)

    def act(given: Mapping[str, Any]) -> ProposalStep:
        return commands.counter_target_proposal(actor=request.actor, proposal_id=proposal_id, at=clock.now(), **given)

    def back() -> dict[str, Any]:
        found = _context(request, proposal_id)
        return found if found["form"] else {**found, "unplaced": form}

    return submit(request, form, act, back=(TEMPLATE, back), url=_url(proposal_id), toast=_("已答复"))


@require_POST
@page(permissions.PROPOSE)
def agree_to_counter(request: PageRequest, proposal_id: int) -> HttpResponse:
    """Agree to the store's number."""
    return _step(request, proposal_id, commands.agree_to_counter, _("已定为目标"), is_sure=_is_sure(request))


@require_POST
@page(permissions.PROPOSE)
def withdraw_proposal(request: PageRequest, proposal_id: int) -> HttpResponse:
    """Take it back."""
    return _step(request, proposal_id, commands.withdraw_target_proposal, _("已撤回"))


def _step(
    request: PageRequest, proposal_id: int, command: Callable[..., ProposalStep], toast: str | Promise, **given: Any
) -> HttpResponse:
    try:
        command(actor=request.actor, proposal_id=proposal_id, at=clock.now(), **given)
    except TargetsDisagree as refusal:
        context = _context(request, proposal_id)
        name = request.resolver_match.url_name if request.resolver_match else ""
        return render_page(request, TEMPLATE, {**context, "refusal": refusal, "sure_of": name}, status=refusal.status)
    except (Conflict, Invalid) as refusal:
        return render_page(request, TEMPLATE, {**_context(request, proposal_id), "refusal": refusal}, status=refusal.status)
    return redirect_after_post(request, _url(proposal_id), Toast(str(toast)))


def _context(request: PageRequest, proposal_id: int) -> dict[str, Any]:
    row, actor = queries.get_target_proposal(request.actor, proposal_id), request.actor
    may_answer = actor.may(permissions.ANSWER, row.store_id)
    may_propose = actor.may(permissions.PROPOSE, row.store_id)
    form: forms.Form | None = CounterForm() if may_answer and TARGET_PROPOSAL.allows("counter", row.state) else None
    return {
        "row": row,
        "sign": sign_of(row.unit),
        "form": form,
        "may_accept": may_answer and TARGET_PROPOSAL.allows("accept", row.state),
        "may_agree": may_propose and TARGET_PROPOSAL.allows("agree", row.state),
        "may_withdraw": may_propose and TARGET_PROPOSAL.allows("withdraw", row.state),
        "target_url": f"{reverse('kpi:target', args=[row.code])}?year={row.year}"
        if row.store_id == request.store_id
        else "",
    }


def _is_sure(request: PageRequest) -> bool:
    return request.POST.get("is_sure") == "1"


def _url(proposal_id: int) -> str:
    return reverse("budgets:proposal", args=[proposal_id])
