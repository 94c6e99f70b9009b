"""Time on no car on the technician's phone: one tap begins it, one ends it."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.ui.pages import Toast, redirect_after_post
from anxin.platform.web import PageRequest, page
from anxin.visit.workshop import commands, permissions


@require_POST
@page(permissions.CLOCK)
def begin_indirect_time(request: PageRequest) -> HttpResponse:
    """Meeting, training, cleaning: what is done instead of a car."""

    def act() -> None:
        commands.begin_indirect_time(
            actor=request.actor,
            store_id=request.store_id,
            activity=request.POST.get("activity", ""),
            note=request.POST.get("note", ""),
            at=clock.now(),
        )

    return _act(request, act, _("已登记，开工时自动结束"))


@require_POST
@page(permissions.CLOCK)
def end_indirect_time(request: PageRequest) -> HttpResponse:
    """Back, and free for a car."""

    def act() -> None:
        commands.end_indirect_time(actor=request.actor, store_id=request.store_id, at=clock.now())

    return _act(request, act, _("已结束"))


def _act(request: PageRequest, act: Callable[[], None], done: str) -> HttpResponse:
    address = reverse("workshop:my_day")
    try:
        act()
    except (Invalid, Conflict) as refusal:
        return redirect_after_post(request, address, Toast(str(refusal.shown), level="late"))
    return redirect_after_post(request, address, Toast(done))
