"""Acts beside the car: flags for customer relations."""

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
@page(permissions.FLAG)
def end_flag(request: PageRequest, number: str, flag_id: int) -> HttpResponse:
    """Take a flag back."""
    commands.end_flag(actor=request.actor, flag_id=flag_id, at=clock.now())
    return redirect_after_post(request, address_of_step(number, "car"), toast=Toast(gettext("提醒已取消")))
