"""Cases of negligence: for those who decide, those who raised them, and the person whom they are about."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.parties.people.queries import list_employees
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.quality import commands, permissions, queries
from anxin.visit.quality.lifecycle import CONDUCT
from anxin.visit.quality.queries import ConductFilter, ConductRow
from anxin.visit.quality.web.forms import RaiseForm, WeightForm, WordsForm

COLUMNS = (
    Column("person_name", gettext_lazy("当事人")),
    Column("kind_label", gettext_lazy("种类")),
    Column("state_label", gettext_lazy("状态")),
    Column("grade", gettext_lazy("处理")),
    Column("raised_at", gettext_lazy("提出"), kind="time"),
)


@page(permissions.OWN_CONDUCT)
def list_conduct(request: PageRequest) -> HttpResponse:
    """The cases that one may know of."""
    listing = read_list(request, ConductFilter, COLUMNS)
    rows = queries.page_conduct(request.actor, request.store_id, listing.filter, listing.window, url=_url)
    listing = listing.with_page(rows)
    if listing.wants_export:
        return listing.export(_("过失案件"))
    may_raise = request.actor.may(permissions.RAISE_CONDUCT, request.store_id)
    return render_page(request, "quality/conduct.html", {"list": listing, "may_raise": may_raise}, partial="table")


@page(permissions.OWN_CONDUCT)
def conduct_case(request: PageRequest, case_id: int) -> HttpResponse:
    """One case, with the step that is the reader's."""
    return _show(request, queries.get_conduct(request.actor, case_id))


@page(permissions.RAISE_CONDUCT)
def raise_conduct_case(request: PageRequest) -> HttpResponse:
    """Raise a case; from a rework case with its person."""
    people = [(str(one.id), f"{one.name} · {one.post_label}") for one in list_employees(request.actor, request.store_id)]
    is_post = request.method == "POST"
    initial = {"person": request.GET.get("person", ""), "rework": request.GET.get("rework", ""), "kind": "negligence"}
    form = RaiseForm(request.POST if is_post else None, people=people, initial=initial)
    context = {"form": form, "title": _("提出过失案件")}
    if not is_post or not form.is_valid():
        return render_page(request, "quality/conduct_form.html", context, status=422 if is_post else 200)
    made = commands.raise_conduct_case(actor=request.actor, store_id=request.store_id, case=form.case(), at=clock.now())
    return redirect_after_post(request, _url(made.id), Toast(_("已提出，等本人陈述")))


@page(permissions.OWN_CONDUCT)
def state_own_conduct(request: PageRequest, case_id: int) -> HttpResponse:
    """One's own statement."""

    def act(given: dict[str, Any], rest: dict[str, Any]) -> object:
        return commands.state_own_conduct(statement=given["words"], **rest)

    return _act(request, case_id, lambda _case, data: WordsForm(data), act)


@page(permissions.OWN_CONDUCT)
def appeal_conduct_decision(request: PageRequest, case_id: int) -> HttpResponse:
    """One does not agree."""

    def act(given: dict[str, Any], rest: dict[str, Any]) -> object:
        return commands.appeal_conduct_decision(words=given["words"], **rest)

    return _act(request, case_id, lambda _case, data: WordsForm(data), act)


@page(permissions.DECIDE_CONDUCT)
def decide_conduct_case(request: PageRequest, case_id: int) -> HttpResponse:
    """Decide by weight."""

    def act(given: dict[str, Any], rest: dict[str, Any]) -> object:
        return commands.decide_conduct_case(weight=given["weight"], decision=given["words"], **rest)

    return _act(request, case_id, _weights, act)


@page(permissions.DECIDE_CONDUCT)
def settle_conduct_appeal(request: PageRequest, case_id: int) -> HttpResponse:
    """Answer an appeal for good."""

    def act(given: dict[str, Any], rest: dict[str, Any]) -> object:
        return commands.settle_conduct_appeal(weight=given["weight"], answer=given["words"], **rest)

    return _act(request, case_id, _weights, act)


def _weights(case: ConductRow, data: Any) -> WeightForm:
    return WeightForm(data, grades=queries.grades_of(case.store_id))


def _act(
    request: PageRequest,
    case_id: int,
    make: Callable[[ConductRow, Any], forms.Form],
    act: Callable[[dict[str, Any], dict[str, Any]], object],
) -> HttpResponse:
    case = queries.get_conduct(request.actor, case_id)
    if request.method != "POST":
        return redirect_after_post(request, _url(case_id))
    form = make(case, request.POST)
    if not form.is_valid():
        return _show(request, case, form, status=422)
    rest = {"actor": request.actor, "case_id": case_id, "version": posted_version(request), "at": clock.now()}
    try:
        act(form.cleaned_data, rest)
    except (Invalid, Conflict) as refusal:
        return _show(request, case, form, problem=refusal.shown, status=refusal.status)
    return redirect_after_post(request, _url(case_id), Toast(_("已保存")))


def _url(case_id: int) -> str:
    return reverse("quality:conduct_case", args=[case_id])


def _show(
    request: PageRequest, case: ConductRow, form: forms.Form | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    verb = _next_verb(request, case)
    if form is None and verb:
        form = WordsForm() if verb in ("state", "appeal") else _weights(case, None)
    labels = {"state": _("陈述"), "appeal": _("申诉"), "decide": _("决定"), "settle": _("答复申诉")}
    names = {
        "state": "state_own_conduct",
        "appeal": "appeal_conduct_decision",
        "decide": "decide_conduct_case",
        "settle": "settle_conduct_appeal",
    }
    context = {
        "case": case,
        "problem": problem,
        "form": form if verb else None,
        "act": labels.get(verb, ""),
        "action": reverse(f"quality:{names[verb]}", args=[case.id]) if verb else "",
    }
    return render_page(request, "quality/conduct_case.html", context, status=status)


def _next_verb(request: PageRequest, case: ConductRow) -> str:
    """The step that the reader may take: one's own first."""
    if case.is_own:
        return next((verb for verb in ("state", "appeal") if CONDUCT.allows(verb, case.state)), "")
    if not request.actor.may(permissions.DECIDE_CONDUCT, case.store_id):
        return ""
    if CONDUCT.allows("settle_appeal", case.state):
        return "settle"
    return "decide" if CONDUCT.allows("decide", case.state) else ""
