"""The reception desk: find the car, take it in; who is expected and who is here."""

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from anxin.parties.customers.queries import search_vehicles
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.documents.contributions import contributions_to
from anxin.platform.errors import Invalid, InvalidFields
from anxin.platform.ui.pages import redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.resources.catalog.queries import list_packages, package_names
from anxin.visit.appointments import permissions as booking_permissions
from anxin.visit.appointments.queries import list_appointments
from anxin.visit.reception import commands, permissions, queries
from anxin.visit.reception.web.forms import NewCarForm
from anxin.visit.reception.web.showing import address_of_step
from anxin.visit.repair_orders.commands import NewJob

DESK = "reception/desk.html"
FEW, MOST_PACKAGES = 3, 6


@page(permissions.SEE)
def reception_desk(request: PageRequest) -> HttpResponse:
    """Find a car by plate, VIN or phone; today's appointments first; the cars that are here."""
    return _render(request, NewCarForm(initial={"plate": request.GET.get("text", "")}))


@require_POST
@page(permissions.RECEIVE)
def receive(request: PageRequest) -> HttpResponse:
    """Take a car in, known (``vehicle_id``) or new; a refused form comes back with everything typed."""
    form = NewCarForm(request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        names = ("vehicle_id", "plate", "vin", "customer_name", "phone", "model_name")
        car = commands.CarWish(**{name: given.pop(name) for name in names})
        try:
            kept = commands.receive_vehicle(actor=request.actor, store_id=request.store_id, car=car, at=clock.now(), **given)
        except commands.AlreadyHere as here:
            if not here.number:
                raise
            return redirect_after_post(request, reverse("reception", args=[here.number]))
        except InvalidFields as unfit:
            for name, text in unfit.errors.items():
                form.add_error(name if name in form.fields else None, str(text))
        except Invalid as unfit:
            form.add_error(unfit.field if unfit.field in form.fields else None, unfit.shown)
        else:
            return redirect_after_post(request, reverse("reception", args=[kept.number]))
    return _render(request, form, status=422)


@require_POST
@page(permissions.RECEIVE)
def receive_with_package(request: PageRequest) -> HttpResponse:
    """Take a known car in and open its order with a package in one tap; the walk-around and the signature come next."""
    form = NewCarForm(request.POST)
    code = request.POST.get("package", "")[:24]
    if not (form.is_valid() and form.cleaned_data["vehicle_id"]):
        return _render(request, form, status=422)
    given, at = form.cleaned_data, clock.now()
    try:
        kept = commands.receive_vehicle(
            actor=request.actor,
            store_id=request.store_id,
            car=commands.CarWish(vehicle_id=given["vehicle_id"]),
            appointment_number=given["appointment_number"],
            at=at,
        )
    except commands.AlreadyHere as here:
        if not here.number:
            raise
        return redirect_after_post(request, reverse("reception", args=[here.number]))
    title = package_names(request.actor, request.store_id, {code}).get(code, code)
    wished = [NewJob(title, package_code=code)]
    commands.open_order_from_reception(actor=request.actor, number=kept.number, jobs=wished, at=at)
    return redirect_after_post(request, address_of_step(kept.number, "sign"))


def _found(actor: Any, store_id: int, text: str) -> list[dict[str, Any]]:
    """Cars with the packages that one tap opens an order with, when there are few enough to tell at a glance."""
    cars = [asdict(hit) for hit in search_vehicles(actor, text)] if text else []
    if len(cars) <= FEW and actor.may(permissions.RECEIVE, store_id):
        for car in cars:
            car["packages"] = list_packages(actor, store_id, model_name=car["model_name"])[:MOST_PACKAGES]
    return cars


def _render(request: PageRequest, form: NewCarForm, status: int = 200) -> HttpResponse:
    actor, store_id = request.actor, request.store_id
    store = store_info(store_id)
    today = store.clock.day(clock.now())
    text = request.GET.get("text", "").strip()[:40]
    expected: list[Any] = []
    if actor.may(booking_permissions.SEE, store_id):
        rows = list_appointments(actor, store_id, today)
        expected = [row for row in rows if row.state in ("BOOKED", "ARRIVED") and row.document_id is None]
    found = _found(actor, store_id, text)
    deposits = contributions_to("appointments.rows", actor, expected).get("deposits", {})
    context = {
        "form": form,
        "text": text,
        "found": found,
        "expected": [(row, deposits.get(row.id)) for row in expected],
        "here": queries.list_receptions(actor, store_id),
        "province": store.plate_prefix[:1],
        "may_receive": actor.may(permissions.RECEIVE, store_id),
        "may_visitors": actor.may(permissions.VISITORS, store_id),
        "shows_new": bool(form.errors) or (bool(text) and not found),
        "appointment": request.GET.get("appointment", "")[:24],
    }
    return render_page(request, DESK, context, partial=("found",), status=status)
