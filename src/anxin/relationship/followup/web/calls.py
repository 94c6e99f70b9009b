"""The queue of calls and the page of one call (FORM-02; layout of mock-up 07)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.parties.contacts.queries import timeline_of
from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import Conflict, Invalid, InvalidFields
from anxin.platform.ui.lists import Window, read_list
from anxin.platform.ui.pages import Toast, posted_version, redirect_after_post, render_page
from anxin.platform.web import PageRequest, page
from anxin.relationship.followup import commands, permissions, queries
from anxin.relationship.followup.lifecycle import DUE
from anxin.relationship.followup.queries import AskedQuestion, FollowUpCard, FollowUpFilter
from anxin.visit.billing.queries import find_customer_bill
from anxin.visit.reception.queries import find_delivery_note, find_rating

PAGE = "followup/calls.html"
LONGEST_SEARCH = 40
RESULTS = ("reached", "not_reached", "call_back", "refused", "wrong_number")


@dataclass(frozen=True, slots=True)
class QuestionField:
    """A question with what was chosen and what is wrong with it."""

    question: AskedQuestion
    chosen: str
    error: str


@dataclass(frozen=True, slots=True)
class Unfiltered:
    """The queue has pages and its own search, and no filter but due or all."""


@page(permissions.SEE)
def queue(request: PageRequest) -> HttpResponse:
    """The queue with the customer who is to be called next; ``all=1`` shows those whose time has not come.

    ``text`` searches all of the store's follow-ups, whatever their state, and opens the first that was found.
    """
    actor, store_id = request.actor, request.store_id
    now = clock.now()
    text = _search(request)
    if text:
        found = queries.page_follow_ups(actor, store_id, FollowUpFilter(state="", text=text), Window(0, 1)).rows
        following = found[0] if found else None
    else:
        following = queries.find_next(actor, store_id, now)
    card = queries.get_follow_up(actor, following.id) if following else None
    return render_page(request, PAGE, _context(request, card))


@page(permissions.SEE)
def follow_up(request: PageRequest, followup_id: int) -> HttpResponse:
    """The queue with one customer."""
    card = queries.get_follow_up(request.actor, followup_id)
    return render_page(request, PAGE, _context(request, card))


@require_POST
@page(permissions.CALL)
def record_call(request: PageRequest, followup_id: int) -> HttpResponse:
    """Record what came of the call, and go on to the next customer."""
    actor, said = request.actor, request.POST
    card = queries.get_follow_up(actor, followup_id)
    answers = {one.code: said[f"answer_{one.code}"] for one in card.questions if said.get(f"answer_{one.code}")}
    words = said.get("words", "")
    try:
        report = commands.CallReport(
            said.get("result", ""),
            answers if said.get("result") == "reached" else {},
            words,
            _moment(said.get("call_back_at", ""), card.row.store_id),
        )
        done = commands.record_call(
            actor=actor, followup_id=followup_id, report=report, version=posted_version(request), at=clock.now()
        )
    except InvalidFields as refusal:
        errors = {field: str(message) for field, message in refusal.errors.items()}
        return _again(request, followup_id, answers, errors, _("请先把问题问完。"), 422)
    except Invalid as refusal:
        field = refusal.field or "result"
        return _again(request, followup_id, answers, {field: str(refusal.message)}, str(refusal.message), 422)
    except Conflict as refusal:
        return _again(request, followup_id, answers, {}, str(refusal.message), 409)
    return redirect_after_post(request, reverse("followup:queue"), toast=Toast(_toast(done)))


@require_POST
@page(permissions.CALL, keeps_answer=False)
def reveal_number(request: PageRequest, followup_id: int) -> HttpResponse:
    """Show the number; who looked is logged."""
    shown = commands.reveal_number(actor=request.actor, followup_id=followup_id, at=clock.now())
    card = queries.get_follow_up(request.actor, followup_id)
    response = render_page(request, PAGE, {**_context(request, card), "phone": shown.phone}, partial="number")
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@page(permissions.CANCEL)
def cancel_follow_up(request: PageRequest, followup_id: int) -> HttpResponse:
    """Decide that nobody calls, with the reason."""
    try:
        commands.cancel_follow_up(
            actor=request.actor,
            followup_id=followup_id,
            reason=request.POST.get("reason", ""),
            version=posted_version(request),
            at=clock.now(),
        )
    except Invalid as refusal:
        return _again(request, followup_id, {}, {"reason": str(refusal.message)}, str(refusal.message), 422)
    return redirect_after_post(request, reverse("followup:queue"), toast=Toast(_("已取消这条回访")))


def _again(
    request: PageRequest, followup_id: int, answers: Mapping[str, str], errors: Mapping[str, str], note: str, status: int
) -> HttpResponse:
    card = queries.get_follow_up(request.actor, followup_id)
    context = {**_context(request, card, answers, errors), "note": note, "words": request.POST.get("words", "")}
    return render_page(request, PAGE, context, status=status)


def _call_time(actor: Actor, order_number: str) -> str:
    """When the customer said that a call suits him (R-DL04)."""
    note = find_delivery_note(actor, order_number) if actor.may("reception.see") else None
    return note.call_time_label if note else ""


def _context(
    request: PageRequest,
    card: FollowUpCard | None,
    answers: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    actor, store_id = request.actor, request.store_id
    now = clock.now()
    shows_all = request.GET.get("all") == "1"
    text = _search(request)
    listing = replace(read_list(request, Unfiltered, ()), wants_export=False)
    wanted = FollowUpFilter(state="", text=text) if text else FollowUpFilter(callable_by=None if shows_all else now)
    chosen, wrong = answers or {}, errors or {}
    context: dict[str, Any] = {
        "list": listing.with_page(queries.page_follow_ups(actor, store_id, wanted, listing.window)),
        "place": request.GET.urlencode(),
        "figures": queries.day_figures(actor, store_id, now),
        "now": now,
        "shows_all": shows_all,
        "text": text,
        "card": card,
        "errors": wrong,
    }
    if card is None:
        return context
    jobs = [job for job in card.visit.jobs if job.state != "DROPPED"]
    items = [item for job in card.visit.jobs for item in job.items]
    head = card.visit.head
    promised = head.agreed_promise_at or head.promised_at
    late = int((head.delivered_at - promised).total_seconds() // 60) if head.delivered_at and promised else 0
    return {
        **context,
        "head": head,
        "jobs": jobs,
        "unsold": [item for item in items if item.decision in ("DECLINED", "DEFERRED")],
        "late_minutes": max(late, 0),
        "call_time": _call_time(actor, head.number),
        # Who calls need not open the store's bills: what was paid belongs to the visit that he calls about.
        "bill": find_customer_bill(Actor.system("followup", [card.row.store_id]), head.number),
        "rating": find_rating(actor, head.number) if actor.may("reception.see") else None,
        "fields": [QuestionField(one, chosen.get(one.code, ""), wrong.get(one.code, "")) for one in card.questions],
        "may_record": card.row.state == DUE and card.may_call and actor.may(permissions.CALL, card.row.store_id),
        "may_cancel": card.row.state == DUE and actor.may(permissions.CANCEL, card.row.store_id),
        "timeline": timeline_of(actor, vehicle_id=card.vehicle_id, limit=8) if actor.may("contacts.see") else [],
    }


def _search(request: PageRequest) -> str:
    return request.GET.get("text", "").replace("\x00", "").strip()[:LONGEST_SEARCH]


def _moment(text: str, store_id: int) -> dt.datetime | None:
    """The instant of a browser's local date and time, in the store's zone."""
    if not text:
        return None
    try:
        given = dt.datetime.strptime(text[:16], "%Y-%m-%dT%H:%M").replace(tzinfo=dt.UTC)
    except ValueError:
        raise Invalid(_("时间要写成 2026-11-20 15:30。"), field="call_back_at", rule="R-FU06") from None
    return store_info(store_id).clock.at(given.date(), given.time())


def _toast(done: commands.RecordedCall) -> str:
    if done.report_task_id:
        return _("已登记，并已报告服务经理")
    if done.next_call_at:
        return _("已登记，稍后再拨")
    return _("已登记，下一位")
