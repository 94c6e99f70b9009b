"""The front desk's day: ready in one tap, who covers whom, who is next, where the peak is."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from anxin.parties.org.queries import store_info
from anxin.parties.people.queries import find_own_employee
from anxin.platform import clock
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.reception import commands, permissions, queries
from anxin.visit.reception.web.showing import address_of_step


@page(permissions.SEE)
def duty(request: PageRequest) -> HttpResponse:
    """The day of the store's front desk."""
    actor, store_id, now = request.actor, request.store_id, clock.now()
    today = store_info(store_id).clock.day(now)
    own = find_own_employee(actor)
    shown = queries.get_duty(actor, store_id, today, now)
    mine = next((one for one in shown.advisors if own is not None and one.employee_id == own.id), None)
    may = actor.may(permissions.RECEIVE, store_id)
    context = {
        "duty": shown,
        "mine": mine if may else None,
        "covered": queries.list_receptions(actor, store_id, advisor_ids=mine.partner_ids) if may and mine else [],
        "items": queries.readiness_items(store_id, today),
        "tomorrow": today + timedelta(days=1),
        "may_plan": actor.may(permissions.PLAN_DUTY, store_id),
    }
    return render_page(request, "reception/duty.html", context)


@require_POST
@page(permissions.RECEIVE)
def ready(request: PageRequest) -> HttpResponse:
    """All ready, or all but what is named."""
    commands.record_readiness(
        actor=request.actor,
        store_id=request.store_id,
        missing=request.POST.getlist("missing"),
        day=_day(request.POST.get("day", "")),
        at=clock.now(),
    )
    return redirect_after_post(request, reverse("reception_duty"), toast=Toast(gettext("准备情况已登记")))


@require_POST
@page(permissions.PLAN_DUTY)
def pair(request: PageRequest) -> HttpResponse:
    """Let two advisors cover each other today."""
    first, second = (request.POST.get(name, "") for name in ("first_id", "second_id"))
    commands.pair_advisors(
        actor=request.actor,
        store_id=request.store_id,
        first_id=int(first) if first.isdecimal() and len(first) < 18 else 0,
        second_id=int(second) if second.isdecimal() and len(second) < 18 else 0,
        at=clock.now(),
    )
    return redirect_after_post(request, reverse("reception_duty"), toast=Toast(gettext("分组已改")))


@require_POST
@page(permissions.RECEIVE)
def take_over(request: PageRequest, number: str) -> HttpResponse:
    """Take the partner's car over and go on with it."""
    commands.take_over_reception(actor=request.actor, number=number, at=clock.now())
    return redirect_after_post(request, address_of_step(number, ""), toast=Toast(gettext("这台车由您接待")))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
