"""Pages behind a secret address: no account, no cookie, and what does not open looks the same, whatever the reason.

Owns: headers, counting, the answer to what does not open. Does not own: the token, what it opens, or its limits.
"""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.parameters import ParameterDefinition, value
from anxin.platform.requests import PageRequest, client_address
from anxin.platform.throttling import count_request
from anxin.platform.ui.pages import render_page
from anxin.platform.web import page

View = Callable[..., HttpResponse]
LARGEST_BODY = 1_000_000
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SCRIPTS = "; script-src 'self'; connect-src 'self'"
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


@dataclass(frozen=True)
class LinkDoor:
    """Who may come in by a token, and how often.

    ``actor_of`` is whoever holds a token, ``store_of`` the store that it names, ``hash_of`` what stands for it, ``describe``
    that store with its clock. ``per_address`` and ``per_link`` limit openings a minute. ``ended`` is the template of what
    does not open. ``counted_as`` keeps one kind of link from using up the openings of another. ``largest_body`` is in bytes.
    """

    permission: str
    actor_of: Callable[[str], Actor]
    store_of: Callable[[str], int | None]
    hash_of: Callable[[str], str]
    describe: Callable[[int], Any]
    per_address: ParameterDefinition
    per_link: ParameterDefinition
    ended: str
    counted_as: str = "link"
    largest_body: int = LARGEST_BODY
    has_scripts: bool = True


def by_link(door: LinkDoor, *, is_counted: bool = True) -> Callable[[View], View]:
    """A page for whoever holds the token in its address, and for nobody as whom the browser is signed in.

    What a page loads besides (photos, a sum) is not counted as an opening. The token is the secret that a form needs, so no
    cookie has to prove where it comes from.
    """

    def wrap(view: View) -> View:
        shown = page(door.permission, keeps_key=False)(view)

        @csrf_exempt
        @functools.wraps(view)
        def run(request: PageRequest, token: str, **more: Any) -> HttpResponse:
            request.actor, request.store_id = door.actor_of(token), door.store_of(token) or 0
            if request.store_id:
                timezone.activate(door.describe(request.store_id).clock.zone)
            status = _refused(door, request, token, is_counted)
            response = None if status else shown(request, token=token, **more)
            if response is None or response.status_code in (403, 404):
                response = _ended(door, request, status or 404)
            response["Content-Security-Policy"] = POLICY + (SCRIPTS if door.has_scripts else "")
            for name, content in HEADERS.items():
                response[name] = content
            # Django would hand the address, which is the secret, to every log handler, also those that do not mask it as
            # config.logs does. It keeps this mark for itself and gives no public way to set it.
            response._has_been_logged = True  # type: ignore[attr-defined]
            return response

        return run

    return wrap


def _refused(door: LinkDoor, request: HttpRequest, token: str, is_counted: bool) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > door.largest_body:
        return 413
    if not is_counted:
        return 0
    now, store_id = clock.now(), door.store_of(token)
    # The address first: whoever guesses tokens leaves one row, not one for each.
    asked: Sequence[tuple[str, ParameterDefinition]] = (
        (f"{door.counted_as}-address:{client_address(request)}", door.per_address),
        (f"{door.counted_as}:{door.hash_of(token)}", door.per_link),
    )
    over = (count_request(name, now) > value(limit, store_id, now) for name, limit in asked)
    return 429 if any(over) else 0


def _ended(door: LinkDoor, request: PageRequest, status: int) -> HttpResponse:
    store_id = request.store_id
    context = {"store": door.describe(store_id) if store_id else None, "status": status}
    return render_page(request, door.ended, context, status=status)
