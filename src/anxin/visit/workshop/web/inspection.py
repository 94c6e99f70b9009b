"""The general and the final inspection: a queue, and one checklist that is answered item by item."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders.queries import count_by_state, get_repair_order
from anxin.visit.workshop import commands, permissions, queries, rules
from anxin.visit.workshop.commands import Check, Verdict

TEMPLATE = "workshop/inspect.html"


@page(permissions.INSPECT)
def inspection_queue(request: PageRequest) -> HttpResponse:
    """Orders whose work is finished, by promise."""
    store_id: int | None = request.store_id
    if not store_id:
        raise NotFound
    rows = queries.queue_for_inspection(request.actor, store_id)
    total = count_by_state(request.actor, store_id).get("WORK_FINISHED", 0)
    return render_page(request, "workshop/queue.html", {"rows": rows, "more": total - len(rows)})


@page(permissions.INSPECT)
def inspect_order(request: PageRequest, number: str) -> HttpResponse:
    """The general inspection of an order."""
    return _inspect(request, number, "general")


@page(permissions.INSPECT_FINAL)
def inspect_before_delivery(request: PageRequest, number: str) -> HttpResponse:
    """The final inspection of an order."""
    return _inspect(request, number, "final")


def _inspect(request: PageRequest, number: str, level: str) -> HttpResponse:
    actor = request.actor
    view = get_repair_order(actor, number)
    context: dict[str, Any] = {
        "order": view.head,
        "agreed": view.authorisation,
        "jobs": [job for job in view.jobs if job.state == "FINISHED"],
        "level": level,
        "title": _("总检") if level == "general" else _("终检"),
        "checks": [
            (code, label, request.POST.get(code, ""), request.POST.get(f"{code}_note", ""))
            for code, label in queries.checklist(level)
        ],
        "note": request.POST.get("note", ""),
        "rework": request.POST.getlist("rework_job_ids"),
        "inspections": queries.list_inspections(actor, view.head.id),
    }
    if request.method != "POST":
        return render_page(request, TEMPLATE, context)
    try:
        made = _carry_out(request, number, level)
    except (Invalid, Conflict) as refusal:
        problem = {"problem": refusal.shown, "problem_field": refusal.field}
        return render_page(request, TEMPLATE, {**context, **problem}, status=refusal.status)
    address = reverse("workshop:inspection") if level == "general" else reverse("repair_orders:detail", args=[number])
    words = _("%(number)s 检验合格") if made.passed else _("%(number)s 已退回返修")
    return redirect_after_post(request, address, Toast(words % {"number": number}))


def _carry_out(request: PageRequest, number: str, level: str) -> commands.InspectedOrder:
    # The signature says that everything is in order but what is ticked: the page states it above its button.
    checks = [
        Check(code, request.POST.get(code) != "no", request.POST.get(f"{code}_note", "")) for code in rules.CHECKS[level]
    ]
    rework = [int(given) for given in request.POST.getlist("rework_job_ids") if given.isdecimal()]
    verdict = Verdict(level, checks, request.POST.get("note", ""), rework)
    act = commands.inspect_order if level == "general" else commands.inspect_before_delivery
    return act(actor=request.actor, number=number, verdict=verdict, at=clock.now())
