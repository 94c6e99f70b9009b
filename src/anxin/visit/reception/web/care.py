"""Acts beside the car: gifts, the suggestion to the insurance, flags for customer relations."""

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from anxin.platform import clock
from anxin.platform.ui.pages import Toast, redirect_after_post
from anxin.platform.web import PageRequest, page
from anxin.visit.reception import commands, permissions
from anxin.visit.reception.web.showing import address_of_step


@require_POST
@page(permissions.FLAG)
def flag(request: PageRequest, number: str) -> HttpResponse:
    """Flag the visit with the reason that was tapped."""
    kind, reason = request.POST.get("kind", ""), request.POST.get("reason", "")
    commands.flag_visit(actor=request.actor, number=number, kind=kind, reason=reason, at=clock.now())
    return redirect_after_post(request, address_of_step(number, "car"), toast=Toast(gettext("客服已收到提醒")))


@require_POST
@page(permissions.RECEIVE)
def give_gift(request: PageRequest, number: str) -> HttpResponse:
    """A gift was handed over, in one tap."""
    commands.give_gift(actor=request.actor, number=number, kind=request.POST.get("kind", ""), at=clock.now())
    step = "order" if request.POST.get("step") == "order" else "car"
    return redirect_after_post(request, address_of_step(number, step), toast=Toast(gettext("已记下")))


@require_POST
@page(permissions.RECEIVE)
def answer_insurance_repair(request: PageRequest, number: str) -> HttpResponse:
    """What the customer says to having the marked damage repaired on the insurance."""
    said = request.POST.get("answer", "")
    commands.answer_insurance_repair(actor=request.actor, number=number, answer=said, at=clock.now())
    return redirect_after_post(request, address_of_step(number, "order"), toast=Toast(gettext("已记下")))


@require_POST
@page(permissions.FLAG)
def end_flag(request: PageRequest, number: str, flag_id: int) -> HttpResponse:
    """Take a flag back."""
    commands.end_flag(actor=request.actor, flag_id=flag_id, at=clock.now())
    return redirect_after_post(request, address_of_step(number, "car"), toast=Toast(gettext("提醒已取消")))
