"""The request as pages and their panels receive it. Below ``ui`` and ``web``, which both speak of it."""

from django.conf import settings
from django.http import HttpRequest

from anxin.platform.actor import Actor


class PageRequest(HttpRequest):
    """A request as ``@page`` views and the panels of slots receive it: with the actor and the store at hand.

    ``store_id`` is 0, which is no store, for somebody without any grant: only pages without a permission meet that.
    ``has_chosen_store`` says that it was picked in the store switcher since signing in.
    """

    actor: Actor
    store_id: int
    has_chosen_store: bool


def client_address(request: HttpRequest) -> str:
    """The network address that failures count for; behind TLS the one that our own proxy noted last."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None) and forwarded:
        return forwarded.rpartition(",")[2].strip()[:64]
    return str(request.META.get("REMOTE_ADDR", ""))[:64]
