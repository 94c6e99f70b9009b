"""The rail, the store switcher and the links of the shell: a registry that modules fill at start-up.

Owns: who sees which entry. Does not own: the pages behind them, nor the names of stores (a source supplies them).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

logger = logging.getLogger(__name__)

RAIL_LENGTH = 6

ShellPlace = Literal["home", "search", "scan", "bell", "account", "sign_out", "switch_store", "help"]


@dataclass(frozen=True)
class NavigationEntry:
    """One entry of the rail; `permission` empty means everybody who is signed in."""

    code: str
    label: str | Promise
    icon: str
    url_name: str
    permission: str = ""
    order: int = 100
    badge: Callable[[Any], int] | None = None


@dataclass(frozen=True)
class RailLink:
    """An entry as it is drawn for one person: resolved address, current or not, number of late things."""

    code: str
    label: str | Promise
    icon: str
    url: str
    is_current: bool
    badge: int


@dataclass(frozen=True)
class StoreChoice:
    """A store in the switcher."""

    id: Any
    name: str
    region: str = ""


_entries: dict[str, NavigationEntry] = {}
_places: dict[str, str] = {}
_store_source: list[Callable[[Any], Sequence[StoreChoice]]] = []


def register_entry(entry: NavigationEntry) -> None:
    """Add an entry to the rail; call it from AppConfig.ready. The same code again replaces the entry."""
    _entries[entry.code] = entry


def register_shell_link(place: ShellPlace, url_name: str) -> None:
    """Name the page behind a fixed part of the shell (home, search, scan, bell, account, sign_out, switch_store, help)."""
    _places[place] = url_name


def register_store_source(source: Callable[[Any], Sequence[StoreChoice]]) -> None:
    """Give the function that lists the stores an actor may switch to; the last one registered counts."""
    _store_source[:] = [source]


def current_store_id(request: HttpRequest) -> Any:
    """The store that the person works in now: the one that the middleware put on the request, else the home store."""
    store_id = getattr(request, "store_id", None)
    return store_id if store_id is not None else getattr(getattr(request, "actor", None), "home_store_id", None)


def entries_for(actor: Any) -> list[NavigationEntry]:
    """The entries that this person sees, in order."""
    visible = [entry for entry in _entries.values() if not entry.permission or actor.may(entry.permission)]
    return sorted(visible, key=lambda entry: (entry.order, entry.code))


def address_of(actor: Any, code: str) -> str:
    """Where an entry leads; empty for one that this person does not see or that is gone."""
    entry = _entries.get(code)
    return _address(entry.url_name) if entry is not None and entry in entries_for(actor) else ""


class Shell:
    """What the shell template needs for one request; nothing is computed until it is asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        actor = getattr(request, "actor", None)
        self.actor = actor if getattr(actor, "kind", "") != "anonymous" else None

    @cached_property
    def links(self) -> list[RailLink]:
        if self.actor is None:
            return []
        links = [self._link(entry) for entry in entries_for(self.actor)]
        return _mark_current([link for link in links if link is not None], self.request.path)

    @property
    def rail(self) -> list[RailLink]:
        return self.links if len(self.links) <= RAIL_LENGTH + 1 else self.links[:RAIL_LENGTH]

    @property
    def more(self) -> list[RailLink]:
        return self.links[len(self.rail) :]

    @property
    def more_is_current(self) -> bool:
        return any(link.is_current for link in self.more)

    @cached_property
    def stores(self) -> Sequence[StoreChoice]:
        if not _store_source or self.actor is None:
            return ()
        try:
            return _store_source[0](self.actor)
        except Exception:  # the page of a refusal must not fail over its frame
            logger.exception("the list of stores failed")
            return ()

    @cached_property
    def store(self) -> StoreChoice | None:
        wanted = str(current_store_id(self.request))
        return next((choice for choice in self.stores if str(choice.id) == wanted), None)

    @cached_property
    def url(self) -> dict[str, str]:
        found = {place: _address(name) for place, name in _places.items()}
        return {"home": "/", **{place: address for place, address in found.items() if address}}

    def _link(self, entry: NavigationEntry) -> RailLink | None:
        url = _address(entry.url_name)
        if not url:
            return None
        return RailLink(entry.code, entry.label, entry.icon, url, False, self._badge(entry))

    def _badge(self, entry: NavigationEntry) -> int:
        if entry.badge is None:
            return 0
        try:
            return entry.badge(self.actor)
        except Exception:  # a broken counter must not cost the page
            logger.exception("badge of rail entry %s failed", entry.code)
            return 0


def _mark_current(links: list[RailLink], path: str) -> list[RailLink]:
    fitting = [link.url for link in links if path == link.url or (link.url != "/" and path.startswith(link.url))]
    longest = max(fitting, key=len, default=None)
    return [RailLink(link.code, link.label, link.icon, link.url, link.url == longest, link.badge) for link in links]


def _address(url_name: str) -> str:
    if url_name.startswith("/"):
        return url_name
    try:
        return reverse(url_name)
    except NoReverseMatch:
        logger.warning("shell link %s has no address", url_name)
        return ""
