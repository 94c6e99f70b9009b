"""The panel of the workshop at the side of an order: who, where, hours clocked against sold, waiting by reason."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from anxin.platform import clock
from anxin.platform.ui.slots import register_slot
from anxin.visit.repair_orders.queries import list_open_jobs
from anxin.visit.workshop import permissions, queries


def workshop_panel(request: HttpRequest, order: Any) -> str | None:
    """Jobs on the floor of an order; nothing while nobody has been given one."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    if not actor.may(permissions.SEE, order.store_id):
        return None
    jobs = queries.job_states(actor, [order.id]).get(order.id, [])
    if not jobs:
        return None
    ids = [job.job_id for job in jobs]
    clocked = queries.clocked_minutes(actor, ids, now)
    sold = {row.job_id: row for row in list_open_jobs(actor, order.store_id, ids)}
    context = {
        "rows": [(job, sold[job.job_id], clocked[job.job_id]) for job in jobs if job.job_id in sold],
        "sold_minutes": int(sum((row.hours for row in sold.values()), Decimal(0)) * 60),
        "clocked_minutes": sum(clocked.values()),
        "waiting": queries.waiting_by_reason(actor, order.id, now),
        "inspections": queries.list_inspections(actor, order.id),
        "order": order,
        "may_inspect": actor.may(permissions.INSPECT, order.store_id) and order.state == "WORK_FINISHED",
        "may_inspect_final": actor.may(permissions.INSPECT_FINAL, order.store_id)
        and order.state in ("INSPECTED", "SETTLED"),
    }
    return render_to_string("workshop/_side.html", context, request=request)


register_slot("repair_order.side", workshop_panel, order=20, permission=permissions.SEE)
