"""The request as pages and their panels receive it. Below ``ui`` and ``web``, which both speak of it."""

from django.http import HttpRequest

from anxin.platform.actor import Actor


class PageRequest(HttpRequest):
    """A request as ``@page`` views and the panels of slots receive it: with the actor and the store at hand.

    ``store_id`` is 0, which is no store, for somebody without any grant: only pages without a permission meet that.
    """

    actor: Actor
    store_id: int
