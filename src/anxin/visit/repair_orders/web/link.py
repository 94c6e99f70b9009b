"""The customer's page behind a link: no account, no cookie, one answer. Staff send and revoke in ``sending``."""

import logging
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.requests import PageRequest
from anxin.platform.ui.link_doors import LinkDoor, by_link
from anxin.platform.ui.pages import render_page
from anxin.platform.ui.signing import posted_signature
from anxin.visit.repair_orders import commands, permissions, queries
from anxin.visit.repair_orders.link_tokens import link_actor, store_of, token_hash
from anxin.visit.repair_orders.parameters import ADDRESS_OPENINGS, LINK_OPENINGS

log = logging.getLogger("anxin.access")
SAYS, WHY = "say-", "why-"
MOST_GROUPS = 100
DOOR = LinkDoor(
    permission=permissions.ANSWER,
    actor_of=link_actor,
    store_of=store_of,
    hash_of=token_hash,
    describe=store_info,
    per_address=ADDRESS_OPENINGS,
    per_link=LINK_OPENINGS,
    ended="repair_orders/link/ended.html",
)
opened, beside_link = by_link(DOOR), by_link(DOOR, is_counted=False)


@require_http_methods(["GET", "HEAD", "POST"])
@opened
def answer_link(request: PageRequest, token: str) -> HttpResponse:
    """Show what was found and take the answer; a second answer shows the first."""
    now = clock.now()
    offer = queries.get_offer(request.actor, token, now)
    if request.method != "POST":
        if request.method == "GET":
            log.info("approval link %s of store %s opened", offer.link_id, offer.store_id)
        return _show(request, token, offer, {}, 200)
    said = _posted(request)
    try:
        commands.answer_link(
            actor=request.actor,
            token=token,
            answers=said,
            seen=request.POST.get("seen", ""),
            signature=posted_signature(request),
            at=now,
        )
    except commands.LinkOutdated as refusal:
        return _show(request, token, offer, {}, refusal.status, str(refusal.message))
    except (commands.GroupsUndecided, commands.SignatureNeeded) as refusal:
        return _show(request, token, offer, said, refusal.status, str(refusal.message))
    except (Invalid, Conflict):
        # What the house still lacks is told to the house; an answer of 400 or above would undo the task.
        commands.report_stuck_link(actor=request.actor, token=token, at=now)
        words = _("现在不能在网上确认，请联系门店 %(phone)s。您的选择没有提交，服务顾问已收到提醒。")
        return _show(request, token, offer, said, 200, words % {"phone": offer.store_phone})
    return HttpResponseRedirect(reverse("repair_orders:answer_link", args=[token]), status=303)


@require_POST
@beside_link
def sum_link(request: PageRequest, token: str) -> HttpResponse:
    """The sum and the new promise of what is chosen so far; records nothing."""
    offer = queries.get_offer(request.actor, token, clock.now())
    return render_page(request, "repair_orders/link/_sum.html", _context(token, offer, _posted(request)))


@require_POST
@beside_link
def note_link_seen(request: PageRequest, token: str) -> HttpResponse:
    """The customer moved on the page."""
    commands.note_link_seen(actor=request.actor, token=token, at=clock.now())
    return HttpResponse(status=204)


@require_safe
@beside_link
def link_photo(request: PageRequest, token: str, key: Any) -> HttpResponse:
    """A photo of what was found."""
    found = queries.get_offer_photo(request.actor, token, str(key), clock.now())
    return HttpResponse(found.data, content_type=found.content_type)


def _posted(request: HttpRequest) -> dict[str, tuple[str, str]]:
    keys = [name.removeprefix(SAYS) for name in request.POST if name.startswith(SAYS)][:MOST_GROUPS]
    return {key: (request.POST[SAYS + key], request.POST.get(WHY + key, "")) for key in keys}


def _show(
    request: PageRequest,
    token: str,
    offer: queries.OfferView,
    said: Mapping[str, tuple[str, str]],
    status: int,
    problem: str = "",
) -> HttpResponse:
    template = "repair_orders/link/decided.html" if offer.is_decided else "repair_orders/link/offer.html"
    return render_page(request, template, {**_context(token, offer, said), "problem": problem}, status=status)


def _context(token: str, offer: queries.OfferView, said: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    chosen = {key for key, (wish, _why) in said.items() if wish == "APPROVED"}
    total = offer.total_with(chosen)
    now = clock.now()
    promise = offer.promise_with(chosen, now)
    return {
        "token": token,
        "offer": offer,
        "store_name": offer.store_name,
        "store_phone": offer.store_phone,
        "advisor": offer.advisor_name,
        "groups": [(group, *said.get(group.key, ("", ""))) for group in offer.groups],
        "reasons": [(words, words) for words in (_("价格"), _("没时间"), _("想再看看"))],
        "approved": len(chosen & {group.key for group in offer.groups}),
        "left": sum(not said.get(group.key, ("", ""))[0] for group in offer.groups),
        "chosen_total": total,
        "whole_total": offer.agreed_total + total,
        "promise": promise,
        "days_later": offer.days_later(promise, now),
    }
