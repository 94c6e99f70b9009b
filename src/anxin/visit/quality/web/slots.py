"""Quality beside an order and an inspection: rework, steps that are missing, due maintenance that nobody asked about."""

from typing import Any

from django.template.loader import render_to_string

from anxin.platform.requests import PageRequest
from anxin.platform.ui.slots import register_slot
from anxin.visit.quality import permissions, queries

GONE = ("SETTLED", "DELIVERED")


def quality_panel(request: PageRequest, order: Any) -> str | None:
    """Rework of an order and the steps of the process so far; nothing before the customer has signed."""
    actor = request.actor
    rework = queries.list_rework_of_order(actor, order.id)
    compared = queries.compliance_of_order(actor, order.id) if order.state in GONE else None
    may_report = order.state == "DELIVERED" and actor.may(permissions.REPORT, order.store_id)
    if not rework and compared is None:
        return None
    context = {"order": order, "rework": rework, "compared": compared, "may_report": may_report}
    return render_to_string("quality/_order.html", context, request=request)


def before_inspection(request: PageRequest, order: Any) -> str | None:
    """Before the inspector signs: due maintenance that nobody did or asked about, and a certificate that is missing."""
    actor = request.actor
    due = queries.due_maintenance(actor, order.number)
    rework = [case for case in queries.list_rework_of_order(actor, order.id) if case.state == "OPEN"]
    lacks = order.state == "WORK_FINISHED" and not queries.is_certified(actor, order.store_id)
    if not due.missed and not rework and not lacks:
        return None
    context = {"due": due, "rework": rework, "lacks_certificate": lacks}
    return render_to_string("quality/_before_inspection.html", context, request=request)


def links(request: PageRequest, subject: object) -> str:
    """From the inspector's queue to rework and to who is trained."""
    return render_to_string("quality/_links.html", {}, request=request)


def parts_link(request: PageRequest, order: Any) -> str | None:
    """From an order to where its parts came from."""
    if not request.actor.may(permissions.TRACE, order.store_id):
        return None
    return render_to_string("quality/_parts_link.html", {"order": order}, request=request)


register_slot("repair_order.side", quality_panel, order=60, permission=permissions.SEE)
register_slot("workshop.inspect", before_inspection, permission=permissions.SEE)
register_slot("workshop.inspection.head", links, permission=permissions.SEE)
register_slot("repair_order.side", parts_link, order=61, permission=permissions.TRACE)
