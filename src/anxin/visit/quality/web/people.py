"""Who inspects without a certificate, and who heads body and paint."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.parties.org.queries import store_info
from anxin.parties.people.permissions import MANAGE
from anxin.parties.people.queries import list_employees
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.quality import commands, permissions, queries


@page(permissions.SEE)
def quality_people(request: PageRequest) -> HttpResponse:
    """Inspectors and workshop heads with their certificates (R-QC08), and the named head of body and paint (R-QC06)."""
    actor, store_id = request.actor, request.store_id
    may_name = actor.may(permissions.NAME_HEAD, store_id)
    context = {
        "rows": queries.list_training(actor, store_id),
        "head": queries.find_body_paint_head(actor, store_id),
        "staff": list_employees(actor, store_id) if may_name else [],
        "may_name": may_name,
        "may_train": actor.may(MANAGE, store_id),
        "today": store_info(store_id).clock.day(clock.now()),
    }
    return render_page(request, "quality/people.html", context)


@page(permissions.SEE)
def inspector(request: PageRequest, employee_id: int) -> HttpResponse:
    """Where a task to train somebody leads: the line on the page of all."""
    return redirect(f"{reverse('quality:people')}#employee-{employee_id}")


@require_POST
@page(permissions.NAME_HEAD)
def name_body_paint_head(request: PageRequest) -> HttpResponse:
    """Name the head of body and paint, or nobody."""
    given = request.POST.get("person_id", "")
    person = int(given) if given.isdecimal() and len(given) < 18 else None
    commands.name_body_paint_head(actor=request.actor, store_id=request.store_id, person_id=person, at=clock.now())
    return redirect_after_post(request, reverse("quality:people"), Toast(_("已指定")))


@require_POST
@page(MANAGE)
def record_inspector_training(request: PageRequest, employee_id: int) -> HttpResponse:
    """Somebody was trained to inspect: when, by which certificate, valid until when."""
    toast = Toast(_("已登记，可以签检验了"))
    try:
        commands.record_inspector_training(
            actor=request.actor,
            employee_id=employee_id,
            trained_on=_day(request, "trained_on") or store_info(request.store_id).clock.day(clock.now()),
            document=request.POST.get("document", ""),
            valid_to=_day(request, "valid_to"),
            at=clock.now(),
        )
    except Invalid as refusal:
        toast = Toast(refusal.shown)
    return redirect_after_post(request, reverse("quality:people"), toast)


def _day(request: PageRequest, name: str) -> date | None:
    """:raises Invalid: something that is no day"""
    given = request.POST.get(name, "")
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise Invalid(_("请选择日期。"), field=name, rule="R-QC08") from None
