"""The last step of an order's bar: when the customer was called, and by whom."""

from typing import Any

from django.template.loader import render_to_string

from anxin.parties.org.queries import store_info
from anxin.platform.actor import Actor
from anxin.platform.documents.contributions import register_contribution
from anxin.platform.requests import PageRequest
from anxin.platform.ui.slots import register_slot
from anxin.relationship.followup import permissions, queries
from anxin.relationship.followup.lifecycle import DONE, DUE

DELIVERED = "DELIVERED"


def follow_up_step(request: PageRequest, order: Any) -> str:
    """A dot of the bar: done with time and caller, else how it stands; nothing to say before the car has left."""
    actor = request.actor
    sees = order.state == DELIVERED and actor.may(permissions.SEE, order.store_id)
    last = queries.find_follow_up_of_order(actor, order.id) if sees else None
    waits = order.state == DELIVERED and (last is None or last.state == DUE)
    context = {"last": last, "state": "done" if last and last.state == DONE else "now" if waits else ""}
    return render_to_string("followup/_step.html", context, request=request)


def call_announced(_actor: Actor, order: Any) -> dict[str, Any]:
    """By which day the customer is called, for his copy of the delivery note, None where nobody calls; nothing before the
    call is planned.
    """
    # Who hands the car over need not see the calls.
    last = queries.find_follow_up_of_order(Actor.system("followup", [order.store_id]), order.id)
    if last is None:
        return {}
    return {"called_by": store_info(order.store_id).clock.day(last.due_at) if last.state == DUE else None}


register_contribution("delivery_note", call_announced)
register_slot("repair_order.steps", follow_up_step)
