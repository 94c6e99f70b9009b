"""Cases: the list, and one case with everything that can be done to it."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anxin.parties.people.permissions import SEE as SEE_STAFF
from anxin.parties.people.queries import find_employee_of_user, list_employees
from anxin.platform import clock
from anxin.platform.ui.forms import submit
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.technical import commands, permissions, queries
from anxin.visit.technical.web.forms import (
    REASONS,
    EndForm,
    EntryForm,
    ExpertForm,
    LeadForm,
    MinorForm,
    PlanForm,
    QuestionForm,
    ResultForm,
    VoteForm,
)

TEMPLATE = "technical/case.html"
COLUMNS = (
    Column("opened_at", _("求助"), kind="time", sort="opened_at"),
    Column("plate", _("车牌"), kind="plate"),
    Column("number", _("工单"), wide_only=True),
    Column("kind_label", _("类型"), wide_only=True),
    Column("words", _("情况")),
    Column("fault_codes", _("故障码"), wide_only=True),
    Column("owner", _("主持人")),
    Column("vote_label", _("技术小组")),
    Column("state_label", _("状态")),
    Column("closed_at", _("结案"), kind="time", sort="closed_at", wide_only=True),
)


@page(permissions.SEE)
def list_cases(request: PageRequest) -> HttpResponse:
    """Cases of the store; filter in the address, spreadsheet."""
    listing = read_list(request, queries.CaseFilter, COLUMNS)
    rows = queries.page_cases(request.actor, request.store_id, listing.filter, listing.order, listing.window)
    listing = listing.with_page(rows)
    if listing.wants_export:
        return listing.export(_("疑难案例"))
    return render_page(request, "technical/cases.html", {"list": listing}, partial=("table",))


@page(permissions.SEE)
def show_case(request: PageRequest, case_id: int) -> HttpResponse:
    """One case."""
    return render_page(request, TEMPLATE, context_of(request, case_id))


@require_POST
@page(permissions.NOTE)
def add_case_entry(request: PageRequest, case_id: int) -> HttpResponse:
    """A step of the process."""
    photos = [key for key in request.POST.getlist("photos") if key]
    return act_on(
        request,
        case_id,
        "entry",
        EntryForm(request.POST),
        lambda given, by: commands.add_case_entry(words=given["words"], photo_keys=photos, **by),
        _("已记下"),
    )


@require_POST
@page(permissions.LEAD)
def lead_case(request: PageRequest, case_id: int) -> HttpResponse:
    """Who leads, who joins."""
    form = LeadForm(request.POST).offer(_staff(request))
    return act_on(request, case_id, "lead", form, lambda given, by: commands.lead_case(**given, **by), _("已安排"))


@require_POST
@page(permissions.LEAD)
def ask_technical_group(request: PageRequest, case_id: int) -> HttpResponse:
    """The plan goes to the group."""
    return act_on(
        request,
        case_id,
        "plan",
        PlanForm(request.POST),
        lambda given, by: commands.ask_technical_group(plan=given["plan"], **by),
        _("已请技术小组表决"),
    )


@require_POST
@page(permissions.VOTE)
def vote_on_plan(request: PageRequest, case_id: int) -> HttpResponse:
    """A member's vote: the button says which."""
    is_yes = request.POST.get("vote") == "yes"
    return act_on(
        request,
        case_id,
        "ballot",
        VoteForm(request.POST),
        lambda given, by: commands.vote_on_plan(is_yes=is_yes, **given, **by),
        _("已表决"),
    )


@require_POST
@page(permissions.LEAD)
def judge_case_minor(request: PageRequest, case_id: int) -> HttpResponse:
    """It is no major question."""
    return act_on(
        request,
        case_id,
        "minor",
        MinorForm(request.POST),
        lambda given, by: commands.judge_case_minor(reason=given["reason"], **by),
        _("可以继续施工"),
    )


@require_POST
@page(permissions.LEAD)
def close_case(request: PageRequest, case_id: int) -> HttpResponse:
    """The result goes into the library, and a training is set."""
    form = ResultForm(request.POST)
    return act_on(
        request,
        case_id,
        "result",
        form,
        lambda given, by: commands.close_case(result=form.result(), **by),
        _("已结案，已进疑难问题库，并安排培训"),
    )


def act_on(
    request: PageRequest,
    case_id: int,
    name: str,
    form: forms.Form,
    act: Callable[[Mapping[str, Any], Mapping[str, Any]], Any],
    done: Any,
) -> HttpResponse:
    """Carry out one form of the case's page; what is refused shows there, with what was typed."""
    url = reverse("technical:case", args=[case_id])
    by = {"actor": request.actor, "case_id": case_id, "at": clock.now()}
    back = (TEMPLATE, lambda: context_of(request, case_id))
    return submit(request, form, lambda given: act(given, by), back=back, name=f"{name}_form", url=url, toast=done)


def context_of(request: PageRequest, case_id: int) -> dict[str, Any]:
    """What the page of a case shows, with an empty form for each act that is open to the actor."""
    actor = request.actor
    case = queries.get_case(actor, case_id)
    own = find_employee_of_user(actor, actor.id) if actor.id is not None else None
    is_open, store_id = case.row.state == "OPEN", case.row.store_id
    may_lead = is_open and actor.may(permissions.LEAD, store_id)
    consult = queries.find_consult_of_case(actor, case_id, clock.now())
    is_asking = consult is not None and consult.ended_at is None
    plan, row = case.row.plan, case.row
    codes = {"fault_codes": row.fault_codes}
    return {
        "case": case,
        "row": row,
        "consult": consult,
        "is_asking": is_asking,
        "may_note": is_open and actor.may(permissions.NOTE, store_id),
        "may_lead": may_lead,
        "owes_vote": is_open and case.owes_vote(own.id if own else None),
        "may_answer": is_asking and actor.may(permissions.ADVISE),
        "entry_form": EntryForm(auto_id="entry_%s"),
        "lead_form": LeadForm(auto_id="lead_%s").offer(_staff(request)) if may_lead else None,
        "plan_form": PlanForm(initial={"plan": plan}, auto_id="plan_%s"),
        "ballot_form": VoteForm(initial={"round": row.round}, auto_id="ballot_%s"),
        "minor_form": MinorForm(auto_id="minor_%s"),
        "result_form": ResultForm(initial={**codes, "is_solved": "yes"}, auto_id="result_%s"),
        "question_form": QuestionForm(initial={"question": row.words}, auto_id="question_%s"),
        "end_form": EndForm(auto_id="end_%s"),
        "expert_form": ExpertForm(auto_id="expert_%s"),
        "reasons": REASONS,
        "title": gettext("疑难案例"),
    }


def _staff(request: PageRequest) -> list[tuple[int, str]]:
    if not request.store_id or not request.actor.may(SEE_STAFF, request.store_id):
        return []
    return [(one.id, one.name) for one in list_employees(request.actor, request.store_id)]
