"""The page of one order (mock-up 02)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from anxin.holdings.parts.permissions import ISSUE
from anxin.parties.customers import queries as customers
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.ui.formats import format_time
from anxin.platform.ui.pages import not_modified, render_page
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders import lifecycle, permissions, queries, rules
from anxin.visit.repair_orders.models import RepairOrder
from anxin.visit.repair_orders.queries import ItemView, JobView, RepairOrderView

DONE_FROM = {
    "reception": lifecycle.REPAIR_ORDER.states,
    "authorised": ["AUTHORISED", "DISPATCHED", "IN_PROGRESS", "WORK_FINISHED", "INSPECTED", "SETTLED", "DELIVERED"],
    "dispatched": ["DISPATCHED", "IN_PROGRESS", "WORK_FINISHED", "INSPECTED", "SETTLED", "DELIVERED"],
    "worked": ["WORK_FINISHED", "INSPECTED", "SETTLED", "DELIVERED"],
    "inspected": ["INSPECTED", "SETTLED", "DELIVERED"],
    "settled": ["SETTLED", "DELIVERED"],
    "delivered": ["DELIVERED"],
}


@dataclass(frozen=True, slots=True)
class Step:
    """One dot of the step bar."""

    label: str
    state: str
    note: str


@page(permissions.SEE)
def repair_order(request: PageRequest, number: str) -> HttpResponse:
    """The order whole, with panels of other modules at its side."""
    return render_page(request, "repair_orders/detail.html", context_of(request, number), partial=("order",))


@page(permissions.SEE)
def repair_order_version(request: PageRequest, number: str) -> HttpResponse:
    """What the open page polls: 304 while nothing changed."""
    head = queries.get_order_head(request.actor, number)
    return not_modified(request, head.version)


def context_of(request: PageRequest, number: str) -> dict[str, Any]:
    """Everything that the page shows."""
    actor = request.actor
    now = clock.now()
    view = queries.get_repair_order(actor, number)
    mine = next((row.actual for row in view.payers if row.payer == "customer"), Money(0))
    gap = queries.gap_to_signed(view.head.store_id, mine, view.authorisation, now)
    signed_once = view.authorisation is not None
    today = store_info(view.head.store_id).clock.day(now)
    return {
        "view": view,
        "order": view.head,
        "jobs": view.jobs,
        "customer": customers.get_customer(actor, view.head.customer_id),
        "steps": steps_of(view),
        "has_clock": has_clock(view),
        "payers": [(row, gap if row.payer == "customer" else "") for row in view.payers],
        "gap": gap,
        "kind_label": RepairOrder.Kind(view.head.kind).label,
        "history": queries.history_of_vehicle(actor, view.head.vehicle_id, before=number, limit=5),
        "unsold": [row for row in queries.list_unsold_items(actor, view.head.vehicle_id, today) if row.number != number],
        "proof": queries.verify_authorisation(actor, number) if view.authorisation else None,
        "waiting": view.waiting,
        "may_send": settings.PUBLIC_URL,
        "link": queries.find_approval_link(actor, number, now) if signed_once else None,
        "answers": queries.list_answers(actor, number) if signed_once else [],
        "price": queries.find_price_state(actor, number, now),
        "care": care_to_ask(view) if actor.may(permissions.AUTHORISE, view.head.store_id) else [],
        "due_services": queries.list_due_services(actor, number) if is_open_to_offers(actor, view) else [],
        "must_sign_again": bool(view.waiting) or bool(gap),
        "can": {
            "change": actor.may(permissions.CHANGE, view.head.store_id) and view.head.state in lifecycle.BEFORE_SETTLEMENT,
            "propose": actor.may(permissions.PROPOSE, view.head.store_id) and view.head.state in lifecycle.BEFORE_SETTLEMENT,
            "authorise": actor.may(permissions.AUTHORISE, view.head.store_id)
            and view.head.state in lifecycle.BEFORE_SETTLEMENT,
            "supply": actor.may(ISSUE, view.head.store_id) and waits_for_parts(view),
            "cancel": actor.may(permissions.CANCEL, view.head.store_id) and "cancel" in view.verbs,
            "express": may_go_express(actor, view.head),
        },
        "outlook": queries.get_outlook(actor, number, now) if view.head.state == lifecycle.OPEN else None,
        "blocked": why_not_further(view),
    }


def may_go_express(actor: Actor, head: queries.OrderHead) -> bool:
    """A walk-in that the counter may still put into the express lane, or take out of it."""
    is_walk_in = not head.is_appointment and head.lane in ("", "express") and head.kind in rules.EXPRESS_KINDS
    return is_walk_in and head.state == lifecycle.OPEN and actor.may(permissions.CHANGE, head.store_id)


def care_to_ask(view: RepairOrderView) -> list[tuple[JobView, list[ItemView], Money]]:
    """Jobs with care products that the customer pays and has not answered by itself."""
    if view.head.state not in lifecycle.BEFORE_SETTLEMENT:
        return []
    asked = []
    for job in view.jobs:
        items = [one for one in job.items if one.is_care and one.payer == "customer" and one.decision == "PRESENTED"]
        if open_ones := [one for one in items if one.care_consented_at is None]:
            asked.append((job, open_ones, Money.sum(one.amount for one in open_ones)))
    return asked


def is_open_to_offers(actor: Actor, view: RepairOrderView) -> bool:
    """Care products are recommended before the signature, not while the car stands on the lift."""
    return view.head.state == lifecycle.OPEN and actor.may(permissions.CHANGE, view.head.store_id)


def steps_of(view: RepairOrderView) -> list[Step]:
    """The seven steps from reception to delivery with their times (M06.13); the eighth, the follow-up, is a slot."""
    head = view.head
    finished = sum(job.state in ("FINISHED", "DROPPED") for job in view.jobs)
    progress = _("%(done)s / %(all)s 项完成") % {"done": finished, "all": len(view.jobs)}
    signed = view.authorisation
    rows: list[tuple[str, str, datetime | None, str]] = [
        (_("接待"), "reception", head.opened_at, ""),
        (_("确认"), "authorised", signed.at if signed else None, signed.channel_label if signed else ""),
        (_("派工"), "dispatched", head.dispatched_at, ""),
        (_("施工"), "worked", head.work_finished_at, "" if head.work_finished_at else progress),
        (_("质检"), "inspected", head.inspected_at, ""),
        (_("结算"), "settled", head.settled_at, ""),
        (_("交车"), "delivered", head.delivered_at, ""),
    ]
    steps: list[Step] = []
    is_current_found = False
    for label, code, at, words in rows:
        done = head.state in DONE_FROM[code]
        state = "done" if done else "" if is_current_found or head.state == lifecycle.CANCELLED else "now"
        is_current_found = is_current_found or state == "now"
        time_words = format_time(at) if at else ""
        steps.append(Step(label, state, f"{time_words} {words}".strip() or "—"))
    return steps


def has_clock(view: RepairOrderView) -> bool:
    """Whether a promise still runs: none once the car is ready or gone."""
    return view.head.promised_at is not None and view.head.state in (*lifecycle.AT_WORK, lifecycle.WORK_FINISHED)


def waits_for_parts(view: RepairOrderView) -> bool:
    """Whether the parts counter has something to issue to the order or to take back from it."""
    stocked = [item for job in view.jobs for item in job.items if item.issued is not None]
    return any(item.issued != (item.quantity if item.decision == "APPROVED" else 0) for item in stocked)


def why_not_further(view: RepairOrderView) -> str:
    """One sentence on what keeps the order from its next step; empty when nothing does."""
    match view.head.state:
        case state if view.waiting_plans and state in lifecycle.BEFORE_SETTLEMENT:
            return _("等客户选方案")
        case lifecycle.OPEN if not any(job.items for job in view.jobs):
            return _("还没有明细，先加项目再请客户签字")
        case lifecycle.OPEN:
            return _("等客户签字")
        case lifecycle.IN_PROGRESS | lifecycle.DISPATCHED | lifecycle.AUTHORISED:
            left = sum(job.state not in ("FINISHED", "DROPPED") for job in view.jobs)
            return _("提交质检：还有 %(n)s 项未完工") % {"n": left}
        case lifecycle.WORK_FINISHED | lifecycle.INSPECTED if view.waiting:
            return _("等客户确认增项")
        case lifecycle.INSPECTED if waits_for_parts(view):
            return _("结算前配件要按签字发料、退料")
        case _:
            return ""
