"""The job clock of an order, set right afterwards: stretches, forgotten ones, shares; what it said before stays."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.parties.people.queries import list_employees
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders.queries import get_order_head
from anxin.visit.workshop import commands, permissions, queries
from anxin.visit.workshop.queries import ClockRow, IndirectRow, JobShares
from anxin.visit.workshop.web.time_forms import AddedClockForm, SeenCorrectionForm, SharesForm


@page(permissions.SEE)
def order_clocks(request: PageRequest, number: str) -> HttpResponse:
    """Every stretch of an order's clock, with its corrections."""
    head = get_order_head(request.actor, number)
    context: dict[str, Any] = {
        "order": head,
        "clocks": queries.list_clocks(request.actor, head.id),
        "jobs": queries.list_job_shares(request.actor, head.id),
        "may_correct": request.actor.may(permissions.CORRECT, head.store_id),
    }
    return render_page(request, "workshop/clocks.html", context)


@page(permissions.CORRECT)
def correct_clock(request: PageRequest, clock_id: int) -> HttpResponse:
    """Set one stretch right, with the reason."""

    def correct(form: SeenCorrectionForm) -> HttpResponse:
        said: dict[str, Any] = {"seen": form.seen(), "stretch": form.stretch(), "at": clock.now()}
        done = commands.correct_clock(actor=request.actor, clock_id=clock_id, **said)
        address = reverse("workshop:order_clocks", args=[done.number])
        return redirect_after_post(request, address, Toast(_("工时已更正，原记录保留")))

    return _correct(request, "workshop/correct_clock.html", lambda: queries.get_clock(request.actor, clock_id), correct)


@page(permissions.CORRECT)
def correct_indirect_time(request: PageRequest, stretch_id: int) -> HttpResponse:
    """Set one stretch on no car right, with the reason."""

    def look() -> IndirectRow:
        return queries.get_indirect_time(request.actor, stretch_id)

    def correct(form: SeenCorrectionForm) -> HttpResponse:
        said: dict[str, Any] = {"seen": form.seen(), "stretch": form.stretch(), "at": clock.now()}
        commands.correct_indirect_time(actor=request.actor, stretch_id=stretch_id, **said)
        now = look()
        address = reverse("workshop:technician_day", args=[now.technician_id])
        return redirect_after_post(request, f"{address}?day={now.worked_on}", Toast(_("时间已更正，原记录保留")))

    return _correct(request, "workshop/correct_indirect_time.html", look, correct)


def _correct(
    request: PageRequest,
    template: str,
    look: Callable[[], ClockRow | IndirectRow],
    correct: Callable[[SeenCorrectionForm], HttpResponse],
) -> HttpResponse:
    """The form of a stretch as it stands; what is refused is said beside its field. What was typed stays, and if somebody
    else was first, it stands from then on against what he made of it."""
    found = look()
    initial = {"started_at": found.started_at, "ended_at": found.ended_at}
    initial |= {"seen_from": found.started_at, "seen_until": found.ended_at}
    form = SeenCorrectionForm(request.POST if request.method == "POST" else None, initial=initial)
    context: dict[str, Any] = {"found": found, "form": form}
    if request.method != "POST":
        return render_page(request, template, context)
    if not form.is_valid():
        return render_page(request, template, context, status=422)
    try:
        return correct(form)
    except (Invalid, Conflict) as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.shown)
        if isinstance(refusal, commands.CorrectedMeanwhile):
            form.look_again(look())
        context["asks"] = form.cleaned_data.get("is_confirmed") or isinstance(refusal, commands.AfterInspection)
        return render_page(request, template, context, status=refusal.status)


@page(permissions.CORRECT)
def add_clock(request: PageRequest, number: str, job_id: int) -> HttpResponse:
    """Add a stretch that somebody forgot to clock, with the reason."""
    job = _job(request, number, job_id)
    staff = list_employees(request.actor, job.store_id, queries.TECHNICIAN_POSTS)
    form = AddedClockForm(request.POST or None, technicians=[(str(one.id), one.name) for one in staff])
    context: dict[str, Any] = {"job": job, "form": form}
    template = "workshop/add_clock.html"
    if request.method != "POST":
        return render_page(request, template, context)
    if not form.is_valid():
        return render_page(request, template, context, status=422)
    given = {"number": number, "job_id": job_id, "technician_id": form.cleaned_data["technician_id"]}
    try:
        commands.add_clock(actor=request.actor, stretch=form.stretch(), at=clock.now(), **given)
    except (Invalid, Conflict) as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.shown)
        context["asks"] = form.cleaned_data.get("is_confirmed") or isinstance(refusal, commands.AfterInspection)
        return render_page(request, template, context, status=refusal.status)
    return redirect_after_post(request, reverse("workshop:order_clocks", args=[number]), Toast(_("工时已补记")))


@page(permissions.CORRECT)
def change_shares(request: PageRequest, number: str, job_id: int) -> HttpResponse:
    """Set the shares of a finished job anew, with the reason."""
    job = _job(request, number, job_id)
    form = SharesForm(request.POST or None, technicians=job.technicians, shares=job.shares)
    context = {"job": job, "form": form}
    template = "workshop/change_shares.html"
    if request.method != "POST":
        return render_page(request, template, context)
    if not form.is_valid():
        return render_page(request, template, context, status=422)
    given = {"number": number, "job_id": job_id, "reason": form.cleaned_data["reason"]}
    try:
        commands.change_shares(actor=request.actor, shares=form.shares(), at=clock.now(), **given)
    except (Invalid, Conflict) as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.shown)
        return render_page(request, template, context, status=refusal.status)
    return redirect_after_post(request, reverse("workshop:order_clocks", args=[number]), Toast(_("比例已调整，原比例保留")))


def _job(request: PageRequest, number: str, job_id: int) -> JobShares:
    head = get_order_head(request.actor, number)
    found = next((one for one in queries.list_job_shares(request.actor, head.id) if one.job_id == job_id), None)
    if found is None:
        raise NotFound
    return found
