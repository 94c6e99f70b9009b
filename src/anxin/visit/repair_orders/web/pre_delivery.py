"""New cars and their inspection before the hand-over."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from anxin.platform.requests import PageRequest
from anxin.platform.ui.pages import render_page
from anxin.platform.ui.slots import register_slot
from anxin.platform.web import page
from anxin.visit.repair_orders import permissions, queries


@page(permissions.SEE)
def pre_delivery(request: PageRequest) -> HttpResponse:
    """Which sold cars are to be inspected, by their day (M07.13)."""
    cars = queries.list_new_cars_to_inspect(request.actor, request.store_id)
    return render_page(request, "repair_orders/pre_delivery.html", {"cars": cars})


def inspections_link(request: PageRequest, subject: object) -> str:
    """From the sold cars to their inspections."""
    return format_html('<a class="ax-btn" href="{}">{}</a>', reverse("repair_orders:pre_delivery"), _("售前检查"))


register_slot("new_cars.head", inspections_link, permission=permissions.SEE)
