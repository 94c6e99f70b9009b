"""Who owns, drives and pays: set and ended on the vehicle's page."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from anxin.parties.customers import commands, permissions, queries
from anxin.parties.customers.web.forms import PartyForm, add_refusal
from anxin.parties.customers.web.vehicles import vehicle_context
from anxin.platform import clock
from anxin.platform.errors import Invalid
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.web import page

PAGE = "customers/vehicle.html"


@require_POST
@page(permissions.REGISTER)
def set_party(request: Any, vehicle_id: int) -> HttpResponse:
    """Give a role to a customer; with only a name typed, show whom it may mean."""
    form = PartyForm(request.POST)
    text = request.POST.get("text", "").replace("\x00", "").strip()[:60]
    if not form.is_valid():
        found = queries.search_customers(request.actor, text) if text else []
        role = request.POST.get("role", "owner")
        context = vehicle_context(request, vehicle_id, found=found, text=text, form=PartyForm(initial={"role": role}))
        return render_page(request, PAGE, {**context, "no_customer": not found}, status=422)
    try:
        commands.set_party(
            actor=request.actor,
            store_id=request.store_id,
            vehicle_id=vehicle_id,
            at=clock.now(),
            **form.cleaned_data,
        )
    except Invalid as refusal:
        add_refusal(form, refusal)
        return render_page(request, PAGE, vehicle_context(request, vehicle_id, form=form), status=422)
    return _back(request, vehicle_id)


@require_POST
@page(permissions.CHANGE)
def end_party(request: Any, vehicle_id: int) -> HttpResponse:
    """End a role today."""
    party = request.POST.get("party_id", "")
    party_id = int(party) if party.isdecimal() and len(party) < 18 else 0
    try:
        commands.end_party(actor=request.actor, store_id=request.store_id, party_id=party_id, at=clock.now())
    except Invalid as refusal:
        context = vehicle_context(request, vehicle_id, party_error=refusal.message)
        return render_page(request, PAGE, context, status=422)
    return _back(request, vehicle_id)


def _back(request: Any, vehicle_id: int) -> HttpResponse:
    return redirect_after_post(request, reverse("vehicle", args=[vehicle_id]), toast=Toast(gettext("已保存")))
