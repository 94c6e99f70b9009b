"""What every page view shares: who may open it, one read transaction, one execution per rendered form.

Owns the ``@page`` decorator. Does not own rendering (``ui.pages``) or what a page says.
"""

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.errors import Refusal
from anxin.platform.idempotency import Answer, in_one_unit, once
from anxin.platform.idempotency.said import said_in
from anxin.platform.requests import PageRequest
from anxin.platform.scope import reading
from anxin.platform.ui.late import LateFile
from anxin.platform.ui.pages import posted_key, render_refusal

__all__ = ["PageRequest", "page", "pages"]

View = Callable[..., HttpResponse]
KEPT_HEADERS = ("Location", "HX-Redirect", "HX-Trigger", "Content-Type", "HX-Reswap")
pages: dict[str, str | None] = {}


class ShownOnce(HttpResponse):
    """An answer that shows a secret once; ``later`` is kept for whoever sends the form again."""

    def __init__(self, shown: HttpResponse, later: HttpResponse) -> None:
        super().__init__(shown.content, status=shown.status_code, headers=dict(shown.headers))
        self.later = later


class _NotKept(Exception):
    """Carries a refused answer out of the transaction, which is thereby rolled back."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def page(
    permission: str | None = None, *, public: bool = False, keeps_answer: bool = True, keeps_key: bool = True
) -> Callable[[View], View]:
    """Make a view a page of the product for whoever holds ``permission`` in at least one store.

    GET runs in one read transaction; a late file is made after it. A POST runs in one write transaction: several
    commands stand or fall together, and an answer of 400 or above rolls it back. With a post key (``{% post_key %}``) it
    runs once per key and actor: a double tap gets the first answer again. Refusals that the view does not catch become
    pages with their status; of a command whose refusal it catches nothing stays, whatever the view then answers.
    ``public`` pages need no sign-in. They keep no answer, nor do pages with ``keeps_answer=False`` (those that take or
    show a secret), whatever key a caller adds: a refusal would roll back the count of failures, an answer would stay.
    Each command of theirs has a transaction of its own. With ``keeps_key=False`` (the address is a secret,
    which an answer may name) a POST is one transaction, but its answer is not kept either.
    A form that makes something and shows a secret of it gives :class:`ShownOnce` instead: it is done once all the same.
    """

    def wrap(view: View) -> View:
        pages[f"{view.__module__}.{view.__name__}"] = permission

        @functools.wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor: Actor = request.actor  # type: ignore[attr-defined]
            if not public and actor.kind == "anonymous":
                return _to_sign_in(request)
            try:
                if permission is not None:
                    actor.require(permission)
                if request.method in ("GET", "HEAD"):
                    with reading(actor, view.__name__):
                        response = view(request, *args, **kwargs)
                    return _finished(response)
                if public or not keeps_answer:
                    return _finished(view(request, *args, **kwargs))
                key = posted_key(request) if keeps_key else ""
                return _finished(_written(request, actor, key, lambda: view(request, *args, **kwargs)))
            except Refusal as refusal:
                return render_refusal(request, refusal)

        return run

    return wrap


def _finished(response: HttpResponse) -> HttpResponse:
    return response.finish() if isinstance(response, LateFile) else response


def _written(request: HttpRequest, actor: Actor, key: str, run: Callable[[], HttpResponse]) -> HttpResponse:
    """One unit of work for the whole view, once for each key; a refused answer rolls it back."""
    first: list[HttpResponse] = []

    def taken() -> HttpResponse:
        response = run()
        if response.status_code >= 400:
            raise _NotKept(response)
        return response

    def answer() -> Answer:
        response = taken()
        first.append(response)
        kept = response.later if isinstance(response, ShownOnce) else response
        headers = {name: kept[name] for name in KEPT_HEADERS if name in kept}
        return Answer(kept.status_code, kept.content.decode(), headers)

    at = clock.now()
    try:
        if not key:
            return in_one_unit(actor, taken, at=at, may_catch=True)
        kept = once(actor, key, said_in(request), answer, at=at, may_catch=True)
    except _NotKept as refused:
        return refused.response
    if first:
        return first[0]
    return HttpResponse(kept.body, status=kept.status, headers=kept.headers)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    address = f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
