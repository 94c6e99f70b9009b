"""The order beside a request about its prices, where leave is decided; what was not sold beside the bookings of a day."""

from typing import Any

from django.template.loader import render_to_string

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.requests import PageRequest
from anxin.platform.ui.slots import register_slot
from anxin.visit.repair_orders import permissions, queries
from anxin.visit.repair_orders.access import ORDER_KIND
from anxin.visit.repair_orders.web.support import support_of


def price_request_panel(request: PageRequest, approval: Any) -> str | None:
    """Car, customer, lines and what they cost; nothing for requests about anything else."""
    if approval.subject.kind != ORDER_KIND:
        return None
    asked = queries.list_price_requests(request.actor, [approval.id]).get(approval.id)
    if asked is None:
        return None
    return render_to_string("repair_orders/_price_request.html", {"asked": asked}, request=request)


def unsold_of_booked(request: PageRequest, booked: Any) -> str | None:
    """What the booked cars were offered before and not sold, to be offered again; nothing without any.

    ``booked`` are rows with ``vehicle_id``, ``plate`` and ``vin``.
    """
    if not booked:
        return None
    today = store_info(request.store_id).clock.day(clock.now())
    unsold = queries.list_unsold_of_vehicles(request.actor, {row.vehicle_id for row in booked}, today)
    cars = [(row, unsold[row.vehicle_id]) for row in booked if row.vehicle_id in unsold]
    return render_to_string("repair_orders/_booked_unsold.html", {"cars": cars}, request=request) if cars else None


def support_panel(request: PageRequest, order: Any) -> str:
    """Questions to the workshop's expert about the order's car (R-RC10)."""
    head = getattr(order, "head", order)
    context = {"support": support_of(request.actor, head.store_id, head.vehicle_id)}
    return render_to_string("repair_orders/_support_panel.html", context, request=request)


register_slot("repair_order.side", support_panel, order=30, permission=permissions.SEE)
register_slot("appointments.day", unsold_of_booked, permission=permissions.SEE)
register_slot("approval.about", price_request_panel, permission=permissions.SEE)
