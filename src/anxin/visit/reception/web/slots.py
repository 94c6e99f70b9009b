"""The walk-around beside the repair order."""

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.documents.contributions import register_contribution
from anxin.platform.requests import PageRequest
from anxin.platform.search import Hit
from anxin.platform.ui.slots import register_slot
from anxin.visit.reception import permissions, queries
from anxin.visit.reception.lifecycle import HERE
from anxin.visit.reception.web import words

VEHICLE = "customers.vehicle"


def walk_around_panel(request: PageRequest, order: Any) -> str | None:
    """Damage, photos and belongings of the order's reception; nothing for an order without one."""
    head = getattr(order, "head", order)
    reception = queries.find_reception_of_order(request.actor, head.number)
    if reception is None:
        return None
    sheet = reception.sheet
    actor = request.actor
    may_flag = actor.may(permissions.FLAG, head.store_id)
    context = {
        "flags": queries.list_flags(actor, reception.row.number, clock.now()) if may_flag else [],
        "reception": reception,
        "sheet": sheet,
        "marks": [words.describe_mark(mark) for mark in sheet.marks],
        "lights": [words.WARNING_LIGHTS[code] for code in sheet.warning_lights],
        "valuables": [words.VALUABLES[code] for code in sheet.valuables],
        "photos": [
            {"url": each.url, "thumb": each.thumb_url, "label": words.PLACES.get(each.label, "")} for each in sheet.photos
        ],
    }
    return render_to_string("reception/panel.html", context, request=request)


def care_of_job(request: PageRequest, job: Any) -> str | None:
    """What whoever gives out or does a job must know: bulky things in the car, and where the customer waits (R-RC19)."""
    reception = queries.find_reception_of_order(request.actor, job.number)
    if reception is None:
        return None
    context = {"sheet": reception.sheet, "row": reception.row, "is_here": reception.row.state in HERE}
    return render_to_string("reception/care_of_job.html", context, request=request)


def reception_chips(request: PageRequest, order: Any) -> str | None:
    """The number of the key tag, large (R-RO04), and where the customer waits (R-RC19)."""
    reception = queries.find_reception_of_order(request.actor, order.number)
    if reception is None:
        return None
    row = reception.row
    tag = format_html('<span class="ax-chip ax-b">{} {}</span>', _("钥匙牌"), row.key_tag) if row.key_tag else ""
    waits = format_html('<span class="ax-chip">{}</span>', row.waits_label) if row.state in HERE else ""
    return format_html("{}{}", tag, waits) if tag or waits else None


def sheet_to_sign(request: PageRequest, order: Any) -> str | None:
    """On the page of the signature: the walk-around comes first (R-RO09), and there one stroke signs both."""
    number = queries.unsigned_walk_around(order.store_id, order.id) if order.state == "OPEN" else ""
    return render_to_string("reception/sheet_first.html", {"number": number}, request=request) if number else None


def deliver_action(request: PageRequest, order: Any) -> str | None:
    """The next step of a settled order."""
    if order.state != "SETTLED":
        return None
    return format_html('<a class="ax-btn ax-btn--go" href="{}">{}</a>', reverse("delivery", args=[order.number]), _("交车"))


def rate_action(request: PageRequest, order: Any) -> str | None:
    """At the till and at the hand-over the customer says how it was (R-DL07)."""
    if order.state not in ("SETTLED", "DELIVERED") or queries.is_rated(request.actor, order.number):
        return None
    return format_html('<a class="ax-btn" href="{}">{}</a>', reverse("rate_order", args=[order.number]), _("请客户评价"))


def receive_action(request: PageRequest, vehicle: Any) -> str | None:
    """The car may be received from where it was found: the button beside a search hit and on its page."""
    if isinstance(vehicle, Hit):
        if vehicle.document is None or vehicle.document.kind != VEHICLE:
            return None
        vehicle_id, kind = vehicle.document.id, "line"
    else:
        vehicle_id, kind = vehicle.id, "go"
    store_id = request.store_id
    if not store_id or not request.actor.may(permissions.RECEIVE, store_id):
        return None
    return render_to_string("reception/receive_button.html", {"vehicle_id": vehicle_id, "kind": kind}, request=request)


def receive_booked(actor: Actor, bookings: Any) -> dict[str, Any]:
    """Where a booked car that has arrived is taken in from its row of the day."""
    return {"receive": reverse("receive_vehicle")} if bookings and actor.may(permissions.RECEIVE) else {}


def figures_link(request: PageRequest, subject: object) -> str:
    """From the day of appointments to what booking does for the store."""
    return render_to_string("reception/booking_figures_link.html", {}, request=request)


register_slot("appointments.head", figures_link, permission=permissions.SEE)
register_contribution("appointments.rows", receive_booked)
register_slot("search.hit", receive_action, order=10)
register_slot("vehicle.actions", receive_action, order=10)
register_slot("repair_order.head", reception_chips, order=10, permission=permissions.SEE)
register_slot("repair_order.signature", sheet_to_sign)
register_slot("repair_order.side", walk_around_panel, order=40, permission=permissions.SEE)
register_slot("workshop.final", walk_around_panel, permission=permissions.SEE)
register_slot("workshop.job", care_of_job, permission=permissions.SEE)
register_slot("repair_order.actions", rate_action, order=61, permission=permissions.RATE)
register_slot("billing.order", rate_action, permission=permissions.RATE)
register_slot("repair_order.actions", deliver_action, order=60, permission=permissions.DELIVER)
