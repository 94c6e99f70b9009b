"""The customer's page behind the progress link: no account, no cookie, nothing to answer but what was sent."""

import logging
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from anxin.parties.org.queries import store_info
from anxin.platform import clock
from anxin.platform.errors import Conflict
from anxin.platform.requests import PageRequest
from anxin.platform.ui.link_doors import LinkDoor, by_link
from anxin.platform.ui.pages import render_page
from anxin.visit.promises import commands, permissions, queries
from anxin.visit.promises.link_tokens import link_actor
from anxin.visit.repair_orders.parameters import ADDRESS_OPENINGS, LINK_OPENINGS
from anxin.visit.repair_orders.queries import store_of, token_hash

log = logging.getLogger("anxin.access")
DOOR = LinkDoor(
    permission=permissions.FOLLOW,
    actor_of=link_actor,
    store_of=store_of,
    hash_of=token_hash,
    describe=store_info,
    per_address=ADDRESS_OPENINGS,
    per_link=LINK_OPENINGS,
    ended="promises/link/ended.html",
)
opened, beside = by_link(DOOR), by_link(DOOR, is_counted=False)
STEPS = (
    (gettext_lazy("接待"), 0),
    (gettext_lazy("签字"), 1),
    (gettext_lazy("安排技师"), 2),
    (gettext_lazy("施工"), 3),
    (gettext_lazy("质检"), 4),
    (gettext_lazy("可以结算"), 5),
    (gettext_lazy("可以取车"), 6),
)
AT_ONCE = 2
"""The steps as a customer knows them, by the place of the state. Those up to ``AT_ONCE`` are done when it is reached, the
others when it is left."""


@require_safe
@opened
def progress(request: PageRequest, token: str) -> HttpResponse:
    """How far the car is, when it is ready and why then, what waits for the customer, what was found."""
    view = queries.get_progress(request.actor, token, clock.now())
    if request.method == "GET":
        log.info("progress link of store %s opened", view.store_id)
    return render_page(request, "promises/link/progress.html", _context(token, view))


@require_POST
@opened
def resend_decision(request: PageRequest, token: str) -> HttpResponse:
    """Send the customer what waits for him once more, to the phone on file: this page may be in other hands."""
    said = {}
    try:
        commands.resend_decision(actor=request.actor, token=token, at=clock.now())
        said["sent"] = _("已发到您登记的手机，请打开短信里的链接。")
    except Conflict as refusal:
        said["problem"] = refusal.shown
    view = queries.get_progress(request.actor, token, clock.now())
    return render_page(request, "promises/link/progress.html", {**_context(token, view), **said})


@require_safe
@beside
def progress_photo(request: PageRequest, token: str, key: Any) -> HttpResponse:
    """A photo of what was found and shown to the customer."""
    found = queries.get_progress_photo(request.actor, token, str(key), clock.now())
    return HttpResponse(found.data, content_type=found.content_type)


def _context(token: str, view: queries.ProgressView) -> dict[str, Any]:
    done = [view.step > place or (view.step == place and place <= AT_ONCE) for _label, place in STEPS]
    here = done.index(False) if False in done else len(done)
    steps = [(label, "done" if place < here else "now" if place == here else "") for label, place in STEPS]
    return {
        "token": token,
        "view": view,
        "steps": steps,
        "store_name": view.store_name,
        "store_phone": view.store_phone,
        "advisor": view.advisor_name,
    }
