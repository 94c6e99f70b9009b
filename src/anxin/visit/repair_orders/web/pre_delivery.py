"""New cars and their inspection before the hand-over."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.holdings.vehicle_sales.queries import SoldCarRow
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.requests import PageRequest
from anxin.platform.ui.pages import Toast, redirect_after_post, render_page
from anxin.platform.ui.slots import register_slot
from anxin.platform.web import page
from anxin.visit.repair_orders import commands, permissions, queries


@page(permissions.SEE)
def pre_delivery(request: PageRequest) -> HttpResponse:
    """Which sold cars are to be inspected, by their day (M07.13)."""
    cars = queries.list_new_cars_to_inspect(request.actor, request.store_id)
    context = {"cars": cars, "may_open": _may_open(request.actor, request.store_id)}
    return render_page(request, "repair_orders/pre_delivery.html", context)


@require_POST
@page(permissions.OPEN)
def open_pre_delivery_order(request: PageRequest, sold_car_id: int) -> HttpResponse:
    """Order the inspection of a new car by one tap (M07.13)."""
    try:
        made = commands.open_pre_delivery_order(actor=request.actor, sold_car_id=sold_car_id, at=clock.now())
    except (Conflict, Invalid) as refusal:
        return redirect_after_post(request, reverse("new_car", args=[sold_car_id]), toast=Toast(refusal.shown))
    toast = Toast(_("已开售前检查单，等派工"))
    return redirect_after_post(request, reverse("repair_orders:detail", args=[made.number]), toast=toast)


def inspections_link(request: PageRequest, subject: object) -> str:
    """From the sold cars to their inspections."""
    return format_html('<a class="ax-btn" href="{}">{}</a>', reverse("repair_orders:pre_delivery"), _("售前检查"))


def inspection_of_car(request: PageRequest, car: SoldCarRow) -> str:
    """How the inspection of a new car stands, or the one tap that orders it."""
    rows = queries.list_new_cars_to_inspect(request.actor, car.store_id)
    found = next((row for row in rows if row.vehicle_id == car.vehicle_id), None)
    if found is None:
        return ""
    context = {"car": found, "may_open": _may_open(request.actor, car.store_id)}
    return render_to_string("repair_orders/_pre_delivery_car.html", context, request=request)


def _may_open(actor: Actor, store_id: int) -> bool:
    return actor.may(permissions.OPEN, store_id) and actor.may(permissions.AUTHORISE, store_id)


register_slot("new_cars.head", inspections_link, permission=permissions.SEE)
register_slot("new_car.inspection", inspection_of_car, permission=permissions.SEE)
