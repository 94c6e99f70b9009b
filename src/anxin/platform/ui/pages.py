"""How a view answers: a full page or one named region of the same template.

Owns: the only code that looks at the HTMX headers. Does not own: what the page says.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django_htmx.http import trigger_client_event

from anxin.platform.errors import Refusal
from anxin.platform.ui.holders import who_may
from anxin.platform.ui.remedies import remedy_of

POST_KEY_FIELD = "post_key"
STORE_FIELD = "form_store"
VERSION_FIELD = "version"
LONGEST_KEY = 120
LONGEST_NUMBER = 18
SEE_OTHER = 303

REFUSAL_TITLES = {
    400: _("这个请求读不懂"),
    403: _("您不能做这一步"),
    404: _("没有找到"),
    405: _("不能这样打开"),
    409: _("情况已经变了"),
    422: _("这一步现在不能做"),
    429: _("操作太快了"),
    503: _("算得太久，停下了"),
}


@dataclass(frozen=True)
class Toast:
    """A short report after an act; `undo_url` is posted to when the person takes the act back."""

    text: str
    level: str = "ok"
    undo_url: str = ""


def wants_region(request: HttpRequest) -> bool:
    """Whether the browser asked for a part of the page (not a boosted link, not the Back button)."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    partial: str | Collection[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page, or `template#partial` when htmx asked for a region.

    With several partials, the one whose name is the id of the htmx target is rendered; with none fitting, the page.
    """
    name = _partial_for(request, partial)
    response = render(request, f"{template}#{name}" if name else template, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def respond_with_region(
    request: HttpRequest,
    template: str,
    partial: str,
    context: Mapping[str, Any],
    *,
    url: str,
    events: Collection[str] = (),
    toast: Toast | None = None,
) -> HttpResponse:
    """Answer a POST: the changed region under htmx (with events for its neighbours), else a redirect to `url`."""
    if not wants_region(request):
        return redirect_after_post(request, url, toast=toast)
    response = render_page(request, template, context, partial=partial)
    return announce(response, events=events, toast=toast)


def redirect_after_post(request: HttpRequest, url: str, toast: Toast | None = None) -> HttpResponse:
    """Send the browser on after a POST, under htmx as well; the toast is shown on the next page."""
    if toast is not None:
        level = messages.ERROR if toast.level == "late" else messages.SUCCESS
        messages.add_message(request, level, toast.text, extra_tags=toast.undo_url, fail_silently=True)
    if wants_region(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = url
        return response
    return HttpResponseRedirect(url, status=SEE_OTHER)


def announce(response: HttpResponse, *, events: Collection[str] = (), toast: Toast | None = None) -> HttpResponse:
    """Add HX-Trigger events (named after the domain event, `repair-order-changed`) and a toast to an answer."""
    for event in events:
        trigger_client_event(response, event)
    if toast is not None:
        trigger_client_event(response, "toast", {"text": str(toast.text), "level": toast.level, "undo": toast.undo_url})
    return response


def render_refusal(
    request: HttpRequest, refusal: Refusal, *, who: str = "", action_label: str = "", action_url: str = ""
) -> HttpResponse:
    """A whole page for a refused request; under htmx a toast, so that nothing typed is swapped away.

    `who` says who can do it or whom to ask; the action is the one way out.
    """
    if wants_region(request):
        response = HttpResponse(status=refusal.status)
        response["HX-Reswap"] = "none"
        return announce(response, toast=Toast(refusal.shown, level="late"))
    remedy = None if action_url else remedy_of(request, refusal)
    if remedy is not None:
        action_label, action_url = remedy.label, remedy.url
    context = {
        "refusal": refusal,
        "title": REFUSAL_TITLES.get(refusal.status, REFUSAL_TITLES[422]),
        "differences": getattr(refusal, "differences", {}),
        "who": who or who_may(request, refusal),
        "action_label": action_label,
        "action_url": action_url,
    }
    return render_page(request, "ui/refusal.html", context, status=refusal.status)


def posted_key(request: HttpRequest) -> str:
    """The idempotency key that {% post_key %} put into the form; empty when there was none."""
    given = str(request.POST.get(POST_KEY_FIELD) or request.headers.get("Idempotency-Key", ""))
    return given.replace("\x00", "")[:LONGEST_KEY]


def posted_version(request: HttpRequest) -> int | None:
    """The row version that the form was rendered with; None when missing or not a number."""
    raw = str(request.POST.get(VERSION_FIELD, ""))
    return int(raw) if raw.isdecimal() and len(raw) <= LONGEST_NUMBER else None


def not_modified(request: HttpRequest, version: int | str) -> HttpResponse:
    """Answer a polling script: 304 while the version is unchanged, else 204 with the new ETag."""
    tag = f'"{version}"'
    seen = [part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")]
    response = HttpResponse(status=304 if tag in seen else 204)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


def _partial_for(request: HttpRequest, partial: str | Collection[str] | None) -> str | None:
    if partial is None or not wants_region(request):
        return None
    if isinstance(partial, str):
        return partial
    target = request.headers.get("HX-Target", "")
    return target if target in partial else None
