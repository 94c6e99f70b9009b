"""The page of replenishment: what to order by supplier, tried out in the address, and turned into drafts."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anxin.holdings.parts.commands import set_levels
from anxin.holdings.parts.permissions import SET_LEVELS
from anxin.holdings.parts.queries import levels_of
from anxin.holdings.purchasing.permissions import ORDER
from anxin.holdings.purchasing.queries import list_suppliers
from anxin.holdings.replenishment import commands, permissions, queries
from anxin.holdings.replenishment.queries.proposals import NOBODY
from anxin.holdings.replenishment.web.columns import COLUMNS, NoFilter
from anxin.holdings.replenishment.web.forms import DraftForm, LevelsForm, WhatIfForm
from anxin.holdings.transfers.permissions import SEE_ELSEWHERE
from anxin.holdings.transfers.queries import free_elsewhere
from anxin.platform import clock
from anxin.platform.ui.forms import set_choices, submit
from anxin.platform.ui.lists import ListPage, RowPage, read_list
from anxin.platform.ui.pages import posted_key, posted_version, render_page
from anxin.platform.web import PageRequest, page

PAGE = "replenishment/proposal.html"


@require_safe
@page(permissions.SEE)
def proposal(request: PageRequest) -> HttpResponse:
    """What to order for the shelf, by supplier; nothing is written by looking (R-PT10)."""
    context = _context(request)
    if context["list"].wants_export:
        return context["list"].export(_("补货建议"))  # type: ignore[no-any-return]
    return render_page(request, PAGE, context)


@require_POST
@page(ORDER)
def draft(request: PageRequest) -> HttpResponse:
    """Make lines of a supplier a draft order: those that are ticked, or all that were seen."""
    form = _draft_form(request, request.POST)
    by: dict[str, Any] = {"actor": request.actor, "store_id": request.store_id, "at": clock.now()}

    def act(given: Mapping[str, Any]) -> commands.DraftedProposal:
        lines = _all_lines(request, given) if request.POST.get("all") else form.ticked()
        key = posted_key(request)
        return commands.draft_proposal(supplier_id=given["supplier_id"], lines=lines, key=key, **by)

    return submit(
        request,
        form,
        act,
        back=(PAGE, lambda: _context(request)),
        name="draft_form",
        url=lambda made: reverse("purchase", args=[made.order_id]),
        toast=_("采购单草稿已开好，核对后点“订货”"),
    )


@require_POST
@page(SET_LEVELS)
def take_levels(request: PageRequest) -> HttpResponse:
    """Take over the levels that follow from demand for one article; what was said of its demand stays."""
    form = LevelsForm(request.POST)

    def act(given: Mapping[str, Any]) -> Any:
        known = levels_of(request.actor, request.store_id, [given["article_id"]]).get(given["article_id"])
        said = known.high_demand_said if known else None
        version = posted_version(request)
        by: dict[str, Any] = {"actor": request.actor, "store_id": request.store_id, "at": clock.now()}
        return set_levels(**given, high_demand=said, version=version, **by)

    there = f"{reverse('replenishment')}?{request.GET.urlencode()}"
    return submit(
        request, form, act, back=(PAGE, lambda: _context(request)), name="levels_form", url=there, toast=_("库存水平已采用")
    )


@require_safe
@page(permissions.SEE)
def reminder(request: PageRequest, reminder_id: int) -> HttpResponse:
    """The task of a night leads to what is to be ordered now."""
    return HttpResponseRedirect(reverse("replenishment"))


def _context(request: PageRequest) -> dict[str, Any]:
    actor, store_id, now = request.actor, request.store_id, clock.now()
    form = WhatIfForm(request.GET)
    listing: ListPage[NoFilter] = read_list(request, NoFilter, COLUMNS)
    asked, wanted = form.asked(), str(request.GET.get("supplier", ""))
    supplier_id = int(wanted) if wanted.isdecimal() and len(wanted) < 10 else None
    told = queries.get_proposal(actor, store_id, asked, now, supplier_id=supplier_id, window=listing.window)
    chosen = told.chosen
    lines = chosen.lines if chosen else ()
    listing = listing.with_page(RowPage(lines, chosen.total if chosen else 0))
    may_look = actor.may(SEE_ELSEWHERE, store_id)
    elsewhere = free_elsewhere(actor, store_id, {one.article_id: one.quantity for one in lines}) if may_look else []
    nearest = {one.article_id: one for one in reversed(elsewhere)}
    draft_form = _draft_form(request)
    if chosen:
        draft_form.initial = {
            "supplier_id": chosen.group.supplier_id or "",
            "group": chosen.group.supplier_id,
            "seen": chosen.seen,
        }
    kept = request.GET.copy()
    for name in ("supplier", "page", "format"):
        kept.pop(name, None)
    return {
        "told": told,
        "list": listing,
        "lines": [(one, nearest.get(one.article_id)) for one in lines],
        "nobody": NOBODY,
        "most": commands.MOST_LINES,
        "form": form,
        "asked": asked,
        "draft_form": draft_form,
        "address": request.GET.urlencode(),
        "kept": kept.urlencode(),
        "may_order": actor.may(ORDER, store_id),
        "may_set": actor.may(SET_LEVELS, store_id),
    }


def _draft_form(request: PageRequest, posted: Any = None) -> DraftForm:
    form = DraftForm(posted)
    suppliers = list_suppliers(request.actor, request.store_id)
    set_choices(form, "supplier_id", [("", ""), *((one.id, f"{one.name} · {one.kind_label}") for one in suppliers)])
    return form


def _all_lines(request: PageRequest, given: Mapping[str, Any]) -> list[commands.ChosenLine]:
    asked = WhatIfForm(request.GET).asked()
    lines = queries.proposed_lines(request.actor, request.store_id, asked, clock.now(), supplier_id=given["group"])
    if queries.fingerprint(lines) != given["seen"]:
        raise commands.ProposalChanged
    return [
        commands.ChosenLine(one.article_id, one.quantity, one.unit_price, one.coming) for one in lines[: commands.MOST_LINES]
    ]
