"""Where what a refusal asks for is done: modules register a page for a code, whoever shows the refusal links to it.

Owns: which page mends which refusal. Does not own: the words of the refusal, or what the page allows.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from anxin.platform.errors import Refusal


@dataclass(frozen=True, slots=True)
class Remedy:
    """A link beside a refusal."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class _Way:
    url_name: str
    label: Any
    permission: str


_ways: dict[str, _Way] = {}


def register_remedy(code: str, url_name: str, label: Any, *, permission: str) -> None:
    """Name the page on which those with a permission do what a refusal of this code asks for; its only argument is the
    number of the order. Call it from ``web.navigation``.
    """
    _ways[code] = _Way(url_name, label, permission)


def remedy_of(request: HttpRequest, refusal: Refusal | None) -> Remedy | None:
    """The page that mends a refusal, for somebody who may; None where there is none, or no order is known.

    The refusal names the order, else the address does: in a module with a namespace ``number`` is an order's.
    """
    way = _ways.get(refusal.code) if refusal is not None else None
    actor = getattr(request, "actor", None)
    if way is None or refusal is None or actor is None or not actor.stores_for(way.permission):
        return None
    match = request.resolver_match
    number = refusal.details.get("number") or (match.kwargs.get("number") if match and match.namespace else None)
    url = reverse(way.url_name, args=[number]) if number else ""
    return Remedy(str(way.label), url) if url and url != request.path else None
