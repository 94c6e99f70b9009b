"""The customer's page behind a link: no account, no cookie, one answer. Staff send and revoke in ``sending``."""

import functools
import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Conflict, Invalid
from anxin.platform.parameters import value
from anxin.platform.requests import PageRequest, client_address
from anxin.platform.throttling import count_request
from anxin.platform.ui.pages import render_page
from anxin.platform.ui.signing import posted_signature
from anxin.platform.web import page
from anxin.visit.repair_orders import commands, permissions, queries
from anxin.visit.repair_orders.link_tokens import link_actor, store_of, token_hash
from anxin.visit.repair_orders.parameters import ADDRESS_OPENINGS, LINK_OPENINGS

log = logging.getLogger("anxin.access")
View = Callable[..., HttpResponse]
SAYS, WHY = "say-", "why-"
MOST_GROUPS, LARGEST_BODY = 100, 1_000_000
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def by_link(view: View, *, is_counted: bool = True) -> View:
    """A page for whoever holds the token in its address, and for nobody as whom the browser is signed in.

    What a page loads besides (photos, the sum) is not counted as an opening.

    The token is the secret that a form needs, so no cookie has to prove where it comes from. What does not open looks the
    same, whatever the reason.
    """
    shown = page(permissions.ANSWER, keeps_key=False)(view)

    @csrf_exempt
    @functools.wraps(view)
    def run(request: PageRequest, token: str, **more: Any) -> HttpResponse:
        request.actor, request.store_id = link_actor(token), store_of(token) or 0
        if request.store_id:
            timezone.activate(store_info(request.store_id).clock.zone)
        status = _refused(request, token, is_counted)
        response = None if status else shown(request, token=token, **more)
        if response is None or response.status_code in (403, 404):
            response = _ended(request, status or 404)
        for name, content in HEADERS.items():
            response[name] = content
        # Django would hand the address, which is the secret, to every log handler, also those that do not mask it as
        # config.logs does. It keeps this mark for itself and gives no public way to set it.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response

    return run


beside_link = functools.partial(by_link, is_counted=False)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
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


def _refused(request: HttpRequest, token: str, is_counted: bool) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        return 413
    if not is_counted:
        return 0
    now, store_id = clock.now(), store_of(token)
    # The address first: whoever guesses tokens leaves one row, not one for each.
    asked = (
        (f"link-address:{client_address(request)}", ADDRESS_OPENINGS),
        (f"link:{token_hash(token)}", LINK_OPENINGS),
    )
    over = (count_request(name, now) > value(limit, store_id, now) for name, limit in asked)
    return 429 if any(over) else 0


def _ended(request: PageRequest, status: int) -> HttpResponse:
    store_id = request.store_id
    context = {"store": store_info(store_id) if store_id else None, "status": status}
    return render_page(request, "repair_orders/link/ended.html", context, status=status)


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
