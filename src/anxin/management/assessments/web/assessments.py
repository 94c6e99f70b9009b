"""Assessments: the register, and one with what can be done to it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from anxin.management.assessments import commands, permissions, queries
from anxin.management.assessments.commands.objections import may_answer
from anxin.management.assessments.commands.support import may_object, may_withdraw
from anxin.management.assessments.lifecycle import ASSESSMENT, GIVEN
from anxin.management.assessments.queries import AssessmentRow
from anxin.management.assessments.web.forms import ObjectForm, UpholdForm, WordsForm
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.ui.forms import submit
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import posted_version, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders.permissions import SEE as SEE_ORDERS

TEMPLATE = "assessments/assessment.html"
COLUMNS = (
    Column("name", _("指标")),
    Column("month", _("月份"), value=lambda row: f"{row.month:%Y-%m}", sort="month"),
    Column("whose", _("被考核")),
    Column("value_words", _("结果"), wide_only=True),
    Column("target_words", _("目标"), wide_only=True),
    Column("standing_label", _("达标情况")),
    Column("outcome_label", _("奖惩")),
    Column("amount", _("金额（元）"), kind="money", sort="amount", wide_only=True),
    Column("state_label", _("状态")),
    Column("assessor", _("考核人"), wide_only=True),
    Column("assessed_at", _("考核时间"), kind="time", sort="assessed_at", wide_only=True),
    Column("objection_until", _("异议截止"), kind="day", sort="objection_until", wide_only=True),
    Column("definition_version", _("定义版本"), kind="integer", wide_only=True),
)


@require_safe
@page(permissions.OWN)
def list_assessments(request: PageRequest) -> HttpResponse:
    """The register: own ones, or the store's; filter in the address, spreadsheet (M22.14)."""
    listing = read_list(request, queries.AssessmentFilter, COLUMNS)
    rows = queries.page_assessments(request.actor, request.store_id, listing.filter, listing.order, listing.window, url=_url)
    listing = listing.with_page(rows)
    if listing.wants_export:
        return listing.export(_("考核记录"))
    context = {"list": listing, "sees_all": request.actor.may(permissions.SEE, request.store_id)}
    return render_page(request, "assessments/assessments.html", context, partial=("table",))


@require_safe
@page(permissions.OWN)
def show_assessment(request: PageRequest, assessment_id: int) -> HttpResponse:
    """One assessment with its steps."""
    return render_page(request, TEMPLATE, _context(request, assessment_id))


@require_POST
@page(permissions.OWN)
def object_to_assessment(request: PageRequest, assessment_id: int) -> HttpResponse:
    """Why it is not fair."""
    form = ObjectForm(request.POST, auto_id="object_%s")
    return _act(request, assessment_id, "object", form, commands.object_to_assessment, _("已提异议，上一级会答复"))


@require_POST
@page(permissions.ANSWER)
def uphold_objection(request: PageRequest, assessment_id: int) -> HttpResponse:
    """The objection is right."""
    form = UpholdForm(request.POST, auto_id="uphold_%s")

    def uphold(**given: Any) -> commands.KeptAssessment:
        by = {name: given[name] for name in ("actor", "assessment_id", "version", "at", "words")}
        return commands.uphold_objection(redress=form.redress(), **by)

    return _act(request, assessment_id, "uphold", form, uphold, _("已答复：异议成立"))


@require_POST
@page(permissions.ANSWER)
def reject_objection(request: PageRequest, assessment_id: int) -> HttpResponse:
    """The assessment stands."""
    form = WordsForm(request.POST, auto_id="reject_%s")
    return _act(request, assessment_id, "reject", form, commands.reject_objection, _("已答复：异议不成立"))


@require_POST
@page(permissions.ASSESS)
def withdraw_assessment(request: PageRequest, assessment_id: int) -> HttpResponse:
    """It was a mistake."""
    form = WordsForm(request.POST, auto_id="withdraw_%s")
    return _act(request, assessment_id, "withdraw", form, commands.withdraw_assessment, _("已撤销，这个月可以重新考核"))


def _act(
    request: PageRequest, assessment_id: int, name: str, form: forms.Form, command: Callable[..., Any], done: Any
) -> HttpResponse:
    """Carry out one form of the page; what is refused shows there, with what was typed."""
    by = {"actor": request.actor, "assessment_id": assessment_id, "version": posted_version(request), "at": clock.now()}

    def context() -> dict[str, Any]:
        found = _context(request, assessment_id)
        # Somebody else was first: the form is no longer on the page, what it was told must be.
        return found if name in found["may"] else {**found, "unplaced": form}

    return submit(
        request,
        form,
        lambda given: command(**given, **by),
        back=(TEMPLATE, context),
        name=f"{name}_form",
        url=_url(assessment_id),
        toast=done,
    )


def _context(request: PageRequest, assessment_id: int) -> dict[str, Any]:
    """What the page shows, with an empty form for each step that is open to the actor."""
    found = queries.get_assessment(request.actor, assessment_id)
    row, today = found.row, store_info(found.row.store_id).clock.day(clock.now())
    is_over = row.state == GIVEN and today > row.objection_until
    return {
        "found": found,
        "row": row,
        "version": row.version,
        "is_over": is_over,
        "may": dict.fromkeys(_open_to(request, found, is_over=is_over), True),
        "may_see_order": request.actor.may(SEE_ORDERS, row.store_id),
        "object_form": ObjectForm(auto_id="object_%s"),
        "uphold_form": UpholdForm(auto_id="uphold_%s"),
        "reject_form": WordsForm(auto_id="reject_%s"),
        "withdraw_form": WordsForm(auto_id="withdraw_%s"),
    }


def _open_to(request: PageRequest, found: queries.AssessmentView, *, is_over: bool) -> set[str]:
    actor, row = request.actor, found.row
    verbs, whose = set(ASSESSMENT.verbs(row.state)), (row.employee_id, row.team_id)
    if is_over or not may_object(actor, row.store_id, row.assessor_key, *whose):
        verbs.discard("object")
    if not may_answer(actor, row.store_id, found.keys, *whose):
        verbs -= {"uphold", "reject"}
    if not _may_withdraw(request, row):
        verbs.discard("withdraw")
    return verbs


def _may_withdraw(request: PageRequest, row: AssessmentRow) -> bool:
    whose = (row.store_id, row.assessor_key, row.employee_id, row.team_id)
    return request.actor.may(permissions.ASSESS, row.store_id) and may_withdraw(request.actor, *whose)


def _url(assessment_id: int) -> str:
    return reverse("assessments:assessment", args=[assessment_id])
