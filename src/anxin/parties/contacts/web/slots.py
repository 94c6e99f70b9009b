"""The timeline on the pages of vehicles and customers."""

from typing import Any

from django.template.loader import render_to_string

from anxin.parties.contacts import permissions, queries
from anxin.platform.requests import PageRequest
from anxin.platform.ui.addresses import address_of
from anxin.platform.ui.slots import register_slot

LINES_SHOWN = 20


def vehicle_timeline(request: PageRequest, vehicle: Any) -> str:
    """The newest lines of a vehicle."""
    return _panel(request, vehicle_id=vehicle.id)


def customer_timeline(request: PageRequest, customer: Any) -> str:
    """The newest lines of a customer, with the ways to add one."""
    return _panel(request, customer_id=customer.id)


def _panel(request: PageRequest, **whose: int) -> str:
    actor = request.actor
    lines = [
        {
            "at": one.at,
            "title": one.title,
            "text": one.text or one.store_name,
            "icon": one.icon,
            "url": address_of(one.subject),
        }
        for one in queries.timeline_of(actor, limit=LINES_SHOWN, **whose)
    ]
    context = {
        "lines": lines,
        "customer_id": whose.get("customer_id"),
        "may_log": actor.may(permissions.LOG),
        "may_send": actor.may(permissions.SEND),
    }
    return render_to_string("contacts/timeline.html", context, request=request)


register_slot("vehicle.side", vehicle_timeline, order=50, permission=permissions.SEE)
register_slot("customer.side", customer_timeline, order=50, permission=permissions.SEE)
