"""The outside expert's page behind a link: no account, no cookie, one masked question (SYS-14, ADR 0013)."""

import functools
import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Refusal
from anxin.platform.parameters import value
from anxin.platform.requests import PageRequest, client_address
from anxin.platform.throttling import count_request
from anxin.platform.ui.pages import render_page
from anxin.platform.web import page
from anxin.visit.repair_orders.queries import store_of, token_hash
from anxin.visit.technical import commands, permissions, queries
from anxin.visit.technical.parameters import ADDRESS_OPENINGS, LINK_OPENINGS
from anxin.visit.technical.tokens import expert_actor
from anxin.visit.technical.web.forms import AnswerForm

log = logging.getLogger("anxin.access")
View = Callable[..., HttpResponse]
LARGEST_BODY = 100_000
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def by_expert_link(view: View) -> View:
    """A page for whoever holds the token in its address; what does not open looks the same, whatever the reason."""
    shown = page(permissions.ANSWER_LINK, keeps_key=False)(view)

    @csrf_exempt
    @functools.wraps(view)
    def run(request: PageRequest, token: str, **more: Any) -> HttpResponse:
        request.actor, request.store_id = expert_actor(token), store_of(token) or 0
        if request.store_id:
            timezone.activate(store_info(request.store_id).clock.zone)
        status = _refused(request, token)
        response = None if status else shown(request, token=token, **more)
        if response is None or response.status_code in (403, 404):
            response = _ended(request, status or 404)
        for name, content in HEADERS.items():
            response[name] = content
        # As of the customer's link: the address is the secret, no log handler may get it.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response

    return run


@require_http_methods(["GET", "HEAD", "POST"])
@by_expert_link
def answer_by_link(request: PageRequest, token: str) -> HttpResponse:
    """The button of the first page opens the question, which is logged; from then on it shows, and answers are posted."""
    now = clock.now()
    consult = queries.get_consult_by_link(request.actor, token, now)
    form = AnswerForm(request.POST if request.POST.get("words") is not None else None)
    status = 200
    if request.method == "POST" and form.is_bound and form.is_valid():
        try:
            commands.answer_by_link(actor=request.actor, token=token, words=form.cleaned_data["words"], at=now)
            return HttpResponseRedirect(reverse("technical:answer_by_link", args=[token]), status=303)
        except Refusal as refusal:
            if refusal.status == 404:
                raise
            form.add_error(None, refusal.shown)
            status = refusal.status
    elif request.method == "POST" and form.is_bound:
        status = 422
    elif request.method == "POST":
        commands.note_link_opened(actor=request.actor, token=token, at=now)
        return HttpResponseRedirect(reverse("technical:answer_by_link", args=[token]), status=303)
    is_open = bool(consult.question)
    if is_open:
        log.info("consult %s of store %s read by an expert's link", consult.id, request.store_id)
    context = {"token": token, "consult": consult, "form": form, "is_open": is_open}
    return render_page(request, "technical/expert.html", context, status=status)


@require_safe
@by_expert_link
def link_file(request: PageRequest, token: str, key: object) -> HttpResponse:
    """A photo of the question."""
    found = queries.get_consult_file_by_link(request.actor, token, str(key), clock.now())
    return HttpResponse(found.data, content_type=found.content_type)


def _refused(request: HttpRequest, token: str) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        return 413
    now, store_id = clock.now(), store_of(token)
    # The address first: whoever guesses tokens leaves one row, not one for each.
    asked = (
        (f"expert-address:{client_address(request)}", ADDRESS_OPENINGS),
        (f"expert:{token_hash(token)}", LINK_OPENINGS),
    )
    return 429 if any(count_request(name, now) > value(limit, store_id, now) for name, limit in asked) else 0


def _ended(request: PageRequest, status: int) -> HttpResponse:
    store = store_info(request.store_id) if request.store_id else None
    return render_page(request, "technical/expert_ended.html", {"store": store, "status": status}, status=status)
