"""Suggestions: the list, entering one, and one with what can be done to it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anxin.management.reviews import commands, permissions, queries
from anxin.management.reviews.commands.support import may_judge
from anxin.management.reviews.lifecycle import SUGGESTION
from anxin.management.reviews.web.forms import AcceptForm, DoneForm, GiveForm, ReasonForm, SuggestionForm
from anxin.management.reviews.web.staff import why_no_hand
from anxin.parties.people.queries import find_own_employee, staff_choices
from anxin.platform import clock
from anxin.platform.ui.forms import submit
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import posted_version, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders.permissions import SEE as SEE_ORDERS

TEMPLATE = "reviews/suggestion.html"


def _whose_turn(row: queries.SuggestionRow) -> str:
    return " · ".join(filter(None, [row.turn, f"{row.turn_until:%m-%d}" if row.turn_until else ""]))


COLUMNS = (
    Column("number", _("建议编号")),
    Column("words", _("建议")),
    Column("department_label", _("关于部门"), wide_only=True),
    Column("about", _("因为什么"), wide_only=True),
    Column("author", _("提出人"), wide_only=True),
    Column("entered_at", _("提出时间"), kind="time", sort="entered_at", wide_only=True),
    Column("state_label", _("状态")),
    Column("turn", _("轮到谁，到哪天"), value=_whose_turn),
    Column("judged_by", _("判定人"), wide_only=True),
    Column("judged_at", _("判定时间"), kind="time", sort="judged_at", wide_only=True),
    Column("responsible", _("落实人"), wide_only=True),
    Column("due_on", _("完成日期"), kind="day", sort="due_on", wide_only=True),
    Column("done", _("结果"), wide_only=True),
    Column("closed_at", _("结束时间"), kind="time", sort="closed_at", wide_only=True),
)


IN_THE_FILE = {"judged_by", "judged_at", "responsible"}
ON_PAGE = tuple(one for one in COLUMNS if one.code not in IN_THE_FILE)
"""Whose turn it is says enough on the page; the spreadsheet has all (FORM-75)."""


@require_safe
@page(permissions.SUGGEST)
def list_suggestions(request: PageRequest) -> HttpResponse:
    """The register: own ones, or the store's; filter in the address, spreadsheet (FORM-75)."""
    listing, actor = read_list(request, queries.SuggestionFilter, ON_PAGE), request.actor
    rows = queries.page_suggestions(
        actor, request.store_id, listing.filter, listing.order, listing.window, clock.now(), url=_url
    )
    listing = listing.with_page(rows)
    if listing.wants_export:
        return replace(listing, columns=COLUMNS).export(_("建议登记"))
    may_see = actor.may(permissions.SEE, request.store_id)
    rates = queries.list_department_rates(actor, request.store_id, listing.filter) if may_see else []
    return render_page(request, "reviews/suggestions.html", {"list": listing, "rates": rates}, partial=("table",))


@page(permissions.SUGGEST)
def enter_suggestion(request: PageRequest) -> HttpResponse:
    """Suggest something; the address may say what about (``about_kind``, ``about``)."""
    template = "reviews/enter.html"
    if request.method != "POST":
        asked = {name: request.GET.get(name, "") for name in ("about_kind", "about", "department")}
        no_hand = why_no_hand(request.actor, request.store_id)
        return render_page(request, template, {"form": SuggestionForm(initial=asked), "no_hand": no_hand})
    form, made = SuggestionForm(request.POST), []

    def act(_given: Mapping[str, Any]) -> Any:
        by: dict[str, Any] = {"actor": request.actor, "store_id": request.store_id, "at": clock.now()}
        made.append(commands.enter_suggestion(suggestion=form.suggestion(), **by))
        return made

    url = reverse("reviews:suggestions")
    return submit(request, form, act, back=(template, dict), url=url, toast=_("已提交，判定和结果会在这里看到"))


@require_safe
@page(permissions.SUGGEST)
def show_suggestion(request: PageRequest, number: str) -> HttpResponse:
    """One suggestion, by its number or id."""
    return render_page(request, TEMPLATE, _context(request, number))


@require_POST
@page(permissions.JUDGE)
def accept_suggestion(request: PageRequest, number: str) -> HttpResponse:
    """Worth carrying out: who, and until when."""
    form = AcceptForm(request.POST).offer(_staff_for(request, number))
    return _act(request, number, "accept", form, commands.accept_suggestion, _("已判定，落实人已收到任务"))


@require_POST
@page(permissions.JUDGE)
def decline_suggestion(request: PageRequest, number: str) -> HttpResponse:
    """Not worth carrying out."""
    form = ReasonForm(request.POST)
    return _act(request, number, "decline", form, commands.decline_suggestion, _("已判定不采纳"))


@require_POST
@page(permissions.JUDGE)
def give_suggestion(request: PageRequest, number: str) -> HttpResponse:
    """Somebody else, or another day."""
    form = GiveForm(request.POST).offer(_staff_for(request, number))
    return _act(request, number, "give", form, commands.give_suggestion, _("已改派"))


@require_POST
@page(permissions.SUGGEST)
def report_suggestion_done(request: PageRequest, number: str) -> HttpResponse:
    """What was carried out."""
    form = DoneForm(request.POST)
    return _act(request, number, "report", form, commands.report_suggestion_done, _("已报落实，等负责人确认"))


@require_POST
@page(permissions.JUDGE)
def confirm_suggestion(request: PageRequest, number: str) -> HttpResponse:
    """It is carried out."""
    form = DoneForm(request.POST)
    return _act(request, number, "confirm", form, commands.confirm_suggestion, _("已确认落实"))


@require_POST
@page(permissions.JUDGE)
def return_suggestion(request: PageRequest, number: str) -> HttpResponse:
    """It is not carried out yet."""
    form = ReasonForm(request.POST)
    return _act(request, number, "return", form, commands.return_suggestion, _("已退回给落实人"))


@require_POST
@page(permissions.JUDGE)
def drop_suggestion(request: PageRequest, number: str) -> HttpResponse:
    """Give it up."""
    form = ReasonForm(request.POST)
    return _act(request, number, "drop", form, commands.drop_suggestion, _("已放弃"))


def _act(
    request: PageRequest, number: str, name: str, form: forms.Form, command: Callable[..., Any], done: Any
) -> HttpResponse:
    """Carry out one form of the page; what is refused shows there, with what was typed."""
    by = {"actor": request.actor, "number": number, "version": posted_version(request), "at": clock.now()}

    def context() -> dict[str, Any]:
        found = _context(request, number)
        found["version"] = by["version"] or found["version"]
        # Somebody else was first: the form is no longer on the page, what it was told must be.
        return found if name in found["may"] else {**found, "unplaced": form}

    back = (TEMPLATE, context)
    return submit(
        request,
        form,
        lambda given: command(**given, **by),
        back=back,
        name=f"{name}_form",
        url=_url(number),
        toast=done,
    )


def _context(request: PageRequest, key: str) -> dict[str, Any]:
    """What the page shows, with an empty form for each step that is open to the actor."""
    actor, at = request.actor, clock.now()
    found = queries.get_suggestion(actor, key, at)
    row = found.row
    is_judge = may_judge(actor, row.store_id, row.department, find_own_employee(actor), at)
    open_to = {verb for verb in SUGGESTION.verbs(row.state) if is_judge and verb != "report"}
    if found.is_given and SUGGESTION.allows("report", row.state):
        open_to.add("report")
    staff = staff_choices(actor, row.store_id) if open_to & {"accept", "give"} else []
    may_judge_some = actor.may(permissions.JUDGE, row.store_id) and bool(SUGGESTION.verbs(row.state))
    return {
        "found": found,
        "row": row,
        "version": row.version,
        "may_see_order": actor.may(SEE_ORDERS, row.store_id),
        "may": dict.fromkeys(open_to, True),
        "no_hand": why_no_hand(actor, row.store_id) if may_judge_some and not open_to else "",
        "accept_form": AcceptForm(auto_id="accept_%s").offer(staff),
        "give_form": GiveForm(initial=_given(row), auto_id="give_%s").offer(staff),
        "decline_form": ReasonForm(auto_id="decline_%s"),
        "report_form": DoneForm(auto_id="report_%s"),
        "confirm_form": DoneForm(initial={"done": row.done}, auto_id="confirm_%s"),
        "return_form": ReasonForm(auto_id="return_%s"),
        "drop_form": ReasonForm(auto_id="drop_%s"),
    }


def _given(row: queries.SuggestionRow) -> dict[str, Any]:
    return {"responsible_id": row.responsible_id, "due_on": row.due_on}


def _url(number: str) -> str:
    return reverse("reviews:suggestion", args=[number])


def _staff_for(request: PageRequest, number: str) -> list[tuple[str, list[tuple[int, str]]]]:
    """People of the suggestion's store: whoever leads two may have the other in view."""
    return staff_choices(request.actor, queries.get_suggestion(request.actor, number, clock.now()).row.store_id)
