"""Plans for a job: one page to make them of the items that stand, and the tap with which one is chosen."""

from collections.abc import Collection
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders import commands, permissions, queries
from anxin.visit.repair_orders.commands import NewPlan
from anxin.visit.repair_orders.models import Item
from anxin.visit.repair_orders.web.propose import back_address

TEMPLATE = "repair_orders/plans.html"
MOST_DIGITS = 19


@page(permissions.CHANGE)
def offer_plans(request: PageRequest, number: str, job_id: int) -> HttpResponse:
    """Tick which items belong to which plan; everything is ticked beforehand, so that one only takes away."""
    view = queries.get_repair_order(request.actor, number)
    job = next((each for each in view.jobs if each.id == job_id), None)
    if job is None:
        raise NotFound
    items = [item for item in job.items if item.decision == Item.Decision.PRESENTED]
    posted = [_posted(request, place) for place in (1, 2, 3)] if request.method == "POST" else _proposed(items)
    context: dict[str, Any] = {"order": view.head, "job": job, "back": back_address(request, number)}
    context["plans"] = [(place, name, words) for place, (name, words, _ids) in enumerate(posted, start=1)]
    context["rows"] = [(item, [(place, item.id in ids) for place, (_n, _w, ids) in enumerate(posted, 1)]) for item in items]
    if request.method != "POST":
        return render_page(request, TEMPLATE, context)
    wished = [NewPlan(name, sorted(ids), words) for name, words, ids in posted if name or ids]
    version = posted_version(request)
    try:
        commands.offer_plans(
            actor=request.actor, number=number, job_id=job_id, plans=wished, version=version, at=clock.now()
        )
    except (Invalid, Conflict) as refusal:
        context["refusal"] = refusal
        return render_page(request, TEMPLATE, context, partial="form", status=refusal.status)
    return redirect_after_post(request, back_address(request, number), Toast(_("方案已做好，请客户选一个")))


@require_POST
@page(permissions.AUTHORISE)
def choose_plan(request: PageRequest, number: str, offer_id: int) -> HttpResponse:
    """Keep the plan that the customer chose, or take all of them back."""
    wished = request.POST.get("plan", "")
    commands.choose_plan(
        actor=request.actor,
        number=number,
        offer_id=offer_id,
        plan=int(wished) if wished in ("0", "1", "2", "3") else -1,
        version=posted_version(request),
        at=clock.now(),
    )
    words = _("方案已收回") if wished == "0" else _("客户选的方案已加到工单")
    return redirect_after_post(request, back_address(request, number), Toast(words))


@require_POST
@page(permissions.AUTHORISE)
def decline_plans(request: PageRequest, number: str, offer_id: int) -> HttpResponse:
    """Keep that the customer wants none of them, and why."""
    commands.decline_plans(
        actor=request.actor,
        number=number,
        offer_id=offer_id,
        reason=request.POST.get(f"reason-{offer_id}", ""),
        channel=request.POST.get("channel", "phone"),
        version=posted_version(request),
        at=clock.now(),
    )
    return redirect_after_post(request, back_address(request, number), Toast(_("客户都不要，已记下原因，下次来店再提")))


def _proposed(items: Collection[queries.ItemView]) -> list[tuple[str, str, set[int]]]:
    everything = {item.id for item in items}
    return [(_("经济"), "", everything), (_("推荐"), "", everything), ("", "", set())]


def _posted(request: PageRequest, place: int) -> tuple[str, str, set[int]]:
    ids = {int(one) for one in request.POST.getlist(f"plan-{place}") if one.isdecimal() and len(one) < MOST_DIGITS}
    return request.POST.get(f"name-{place}", "").strip(), request.POST.get(f"words-{place}", ""), ids
