"""求助: the technician's way from the running job to a case, photos first."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.platform import clock
from anxin.platform.errors import NotFound, Refusal
from anxin.platform.files.web.uploads import keep_photo
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders.queries import list_open_jobs
from anxin.visit.technical import commands, permissions, queries
from anxin.visit.technical.web.forms import SYMPTOMS, CallForm

TEMPLATE = "technical/call.html"


@page(permissions.CALL)
def open_case(request: PageRequest, number: str, job_id: int) -> HttpResponse:
    """Photos, words and whether it is a major question; what the library knows of the like stands below."""
    jobs = list_open_jobs(request.actor, request.store_id, [job_id]) if request.store_id else []
    job = next((one for one in jobs if one.number == number), None)
    if job is None:
        raise NotFound
    form = CallForm(request.POST if request.method == "POST" else None, initial={"words": job.complaint})
    context = {
        "form": form,
        "job": job,
        "symptoms": SYMPTOMS,
        "similar": queries.find_similar(request.actor, job.model_name, request.GET.get("code", "")[:100])
        if request.actor.may(permissions.LEARN)
        else [],
    }
    if request.method != "POST":
        return render_page(request, TEMPLATE, context)
    if not form.is_valid():
        return render_page(request, TEMPLATE, context, status=422)
    photos = [key for key in request.POST.getlist("photos") if key]
    try:
        commands.open_case(actor=request.actor, number=number, job_id=job_id, call=form.call(photos), at=clock.now())
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.shown)
        return render_page(request, TEMPLATE, context, status=refusal.status)
    return redirect_after_post(request, reverse("workshop:my_day"), Toast(_("已告诉服务顾问和技术总监")))


@require_POST
@page(permissions.NOTE)
def upload_case_file(request: PageRequest) -> HttpResponse:
    """Keep a photo until its case or step is sent."""
    return keep_photo(request, permissions.CASE_FILE)
