"""The inspections: a queue, the list of the order's jobs and of what else is looked at, and the look at the washed car."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.files.queries import files_by_key
from anxin.platform.files.web.uploads import keep_photo
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.ui.views import safe_next
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders.queries import RepairOrderView, count_by_state, get_order_head, get_repair_order
from anxin.visit.workshop import commands, permissions, queries
from anxin.visit.workshop.commands import Check, Verdict

TEMPLATE = "workshop/inspect.html"
LARGEST_ODOMETER = 9_999_999


@page(permissions.INSPECT)
def inspection_queue(request: PageRequest) -> HttpResponse:
    """Orders whose work is finished, by promise, and washed cars that are to be looked at."""
    return render_page(request, "workshop/queue.html", _queue(request))


@page(permissions.INSPECT)
def check_wash(request: PageRequest, number: str) -> HttpResponse:
    """One tap: the car is clean, or goes back to be washed (R-QC09)."""
    address = reverse("workshop:inspection")
    if request.method != "POST":
        return redirect_after_post(request, address)
    is_clean = request.POST.get("clean") == "yes"
    context = _queue(request)
    try:
        commands.check_wash(actor=request.actor, number=number, is_clean=is_clean, at=clock.now())
    except (Invalid, Conflict) as refusal:
        return render_page(request, "workshop/queue.html", {**context, "problem": refusal.shown}, status=refusal.status)
    words = _("%(number)s 洗车合格") if is_clean else _("%(number)s 已退回重洗")
    return redirect_after_post(request, address, Toast(words % {"number": number}))


@page(permissions.INSPECT)
def inspect_order(request: PageRequest, number: str) -> HttpResponse:
    """The general inspection of an order."""
    return _inspect(request, number, "general")


@page(permissions.INSPECT_FINAL)
def inspect_before_delivery(request: PageRequest, number: str) -> HttpResponse:
    """The final inspection of an order against its walk-around sheet."""
    return _inspect(request, number, "final")


@require_POST
@page(permissions.SEE)
def upload_inspection_photo(request: PageRequest, number: str) -> HttpResponse:
    """Keep a photo of what is wrong until the inspection is signed."""
    get_order_head(request.actor, number)
    return keep_photo(request, permissions.INSPECTION_PHOTO)


def _queue(request: PageRequest) -> dict[str, Any]:
    store_id: int | None = request.store_id
    if not store_id:
        raise NotFound
    rows = queries.queue_for_inspection(request.actor, store_id)
    total = count_by_state(request.actor, store_id).get("WORK_FINISHED", 0)
    return {"rows": rows, "more": total - len(rows), "washes": queries.list_cars_to_wash(request.actor, store_id)}


def _inspect(request: PageRequest, number: str, level: str) -> HttpResponse:
    actor, post = request.actor, request.POST
    view = get_repair_order(actor, number)
    lines = queries.checklist(level, view.jobs, view.head, _today(view))
    rework = post.getlist("rework_job_ids")
    context: dict[str, Any] = {
        "order": view.head,
        "agreed": view.authorisation,
        "jobs": [
            (job, str(job.id) in rework, post.get(f"job_{job.id}_note", ""), _photos(request, f"job_{job.id}"))
            for job in view.jobs
            if job.state == "FINISHED"
        ],
        "level": level,
        "title": _("总检") if level == "general" else _("终检"),
        "checks": [
            (one.code, one.label, post.get(one.code, ""), post.get(f"{one.code}_note", ""), _photos(request, one.code))
            for one in lines
        ],
        "upload_url": reverse("workshop:upload_inspection_photo", args=[number]),
        "note": post.get("note", ""),
        "odometer": post.get("odometer_km", ""),
        "inspections": queries.list_inspections(actor, view.head.id),
    }
    if request.method != "POST":
        return render_page(request, TEMPLATE, context)
    try:
        made = _carry_out(request, view, level, lines)
    except (Invalid, Conflict) as refusal:
        problem = {"problem": refusal.shown, "problem_field": refusal.field}
        return render_page(request, TEMPLATE, {**context, **problem}, status=refusal.status)
    if level == "general":
        address = reverse("workshop:inspection")
    else:
        address = safe_next(request, reverse("repair_orders:detail", args=[number]))
    return redirect_after_post(request, address, Toast(_told(made, rework) % {"number": number}))


def _told(made: commands.InspectedOrder, rework: list[str]) -> str:
    if made.passed:
        return _("%(number)s 检验合格")
    return _("%(number)s 已退回返修") if rework else _("%(number)s 已退回重洗")


def _today(view: RepairOrderView) -> Any:
    return store_info(view.head.store_id).clock.day(clock.now())


def _carry_out(
    request: PageRequest, view: RepairOrderView, level: str, lines: list[queries.CheckLine]
) -> commands.InspectedOrder:
    post = request.POST
    # The signature says that everything is in order but what is ticked: the page states it above its button.
    checks = [_check(request, one.code) for one in lines]
    rework = [int(given) for given in post.getlist("rework_job_ids") if given.isdecimal()]
    notes = {job.id: post.get(f"job_{job.id}_note", "") for job in view.jobs}
    said = {job_id: words for job_id, words in notes.items() if words.strip()}
    photos = {job_id: keys for job_id in rework if (keys := _keys(request, f"job_{job_id}"))}
    verdict = Verdict(level, checks, post.get("note", ""), rework, said, _odometer(post.get("odometer_km", "")), photos)
    act = commands.inspect_order if level == "general" else commands.inspect_before_delivery
    return act(actor=request.actor, number=view.head.number, verdict=verdict, at=clock.now())


def _check(request: PageRequest, code: str) -> Check:
    passed = request.POST.get(code) != "no"
    return Check(code, passed, request.POST.get(f"{code}_note", ""), () if passed else _keys(request, code))


def _keys(request: PageRequest, line: str) -> tuple[str, ...]:
    """Uploads of a line; those of one that was marked by mistake stay with nothing, and are swept."""
    return tuple(key for key in request.POST.getlist(f"{line}_photos") if key)


def _photos(request: PageRequest, line: str) -> list[dict[str, str]]:
    """What was shot before the form was refused."""
    found = files_by_key(request.actor, keys, permissions.INSPECTION_PHOTO) if (keys := _keys(request, line)) else []
    return [{"id": photo.key, "url": photo.thumb_url, "label": photo.label} for photo in found]


def _odometer(given: str) -> int | None:
    """What was typed; nothing is as it was at reception.

    :raises Invalid: no whole number of kilometres
    """
    text = given.replace(",", "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or int(text) > LARGEST_ODOMETER:
        raise Invalid(_("里程请填整数公里。"), field="odometer_km", rule="R-QC04")
    return int(text)
