"""Puts the actor and the store at hand on every request; a request id on every log line."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from anxin.parties.org.actors import actor_of
from anxin.parties.org.models import User
from anxin.parties.org.stores import all_stores
from anxin.platform import clock
from anxin.platform.actor import ANONYMOUS, Actor
from anxin.platform.scope import set_request_id

STORE_KEY = "store_id"


class ActorMiddleware:
    """``request.actor`` from the session's user, ``request.store_id`` from the store switcher."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        identifier = request.headers.get("X-Request-Id", "")[:64] or uuid.uuid4().hex
        set_request_id(identifier)
        request.request_id = identifier  # type: ignore[attr-defined]
        if not request.path.startswith(("/static/", "/api/", "/healthz", "/readyz")):
            self._identify(request)
        response = self.get_response(request)
        response["X-Request-Id"] = identifier
        return response

    def _identify(self, request: HttpRequest) -> None:
        user = request.user
        actor = actor_of(user, clock.now().date()) if isinstance(user, User) or user.is_authenticated else ANONYMOUS
        chosen = request.session.get(STORE_KEY) if actor.kind == "user" else None
        store_id = chosen if chosen in actor.store_ids else actor.home_store_id
        request.actor = actor  # type: ignore[attr-defined]
        request.store_id = store_id  # type: ignore[attr-defined]
        if store_id is not None:
            timezone.activate(all_stores()[store_id].clock.zone)
        else:
            timezone.activate(ZoneInfo("Asia/Shanghai"))


def actor_for_token(user: User, scopes: list[str]) -> Actor:
    """A user's actor narrowed to a token's scopes; an empty list grants nothing."""
    return replace(actor_of(user, clock.now().date()), scopes=frozenset(scopes))
