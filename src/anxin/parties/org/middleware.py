"""Puts the actor and the store at hand on every request; a request id on every log line.

Leads to the first run while nothing is installed, and to the password page while a one-time password is in use.
"""

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.parties.org.actors import actor_of
from anxin.parties.org.models import User
from anxin.parties.org.stores import all_stores
from anxin.platform import clock
from anxin.platform.actor import ANONYMOUS, Actor
from anxin.platform.clock import GROUP_CLOCK
from anxin.platform.errors import Conflict
from anxin.platform.scope import set_request_id
from anxin.platform.ui.pages import STORE_FIELD, render_refusal

STORE_KEY = "store_id"
FIRST_RUN = "/first-run/"
OWN_PASSWORD = "/account/password/"
LONGEST_ID = 10
WITHOUT_ACTOR = ("/static/", "/api/", "/healthz", "/readyz")
CALLERS_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WITHOUT_DETOUR = (FIRST_RUN, OWN_PASSWORD, "/sign-out/", "/language/", "/ui/")


class FormOfAnotherStore(Conflict):
    """A form was opened for a store in which the person may do nothing any more."""

    code = "form_of_another_store"
    default_message = gettext_lazy(
        "这张表是为另一家店打开的，您现在不能在那家店办理，什么都没有保存。请重新打开这一页再填。"
    )


class ActorMiddleware:
    """``request.actor`` from the session's user, ``request.store_id`` from the store switcher.

    A form that is sent counts for the store for which it was opened (``{% form_store %}``): whoever switched in another tab
    works in that store again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        identifier = request_id_of(request.headers.get("X-Request-Id", ""))
        set_request_id(identifier)
        request.request_id = identifier  # type: ignore[attr-defined]
        detour = None
        if not request.path.startswith(WITHOUT_ACTOR):
            self._identify(request)
            detour = _detour(request)
        response = _lead(request, detour) if detour else self.get_response(request)
        response["X-Request-Id"] = identifier
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: Sequence[Any], _kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        actor, present = getattr(request, "actor", ANONYMOUS), getattr(request, "store_id", 0)
        # A page behind a link says its store itself.
        if request.method != "POST" or actor.kind != "user" or getattr(view, "csrf_exempt", False):
            return None
        given = request.POST.get(STORE_FIELD, "")
        if not given or given == str(present):
            return None
        if not given.isdecimal() or len(given) >= LONGEST_ID or int(given) not in actor.store_ids:
            return render_refusal(request, FormOfAnotherStore())
        request.session[STORE_KEY] = int(given)
        self._identify(request)
        words = _("这张表是为%(store)s打开的，现在又切回%(store)s。") % {"store": all_stores()[int(given)].name}
        messages.info(request, words, fail_silently=True)
        return None

    def _identify(self, request: HttpRequest) -> None:
        user = request.user
        actor = actor_of(user, GROUP_CLOCK.day(clock.now())) if isinstance(user, User) else ANONYMOUS
        chosen = str(request.session.get(STORE_KEY, "")) if actor.kind == "user" else ""
        has_chosen = chosen.isdecimal() and int(chosen) in actor.store_ids
        store_id = int(chosen) if has_chosen else actor.home_store_id
        request.actor = actor  # type: ignore[attr-defined]
        request.has_chosen_store = has_chosen  # type: ignore[attr-defined]
        request.store_id = store_id or 0  # type: ignore[attr-defined]
        if store_id is not None:
            timezone.activate(all_stores()[store_id].clock.zone)
        else:
            timezone.activate(GROUP_CLOCK.zone)


def request_id_of(given: str) -> str:
    """The caller's id, marked as such, when it is a UUID; otherwise one of ours: it stands in the audit trail for good."""
    return f"caller:{given}" if CALLERS_ID.fullmatch(given) else uuid.uuid4().hex


def actor_for_token(user: User, scopes: list[str]) -> Actor:
    """A user's actor narrowed to a token's scopes; an empty list grants nothing."""
    return replace(actor_of(user, GROUP_CLOCK.day(clock.now())), scopes=frozenset(scopes))


def _detour(request: HttpRequest) -> str:
    if request.path.startswith(WITHOUT_DETOUR):
        return ""
    # Store and user are made in one transaction, so an installation has both or neither.
    if not all_stores() and not User.objects.exists():
        return FIRST_RUN
    user = request.user
    return OWN_PASSWORD if isinstance(user, User) and user.must_change_password else ""


def _lead(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
