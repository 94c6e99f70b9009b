"""The list of vehicles, a vehicle's page, registering, attaching and changing."""

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from anxin.parties.customers import commands, permissions, queries
from anxin.parties.customers.models import Vehicle, VehicleParty
from anxin.parties.customers.web.forms import PartyForm, VehicleForm, add_refusal
from anxin.parties.org.queries import list_brands
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid, NotFound, VersionConflict
from anxin.platform.ui.lists import Column, read_list
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.web import page

FORM = "customers/vehicle_form.html"
COLUMNS = (
    Column("plate", _("车牌"), kind="plate", sort="plate"),
    Column("model_name", _("车型"), lambda row: f"{row.brand_name} {row.model_name}".strip(), sort="model_name"),
    Column("owner_name", _("车主")),
    Column("last_visit_at", _("最近到店"), kind="time", sort="last_visit_at"),
    Column("odometer_km", _("里程 km"), kind="integer", sort="odometer_km", wide_only=True),
    Column("next_service_on", _("下次保养"), kind="day", sort="next_service_on", wide_only=True),
    Column("vin", _("车架号"), wide_only=True),
)


@require_safe
@page(permissions.SEE)
def list_vehicles(request: Any) -> HttpResponse:
    """Vehicles of the actor's stores; filters in the address, export of what is filtered."""
    listing = read_list(request, queries.VehicleFilter, COLUMNS, default_sort="-last_visit_at")
    listing = listing.with_page(queries.list_vehicles(request.actor, listing.filter, listing.order, listing.window))
    if listing.wants_export:
        return listing.export(gettext("车辆"))
    return render_page(request, "customers/vehicles.html", {"list": listing}, partial="table")


@require_safe
@page(permissions.SEE)
def vehicle(request: Any, vehicle_id: int) -> HttpResponse:
    """A vehicle with its people over time, plates, and what other modules add."""
    return render_page(request, "customers/vehicle.html", vehicle_context(request, vehicle_id))


@page(permissions.REGISTER)
def register_vehicle(request: Any) -> HttpResponse:
    """The form of a new vehicle file; ``?owner=`` names its owner. A vehicle of the group is attached instead."""
    owner = request.GET.get("owner", "")
    owner_id = int(owner) if owner.isdecimal() and len(owner) < 18 else None
    context: dict[str, Any] = {"owner": queries.get_customer(request.actor, owner_id) if owner_id else None}
    if request.method != "POST":
        shown = {name: request.GET.get(name, "") for name in ("plate", "vin")}
        return render_page(request, FORM, {**context, "form": VehicleForm(initial=shown, brands=list_brands(request.actor))})
    form = VehicleForm(request.POST, brands=list_brands(request.actor))
    if not form.is_valid():
        return render_page(request, FORM, {**context, "form": form}, status=422)
    try:
        kept = commands.register_vehicle(
            actor=request.actor,
            store_id=request.store_id,
            data=form.file(request.store_id),
            owner_id=owner_id,
            known_phone=request.POST.get("known_phone", "")[:40],
            move_plate=request.POST.get("move_plate") == "1",
            at=clock.now(),
        )
    except Invalid as refusal:
        return _refused(request, context, form, refusal)
    except Conflict as conflict:
        return render_page(request, FORM, {**context, "form": form, "conflict": conflict}, status=409)
    said = gettext("集团内已有这辆车，已调入本店") if kept.was_attached else gettext("已建档")
    return redirect_after_post(request, reverse("vehicle", args=[kept.vehicle_id]), toast=Toast(said))


@page(permissions.ATTACH)
def attach_vehicle(request: Any) -> HttpResponse:
    """Let the store know a vehicle of the group by its whole VIN, or its whole plate and phone."""
    typed = {name: request.POST.get(name, "").replace("\x00", "")[:40] for name in ("vin", "plate", "phone")}
    if request.method != "POST":
        return render_page(request, "customers/attach.html", {"typed": typed})
    try:
        found = commands.attach_vehicle(actor=request.actor, store_id=request.store_id, at=clock.now(), **typed)
    except (Invalid, NotFound, commands.TooManyProofs) as refusal:
        status = 429 if isinstance(refusal, commands.TooManyProofs) else 422
        return render_page(request, "customers/attach.html", {"typed": typed, "refusal": refusal}, status=status)
    return redirect_after_post(request, reverse("vehicle", args=[found.vehicle_id]), toast=Toast(gettext("已调入本店")))


@page(permissions.CHANGE)
def change_vehicle(request: Any, vehicle_id: int) -> HttpResponse:
    """The form of a known vehicle file."""
    card = queries.get_vehicle(request.actor, vehicle_id)
    context: dict[str, Any] = {"card": card, "version": card.version}
    if request.method != "POST":
        form = VehicleForm(initial=asdict(card.data), brands=list_brands(request.actor))
        return render_page(request, FORM, {**context, "form": form})
    form = VehicleForm(request.POST, brands=list_brands(request.actor))
    if not form.is_valid():
        return render_page(request, FORM, {**context, "form": form}, status=422)
    try:
        commands.change_vehicle(
            actor=request.actor,
            vehicle_id=vehicle_id,
            data=form.file(card.data.sold_store_id or request.store_id),
            version=posted_version(request),
            known_phone=request.POST.get("known_phone", "")[:40],
            move_plate=request.POST.get("move_plate") == "1",
            at=clock.now(),
        )
    except Invalid as refusal:
        return _refused(request, context, form, refusal)
    except VersionConflict as conflict:
        shown = {name: pair for name, pair in conflict.differences.items() if name in form.fields}
        differences = {str(form.fields[name].label): pair for name, pair in shown.items()}
        return render_page(request, FORM, {**context, "form": form, "differences": differences}, status=409)
    except Conflict as conflict:
        return render_page(request, FORM, {**context, "form": form, "conflict": conflict}, status=409)
    return redirect_after_post(request, reverse("vehicle", args=[vehicle_id]), toast=Toast(gettext("已保存")))


def vehicle_context(request: Any, vehicle_id: int, **more: Any) -> dict[str, Any]:
    """What the vehicle's page shows."""
    card = queries.get_vehicle(request.actor, vehicle_id)
    actor = request.actor
    return {
        "card": card,
        "told": VehicleForm.told(card.data),
        "engine": dict(Vehicle.EngineType.choices).get(card.data.engine_type, ""),
        "roles": dict(VehicleParty.Role.choices),
        "parties": [(dict(VehicleParty.Role.choices)[one.role], one) for one in card.parties],
        "form": PartyForm(initial={"role": "owner"}),
        "may_change": actor.may(permissions.CHANGE),
        "may_set_party": actor.may(permissions.REGISTER),
        **more,
    }


def _refused(request: Any, context: dict[str, Any], form: VehicleForm, refusal: Invalid) -> HttpResponse:
    add_refusal(form, refusal)
    needs_proof = isinstance(refusal, commands.VehicleKnownElsewhere)
    return render_page(request, FORM, {**context, "form": form, "needs_proof": needs_proof}, status=422)
