"""The workshop beside an order (who, where, hours, waiting), and what technicians asked of the parts counter."""

from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string

from anxin.parties.work.permissions import DO
from anxin.parties.work.queries import TaskFilter, list_tasks
from anxin.platform import clock
from anxin.platform.files.queries import FileRow
from anxin.platform.requests import PageRequest
from anxin.platform.ui.slots import register_slot
from anxin.visit.repair_orders.permissions import PROPOSE
from anxin.visit.repair_orders.queries import list_open_jobs
from anxin.visit.workshop import permissions, queries
from anxin.visit.workshop.parameters import PART_TASK
from anxin.visit.workshop.web.strips import strip_of


def workshop_panel(request: PageRequest, order: Any) -> str | None:
    """Jobs on the floor of an order; nothing while nobody has been given one."""
    actor, now = request.actor, clock.now()
    if not actor.may(permissions.SEE, order.store_id):
        return None
    jobs = queries.job_states(actor, [order.id]).get(order.id, [])
    if not jobs:
        return None
    ids = [job.job_id for job in jobs]
    clocked = queries.clocked_minutes(actor, ids, now)
    sold = {row.job_id: row for row in list_open_jobs(actor, order.store_id, ids)}
    back = _sent_back(request, order.id)
    context = {
        "rows": [(job, sold[job.job_id], clocked[job.job_id], job.job_id in back) for job in jobs if job.job_id in sold],
        "sold_minutes": int(sum((row.hours for row in sold.values()), Decimal(0)) * 60),
        "clocked_minutes": sum(clocked.values()),
        "waiting": queries.waiting_by_reason(actor, order.id, now),
        "inspections": queries.list_inspections(actor, order.id),
        "order": order,
        "found": _unpriced(request, order),
        "may_inspect": actor.may(permissions.INSPECT, order.store_id) and order.state == "WORK_FINISHED",
        "may_inspect_final": actor.may(permissions.INSPECT_FINAL, order.store_id)
        and order.state in ("INSPECTED", "SETTLED"),
    }
    return render_to_string("workshop/_side.html", context, request=request)


def job_state_panel(request: PageRequest, job: Any) -> str | None:
    """The state of a begun job in the workshop's words: worked on, waiting for what, or for its technician; nothing where
    it was never placed. Asked once with the order's panel.
    """
    jobs = queries.job_states(request.actor, [job.repair_order_id]).get(job.repair_order_id, [])
    on_floor = next((one for one in jobs if one.job_id == job.id), None)
    if on_floor is None:
        return None
    context = {"job": on_floor, "is_sent_back": job.id in _sent_back(request, job.repair_order_id)}
    return render_to_string("workshop/_job_state.html", context, request=request)


def _sent_back(request: PageRequest, order_id: int) -> set[int]:
    """Jobs of an order that an inspection sent back, and that none has passed since."""
    last: dict[int, bool] = {}
    for one in queries.list_inspections(request.actor, order_id):
        for line in one.items:
            if line.job_id is not None:
                last.setdefault(line.job_id, line.passed)
    return {job_id for job_id, passed in last.items() if not passed}


def stay_panel(request: PageRequest, order: Any) -> str | None:
    """The car's ledger: its stay as a strip and as a table (M07.17)."""
    if not request.actor.may(permissions.SEE, order.store_id):
        return None
    ledger = queries.find_car_ledger(request.actor, order.store_id, order.id, clock.now())
    if ledger is None or not ledger.tiles:
        return None
    context = {"ledger": ledger, "strip": strip_of(ledger.tiles)}
    return render_to_string("workshop/_stay.html", context, request=request)


def _unpriced(request: PageRequest, order: Any) -> list[tuple[queries.FindingRow, list[FileRow]]]:
    """Findings that wait for their price, each with its photos."""
    actor = request.actor
    if not (actor.may(PROPOSE, order.store_id) and actor.may(DO, order.store_id)):
        return []
    rows = queries.list_open_findings(actor, order.store_id, clock.now())
    return [(one.finding, queries.list_photos(actor, one.finding.id)) for one in rows if one.finding.number == order.number]


def asked_parts_panel(request: PageRequest, store_id: int) -> str | None:
    """Open requests for parts from the bays; nothing when there is none."""
    actor, now = request.actor, clock.now()
    rows = list_tasks(actor, TaskFilter(whose="store", kind=PART_TASK), store_id, now)
    if not rows:
        return None
    return render_to_string("workshop/_asked_parts.html", {"tasks": rows}, request=request)


register_slot("parts.desk", asked_parts_panel, permission=DO)
register_slot("repair_order.job_state", job_state_panel, permission=permissions.SEE)
register_slot("repair_order.side", workshop_panel, order=20, permission=permissions.SEE)
register_slot("repair_order.side", stay_panel, order=60, permission=permissions.SEE)
