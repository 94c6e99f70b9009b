"""Naming the obstacles of a figure, and taking them back."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.management.kpi import commands, permissions
from anxin.management.kpi.queries import Level
from anxin.management.kpi.web.figure import render_figure
from anxin.management.kpi.web.places import read_place
from anxin.management.kpi.web.remedies import plan_posted
from anxin.management.kpi.web.target_words import seen_in
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.ui.pages import Toast, redirect_after_post
from anxin.platform.web import PageRequest, page


@require_POST
@page(permissions.CONFIRM)
def confirm_obstacles(request: PageRequest, code: str) -> HttpResponse:
    """Keep what somebody ticked for this store and period, and plan what he wrote is to be done."""
    place, given = read_place(request), request.POST
    if place.level is not Level.STORE:
        # Obstacles are named of a store; a brand's id is no store's.
        raise NotFound
    chosen, is_planned = given.getlist("obstacles"), False
    try:
        # What is to be done may be written without naming an obstacle.
        if chosen or not given.get("words", "").strip():
            commands.confirm_obstacles(
                actor=request.actor,
                store_id=place.unit_id,
                code=code,
                period=place.period,
                day=place.day,
                obstacles=chosen,
                note=given.get("note", ""),
                seen=seen_in(given.get("seen", "")),
                at=clock.now(),
            )
        is_planned = plan_posted(request, place, code)
    except (Invalid, Conflict) as refusal:
        return render_figure(
            request, code, problem=refusal.shown, status=refusal.status, chosen=chosen, note=given.get("note", "")
        )
    said = _("已定下改进措施，责任人已收到任务") if is_planned else _("已确认障碍")
    return redirect_after_post(request, f"{reverse('kpi:figure', args=[code])}?{place.query}", Toast(said))


@require_POST
@page(permissions.CONFIRM)
def withdraw_obstacles(request: PageRequest, code: str, confirmation_id: int) -> HttpResponse:
    """Take back what was named."""
    place = read_place(request)
    try:
        commands.withdraw_obstacles(
            actor=request.actor,
            confirmation_id=confirmation_id,
            reason=request.POST.get("reason", ""),
            at=clock.now(),
        )
    except (Invalid, Conflict) as refusal:
        return render_figure(request, code, problem=refusal.shown, status=refusal.status)
    return redirect_after_post(request, f"{reverse('kpi:figure', args=[code])}?{place.query}", Toast(_("已撤回")))
