"""Asking the workshop's expert, answering, and taking a question back (R-RC10)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import Invalid
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders import commands, permissions, queries


@page(permissions.SEE)
def technical_question(request: PageRequest, question_id: int) -> HttpResponse:
    """One question with the car's earlier ones; the expert answers here."""
    asked = queries.get_technical_question(request.actor, question_id)
    context = {"asked": asked, "support": support_of(request.actor, request.store_id, asked.vehicle_id)}
    return render_page(request, "repair_orders/technical_question.html", context)


@require_POST
@page(permissions.ASK_EXPERT)
def ask_technical_support(request: PageRequest) -> HttpResponse:
    """Put a question about a car before the expert."""
    vehicle = request.POST.get("vehicle_id", "")
    if not (vehicle.isdecimal() and len(vehicle) < 18):
        raise Invalid(_("请先选择车辆。"), field="vehicle_id", rule="R-RC10")
    commands.ask_technical_support(
        actor=request.actor,
        store_id=request.store_id,
        vehicle_id=int(vehicle),
        question=request.POST.get("question", ""),
        at=clock.now(),
    )
    return redirect_after_post(request, _back(request), Toast(_("已请教技术支持")))


@require_POST
@page(permissions.ADVISE)
def answer_technical_question(request: PageRequest, question_id: int) -> HttpResponse:
    """The expert's words."""
    words = request.POST.get("words", "")
    commands.answer_technical_question(actor=request.actor, question_id=question_id, answer=words, at=clock.now())
    return redirect_after_post(request, _back(request), Toast(_("已答复")))


@require_POST
@page(permissions.ASK_EXPERT)
def withdraw_technical_question(request: PageRequest, question_id: int) -> HttpResponse:
    """It is no question any more."""
    words = request.POST.get("words", "")
    commands.withdraw_technical_question(actor=request.actor, question_id=question_id, reason=words, at=clock.now())
    return redirect_after_post(request, _back(request), Toast(_("问题已撤回")))


def support_of(actor: Actor, store_id: int, vehicle_id: int) -> dict[str, Any]:
    """What the panel of questions shows of a car."""
    return {
        "vehicle_id": vehicle_id,
        "questions": queries.list_technical_questions(actor, vehicle_id),
        "may_ask": actor.may(permissions.ASK_EXPERT, store_id),
        "may_answer": actor.may(permissions.ADVISE, store_id),
    }


def _back(request: PageRequest) -> str:
    wanted = request.POST.get("back", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else reverse("repair_orders:list")
