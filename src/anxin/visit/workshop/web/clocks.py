"""The job clock of an order, and setting a stretch of it right; what it said before stays to be seen."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders.queries import get_order_head
from anxin.visit.workshop import commands, permissions, queries
from anxin.visit.workshop.web.forms import CorrectionForm


@page(permissions.SEE)
def order_clocks(request: PageRequest, number: str) -> HttpResponse:
    """Every stretch of an order's clock, with its corrections."""
    head = get_order_head(request.actor, number)
    context: dict[str, Any] = {
        "order": head,
        "clocks": queries.list_clocks(request.actor, head.id),
        "may_correct": request.actor.may(permissions.CORRECT, head.store_id),
    }
    return render_page(request, "workshop/clocks.html", context)


@page(permissions.CORRECT)
def correct_clock(request: PageRequest, clock_id: int) -> HttpResponse:
    """Set one stretch right, with the reason."""
    found = queries.get_clock(request.actor, clock_id)
    initial = {"started_at": found.started_at, "ended_at": found.ended_at}
    form = CorrectionForm(request.POST if request.method == "POST" else None, initial=initial)
    context = {"found": found, "form": form}
    template = "workshop/correct_clock.html"
    if request.method != "POST":
        return render_page(request, template, context)
    if not form.is_valid():
        return render_page(request, template, context, status=422)
    try:
        commands.correct_clock(actor=request.actor, clock_id=clock_id, at=clock.now(), **form.cleaned_data)
    except (Invalid, Conflict) as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.shown)
        return render_page(request, template, context, status=refusal.status)
    address = reverse("workshop:order_clocks", args=[found.number])
    return redirect_after_post(request, address, Toast(_("工时已更正，原记录保留")))
