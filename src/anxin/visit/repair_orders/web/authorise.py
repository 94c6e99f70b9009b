"""The five confirmations with the one signature, and the decision on additional items."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.parties.customers.queries import consent_choices, find_consent_answer
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict, Invalid, NotFound
from anxin.platform.money import Money
from anxin.platform.ui.forms import set_choices
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.ui.signing import posted_signature
from anxin.platform.web import PageRequest, page
from anxin.visit.repair_orders import commands, permissions, queries, rules
from anxin.visit.repair_orders.commands import Confirmations
from anxin.visit.repair_orders.links import longer_promise
from anxin.visit.repair_orders.models import Authorisation, Item
from anxin.visit.repair_orders.web.detail import care_to_ask
from anxin.visit.repair_orders.web.forms import AuthoriseForm

MOST_DIGITS = 19
CHANNELS = (Authorisation.Channel.PHONE, Authorisation.Channel.PAPER)


@page(permissions.AUTHORISE)
def authorise_repair_order(request: PageRequest, number: str) -> HttpResponse:
    """Show items, sum, time, old parts and wash once more, and take the signature (R-RO01, R-RO07)."""
    actor = request.actor
    view = queries.get_repair_order(actor, number)
    known = find_consent_answer(actor, view.head.customer_id, "service")
    form = AuthoriseForm(request.POST or None, initial=_initial(request, view))
    set_choices(form, "service_contact", consent_choices(known))
    total = Money.sum(row.actual for row in view.payers if row.payer == "customer")
    context = {"view": view, "order": view.head, "jobs": view.jobs, "form": form, "total": total, "known": known}
    context |= {"plans": view.waiting_plans, "can": {"authorise": True}, "care": care_to_ask(view)}
    context["price"] = queries.find_price_state(actor, number, clock.now())
    context["held"] = [item for job in view.jobs for item in job.items if item.waits_for_leave]
    context["outlook"] = queries.get_outlook(actor, number, clock.now())
    context["has_lines"] = any(item.decision in rules.COUNTED for job in view.jobs for item in job.items)
    if request.method != "POST":
        return render_page(request, "repair_orders/authorise.html", context)
    seen = request.POST.get("seen_total", "")
    if form.is_valid() and not (seen.isdecimal() and len(seen) < MOST_DIGITS):
        form.add_error(None, _("没有看到费用合计，请刷新页面，请客户看过费用再签字。"))
    if not form.is_valid():
        return render_page(request, "repair_orders/authorise.html", context, partial="form", status=422)
    given = form.cleaned_data
    try:
        commands.authorise_repair_order(
            actor=actor,
            number=number,
            channel=given["channel"],
            signature=posted_signature(request),
            at=clock.now(),
            version=posted_version(request),
            confirmations=Confirmations(
                given["promised_at"],
                given["old_parts"],
                given["wants_wash"] == "yes",
                Money(int(seen)),
                given["service_contact"],
            ),
        )
    except (Invalid, Conflict) as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.shown)
        return render_page(request, "repair_orders/authorise.html", context, partial="form", status=refusal.status)
    return redirect_after_post(request, reverse("repair_orders:detail", args=[number]), Toast(_("客户已签字，可以派工")))


@page(permissions.AUTHORISE)
def decide_items(request: PageRequest, number: str) -> HttpResponse:
    """Record what the customer said, by phone or at the counter, item by item; nothing is ticked beforehand."""
    actor = request.actor
    view = queries.get_repair_order(actor, number)
    open_items = [
        item for job in view.jobs for item in job.items if item in view.waiting or item.decision == Item.Decision.DEFERRED
    ]
    open_items.sort(key=lambda item: item.proposal_id or 0, reverse=True)
    groups = _together(open_items)
    lead = {item.id: rows[0].id for rows in groups for item in rows}
    said = {item_id: _said(request, item_id, first) for item_id, first in lead.items()}
    found = {one.id: one for job in view.jobs for one in job.proposals}
    channel = request.POST.get("channel", "phone")
    context: dict[str, Any] = {"view": view, "order": view.head, "channel": channel}
    context["plans"], context["can"] = view.waiting_plans, {"authorise": True}
    context["waiting"] = [
        (rows, Money.sum(one.amount for one in rows), *said[rows[0].id], found.get(rows[0].proposal_id or 0), _paid(rows))
        for rows in groups
    ]
    context["more_than_one"] = len(open_items) > 1
    context["total"] = _paid(open_items)
    context |= _longer(view, found)
    context["channels"] = [(one.value, one.label) for one in CHANNELS]
    if request.method != "POST":
        if not open_items and not view.waiting_plans:
            raise NotFound(_("没有等客户决定的增项，请刷新后再看。"))
        return render_page(request, "repair_orders/decide.html", context)
    try:
        commands.decide_items(
            actor=actor,
            number=number,
            decisions={item_id: words for item_id, words in said.items() if words[0]},
            channel=channel,
            signature=posted_signature(request),
            version=posted_version(request),
            later={item_id: _put_off(request, lead[item_id]) for item_id, words in said.items() if words[0] == "DEFERRED"},
            at=clock.now(),
        )
    except (Invalid, Conflict) as refusal:
        context["refusal"] = refusal
        return render_page(request, "repair_orders/decide.html", context, partial="form", status=refusal.status)
    return redirect_after_post(request, reverse("repair_orders:detail", args=[number]), _decided(actor, view.head))


def _decided(actor: Actor, before: queries.OrderHead) -> Toast:
    """The answer is kept; where the promise moved by it, the time that the customer is to hear now.

    The book may need longer than what the customer agreed to wait: then both times are named.
    """
    view = queries.get_repair_order(actor, before.number)
    now = view.head.promised_at
    if now is None or now == before.promised_at:
        return Toast(_("客户的决定已记下"))
    times = {"time": _shown(before, now)}
    if view.is_promise_told or view.authorisation is None:
        return Toast(_("客户的决定已记下。新的交车时间 %(time)s，请告诉客户") % times)
    times["agreed"] = _shown(before, view.authorisation.promised_at)
    return Toast(_("客户的决定已记下。客户同意等到 %(agreed)s，车间排到 %(time)s，请告诉客户") % times)


def _shown(head: queries.OrderHead, at: datetime) -> str:
    return store_info(head.store_id).clock.local(at).strftime("%m-%d %H:%M")


def _longer(view: queries.RepairOrderView, found: Mapping[int, queries.ProposalView]) -> dict[str, Any]:
    """How much longer it takes, and until when, if the customer agrees to all that waits; what is agreed to in part adds
    nothing more."""
    begun = {item.proposal_id for job in view.jobs for item in job.items if item.decision == Item.Decision.APPROVED}
    asked = {item.proposal_id for item in view.waiting} - begun
    minutes, head = sum(one.extra_minutes for pk, one in found.items() if pk in asked), view.head
    if not minutes or head.promised_at is None:
        return {}
    return {"more_minutes": minutes, "then_at": longer_promise(head.store_id, head.promised_at, minutes, clock.now())}


def _together(items: Iterable[queries.ItemView]) -> list[list[queries.ItemView]]:
    """Items in groups that get one answer: what mends one finding and stands alike, else the item by itself."""
    groups: dict[tuple[str, str], list[queries.ItemView]] = {}
    for item in items:
        groups.setdefault((rules.decided_with(item.proposal_id, item.id), item.decision), []).append(item)
    return list(groups.values())


def _said(request: PageRequest, item_id: int, lead_id: int) -> tuple[str, str]:
    """Decision and reason of an item: its own where one was posted, else those of the first of its group."""
    wish, why = (
        request.POST.get(f"{name}-{item_id}") or request.POST.get(f"{name}-{lead_id}", "") for name in ("decision", "reason")
    )
    return request.POST.get("all") or wish, why


def _put_off(request: PageRequest, item_id: int) -> tuple[date | None, int | None]:
    """:raises Invalid: no day, or no mileage"""
    day, km = (request.POST.get(f"{name}-{item_id}", "").strip() for name in ("on", "km"))
    try:
        return date.fromisoformat(day) if day else None, int(km[:9]) if km else None
    except ValueError:
        raise Invalid(_("再提醒的日期或里程填得不对，请改。"), field="decisions", rule="M06.12") from None


def _initial(request: PageRequest, view: queries.RepairOrderView) -> dict[str, Any]:
    last = queries.find_last_choices(request.actor, view.head.vehicle_id)
    return {
        "promised_at": view.head.promised_at,
        "old_parts": last.old_parts if last else None,
        "wants_wash": ("yes" if last.wants_wash else "no") if last else None,
        "channel": "screen",
        "service_contact": "",
    }


def _paid(items: Iterable[queries.ItemView]) -> Money:
    """What the customer pays of them."""
    return Money.sum(item.customer_amount for item in items)
