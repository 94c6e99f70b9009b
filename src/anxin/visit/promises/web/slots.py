"""The promise on other pages: the clock of an order, the talk beside it, the technician's words, the code on the paper."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.documents.contributions import register_contribution
from anxin.platform.documents.qr import qr_svg
from anxin.platform.parameters import value
from anxin.platform.requests import PageRequest
from anxin.platform.ui.slots import register_slot
from anxin.visit.promises import permissions, queries, reasons
from anxin.visit.promises.queries.progress import public_address
from anxin.visit.promises.web.floor import proposed_times
from anxin.visit.repair_orders.parameters import PROMISE_NEAR
from anxin.visit.repair_orders.queries import express_outcome, promise_clock
from anxin.visit.workshop.queries import find_placed_job

FEW = 4
OVER = ("DELIVERED", "CANCELLED")


def promise_panel(request: PageRequest, order: Any) -> str | None:
    """The promise against what is expected, with the reason; nothing once the car is ready."""
    now = clock.now()
    expected = queries.find_expected(request.actor, order.number, now)
    if expected is None or order.promised_at is None:
        return None
    near = value(PROMISE_NEAR, order.store_id, now)
    shown = promise_clock(
        order.promised_at,
        expected.expected_at,
        now,
        begun_at=order.opened_at,
        near_minutes=near,
        reason=expected.reason_label,
    )
    may_tell = request.actor.may(permissions.TELL, order.store_id)
    # Of a car that nobody has signed for nothing is promised to the customer yet: its time is set, not told.
    context = {"clock": shown, "order": order, "may_ask": may_tell, "may_tell": may_tell and order.state != "OPEN"}
    return render_to_string("promises/_clock.html", {**context, "expected": expected}, request=request)


def talk_panel(request: PageRequest, order: Any) -> str | None:
    """The last words between workshop and front desk, and a line to write one."""
    if order.state in OVER and not request.actor.may(permissions.TALK, order.store_id):
        return None
    actor = request.actor
    side = queries.side_of(actor, order.store_id)
    lines = queries.list_talk(actor, order.number).lines
    context = {
        "order": order,
        "lines": lines[:FEW],
        "unread": [one for one in lines if one.is_unread and one.side != side],
        "may_talk": actor.may(permissions.TALK, order.store_id) and order.state not in OVER,
        "may_tell": actor.may(permissions.TELL, order.store_id) and order.state not in OVER,
        "is_signed": order.agreed_promise_at is not None,
    }
    return render_to_string("promises/_talk.html", context, request=request)


def phone_panel(request: PageRequest, job: Any) -> str | None:
    """On the technician's phone: what the front desk says, and the tiles for being late."""
    actor, now = request.actor, clock.now()
    expected = queries.find_expected(actor, job.number, now)
    if expected is None:
        return None
    placed = find_placed_job(actor, job.job_id)
    context = {
        "job": job,
        "unread": queries.list_unread(actor, job.store_id, "workshop", repair_order_id=expected.repair_order_id),
        "times": proposed_times(expected.expected_at, now) if actor.may(permissions.ESTIMATE, job.store_id) else [],
        "reasons": reasons.SAID,
        # The lane's limit, which no later promise moves (R-WS13).
        "express": express_outcome(actor, job.number, now) if job.lane == "express" else None,
        "likely": _likely(placed.waiting_reason if placed else ""),
        "back": request.path,
    }
    return render_to_string("promises/_phone.html", context, request=request)


def board_danger(request: PageRequest, board: Any) -> str | None:
    """Above the board of today: the cars that are late and that will be, each number with the list of the same cars."""
    return render_to_string("promises/_board_danger.html", {"board": board}, request=request) if board else None


def progress_code(actor: Actor, order: Any) -> Mapping[str, Any]:
    """The customer's link as a code on the paper of a signed order, where customers can reach this installation.

    Only on paper that those print who may tell the customer: a technician's copy carries none.
    """
    if not actor.may(permissions.TELL, order.store_id):
        return {}
    link = queries.find_progress_link(actor, order.number, clock.now())
    address = public_address(link.path) if link else ""
    return {"qr": {"picture": qr_svg(address), "caption": order.number}} if address else {}


def _likely(waiting: str) -> str:
    """The reason that is probably the one: what the job waits for, else that it is harder than thought."""
    return waiting if waiting in dict(reasons.SAID) else "harder"


register_slot("repair_order.promise", promise_panel, permission=permissions.SEE)
register_slot("repair_order.side", talk_panel, order=10, permission=permissions.SEE)
register_slot("workshop.board_danger", board_danger, permission=permissions.SEE)
register_slot("workshop.job", phone_panel, order=10, permission=permissions.TALK)
register_contribution("repair_order", progress_code)
