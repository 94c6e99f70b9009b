"""The order beside a request about its prices, where leave is decided."""

from typing import Any

from django.template.loader import render_to_string

from anxin.platform.requests import PageRequest
from anxin.platform.ui.slots import register_slot
from anxin.visit.repair_orders import permissions, queries
from anxin.visit.repair_orders.access import ORDER_KIND


def price_request_panel(request: PageRequest, approval: Any) -> str | None:
    """Car, customer, lines and what they cost; nothing for requests about anything else."""
    if approval.subject.kind != ORDER_KIND:
        return None
    asked = queries.list_price_requests(request.actor, [approval.id]).get(approval.id)
    if asked is None:
        return None
    return render_to_string("repair_orders/_price_request.html", {"asked": asked}, request=request)


register_slot("approval.about", price_request_panel, permission=permissions.SEE)
