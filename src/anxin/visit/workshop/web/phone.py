"""The technician's phone (mock-up 05): my car, the timer, pause with a reason, finish, findings, parts."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.parties.org.queries import store_info
from anxin.parties.people.permissions import CLOCK as SHIFT_CLOCK
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid, NotFound, Refusal
from anxin.platform.files.web.uploads import keep_photo
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders.commands import CauseAndCorrectionNeeded
from anxin.visit.repair_orders.queries import list_jobs_beside
from anxin.visit.workshop import commands, permissions, queries, rules
from anxin.visit.workshop.queries import MyJob
from anxin.visit.workshop.web.forms import FINDS, HARMS, CauseForm, FindingForm, FinishForm, PartForm

TEMPLATE = "workshop/my_day.html"
REASON_ICONS = {
    "approval": "user-check",
    "parts": "package",
    "bay": "car-garage",
    "tool": "tool",
    "unclear_order": "file-unknown",
    "expert": "help",
    "other_car": "car",
    "break": "coffee",
    "end_of_shift": "home",
}


@page(permissions.CLOCK)
def my_day(request: PageRequest) -> HttpResponse:
    """My car now, and what comes next."""
    return render_page(request, TEMPLATE, _context(request))


@page(permissions.CLOCK)
def clock_on(request: PageRequest, number: str, job_id: int) -> HttpResponse:
    """Start or go on."""
    return _act(
        request,
        lambda: commands.clock_on(actor=request.actor, number=number, job_id=job_id, at=clock.now()),
        _("已开工"),
    )


@page(permissions.CLOCK)
def pause_job(request: PageRequest, number: str, job_id: int) -> HttpResponse:
    """Stop the clock with a reason."""
    return _act(
        request,
        lambda: commands.pause_job(
            actor=request.actor,
            number=number,
            job_id=job_id,
            reason=request.POST.get("reason", ""),
            note=request.POST.get("note", ""),
            at=clock.now(),
        ),
        _("已暂停"),
    )


@page(permissions.CLOCK)
def finish_job(request: PageRequest, number: str, job_id: int) -> HttpResponse:
    """Finish with the statement that every item of the self-inspection is in order."""
    lines = queries.get_checklist(request.actor, number, "self", job_id)
    checks = [commands.Check(one.code, request.POST.get(one.code) == "yes") for one in lines]
    # Whether the words are needed is the command's to say; the form keeps them and names the field.
    form = FinishForm(request.POST)
    form.is_valid()
    return _act(
        request,
        lambda: commands.finish_job(
            actor=request.actor,
            number=number,
            job_id=job_id,
            checks=checks,
            at=clock.now(),
            **form.cleaned_data,
        ),
        _("已完工，自检已记录"),
        form,
    )


@page(permissions.CLOCK)
def write_cause(request: PageRequest, number: str, job_id: int) -> HttpResponse:
    """Cause and correction while the work goes on."""
    day = queries.technician_day(request.actor, now=clock.now())
    beside = next((one for one in list_jobs_beside(request.actor, number) if one.job_id == job_id), None)
    written = {"cause": beside.cause, "correction": beside.correction} if beside else {}
    form = CauseForm(request.POST if request.method == "POST" else None, initial=written)

    def act() -> None:
        commands.write_cause(actor=request.actor, number=number, job_id=job_id, at=clock.now(), **form.cleaned_data)

    phrases = {"cause": day.causes, "correction": day.corrections}
    return _form_page(request, number, job_id, form, act, _("已记下"), {"title": _("写原因"), "phrases": phrases})


@page(permissions.REPORT)
def report_finding(request: PageRequest, number: str, job_id: int) -> HttpResponse:
    """Words, urgency and photos of something found."""
    form = FindingForm(request.POST if request.method == "POST" else None)
    photos = [key for key in request.POST.getlist("photos") if key]

    def act() -> None:
        commands.report_finding(
            actor=request.actor,
            number=number,
            job_id=job_id,
            finding=form.finding(photos),
            at=clock.now(),
        )

    context = {"upload_url": reverse("workshop:upload_photo"), "with_photos": True, "harms": HARMS, "finds": FINDS}
    return _form_page(request, number, job_id, form, act, _("已报给服务顾问"), {**context, "title": _("发现问题")})


@page(permissions.REPORT)
def ask_part(request: PageRequest, number: str, job_id: int) -> HttpResponse:
    """Ask the parts counter for a part."""
    form = PartForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        commands.ask_part(
            actor=request.actor,
            number=number,
            job_id=job_id,
            words=form.cleaned_data["words"],
            at=clock.now(),
        )

    return _form_page(request, number, job_id, form, act, _("已告诉配件"), {"title": _("要配件")})


@require_POST
@page(permissions.REPORT)
def upload_photo(request: PageRequest) -> HttpResponse:
    """Keep a photo until its finding is reported."""
    return keep_photo(request, permissions.FINDING_PHOTO)


def _context(request: PageRequest, finish_form: FinishForm | None = None) -> dict[str, Any]:
    now = clock.now()
    day = queries.technician_day(request.actor, now=now)
    current, beside = day.current, queries.beside_day(request.actor, day, now)
    written = {"cause": beside.own.cause, "correction": beside.own.correction} if beside.own else {}
    return {
        "day": day,
        "beside": beside,
        "current": current,
        "others": [(one, beside.parts.get(one.job.job_id)) for one in day.jobs[1:]],
        "now": now,
        "seconds": _seconds_before(current) if current else 0,
        "share": _share(current) if current else 0,
        "reasons": [(code, label, REASON_ICONS[code]) for code, label in queries.waiting_reasons() if code in REASON_ICONS],
        "checks": queries.checklist_of_job(current.job, store_info(current.job.store_id).clock.day(now)) if current else [],
        "activities": queries.activities(),
        "has_shift_clock": request.actor.may(SHIFT_CLOCK, day.technician.store_id),
        "finish_form": (finish_form or FinishForm(initial=written)).mark_required(bool(current and current.job.complaint)),
    }


def _seconds_before(job: MyJob) -> int:
    """Seconds clocked before the stretch that runs now: the browser adds that one itself."""
    if job.running_since is None:
        return job.used_minutes * 60
    running = rules.minutes_of([rules.Stretch(job.running_since, None)], clock.now())
    return max(job.used_minutes - running, 0) * 60


def _share(job: MyJob) -> int:
    return min(100 * job.used_minutes // job.allowed_minutes, 100) if job.allowed_minutes else 0


def _act(request: PageRequest, act: Callable[[], object], done: str, finish_form: FinishForm | None = None) -> HttpResponse:
    """Carry out one tap. What is refused shows on the same page, which was read before the attempt."""
    address = reverse("workshop:my_day")
    if request.method != "POST":
        return redirect_after_post(request, address)
    context = _context(request, finish_form)
    if finish_form is not None and finish_form.errors:
        return render_page(request, TEMPLATE, context, status=422)
    try:
        act()
    except CauseAndCorrectionNeeded as refusal:
        for name, words in refusal.errors.items():
            context["finish_form"].add_error(name, str(words))
        return render_page(request, TEMPLATE, context, status=refusal.status)
    except commands.StillAsked as refusal:
        context["finish_form"].add_error("despite", refusal.shown)
        return render_page(request, TEMPLATE, context, status=refusal.status)
    except (Invalid, Conflict) as refusal:
        return render_page(request, TEMPLATE, {**context, "problem": refusal.shown}, status=refusal.status)
    return redirect_after_post(request, address, Toast(done))


def _form_page(
    request: PageRequest,
    number: str,
    job_id: int,
    form: forms.Form,
    act: Callable[[], None],
    done: str,
    context: dict[str, Any],
) -> HttpResponse:
    template = "workshop/phone_form.html"
    job = next((one for one in _context(request)["day"].jobs if one.job.job_id == job_id), None)
    if job is None or job.job.number != number:
        raise NotFound
    shown = {**context, "form": form, "job": job.job}
    if request.method != "POST":
        return render_page(request, template, shown)
    if not form.is_valid():
        return render_page(request, template, shown, status=422)
    try:
        act()
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.shown)
        return render_page(request, template, shown, status=refusal.status)
    return redirect_after_post(request, reverse("workshop:my_day"), Toast(done))
