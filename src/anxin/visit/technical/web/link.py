"""The outside expert's page behind a link: no account, no cookie, one masked question (SYS-14, ADR 0013)."""

import logging

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Refusal
from anxin.platform.requests import PageRequest
from anxin.platform.ui.link_doors import LinkDoor, by_link
from anxin.platform.ui.pages import render_page
from anxin.visit.repair_orders.queries import store_of, token_hash
from anxin.visit.technical import commands, permissions, queries
from anxin.visit.technical.parameters import ADDRESS_OPENINGS, LINK_OPENINGS
from anxin.visit.technical.tokens import expert_actor
from anxin.visit.technical.web.forms import AnswerForm

log = logging.getLogger("anxin.access")
DOOR = LinkDoor(
    permission=permissions.ANSWER_LINK,
    actor_of=expert_actor,
    store_of=store_of,
    hash_of=token_hash,
    describe=store_info,
    per_address=ADDRESS_OPENINGS,
    per_link=LINK_OPENINGS,
    ended="technical/expert_ended.html",
    counted_as="expert",
    largest_body=100_000,
    has_scripts=False,
)
opened, beside = by_link(DOOR), by_link(DOOR, is_counted=False)


@require_http_methods(["GET", "HEAD", "POST"])
@opened
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
@beside
def link_file(request: PageRequest, token: str, key: object) -> HttpResponse:
    """A photo of the question."""
    found = queries.get_consult_file_by_link(request.actor, token, str(key), clock.now())
    return HttpResponse(found.data, content_type=found.content_type)
