"""Places on a lower page where higher modules show a panel: register at start-up, render fenced.

Owns: order, permission check and the fence. Does not own: what a panel shows.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from anxin.platform.requests import PageRequest

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class LazyPanel:
    """A slow panel: its title and the address from which htmx loads it (a plain link without script)."""

    title: str
    url: str


SlotFunction = Callable[[PageRequest, Any], str | LazyPanel | None]


@dataclass(frozen=True)
class _Slot:
    order: int
    function: SlotFunction
    permission: str


_slots: dict[str, list[_Slot]] = {}


def register_slot(place: str, function: SlotFunction, order: int = 100, permission: str = "") -> None:
    """Show `function(request, subject)` at `place` ("repair_order.side") to those who have the permission.

    The function returns rendered markup, a LazyPanel, or None when it has nothing to say.
    """
    registered = _slots.setdefault(place, [])
    registered[:] = [slot for slot in registered if slot.function is not function]
    registered.append(_Slot(order, function, permission))
    registered.sort(key=lambda slot: slot.order)


def render_slots(request: PageRequest, place: str, subject: Any) -> SafeString:
    """All panels of a place; one that fails is replaced by a note and logged, the others stay."""
    actor = getattr(request, "actor", None)
    parts = [
        _render_fenced(request, place, slot, subject)
        for slot in _slots.get(place, ())
        if not slot.permission or (actor is not None and actor.may(slot.permission))
    ]
    return mark_safe("".join(parts))  # every part is escaped or rendered by a template


def _render_fenced(request: PageRequest, place: str, slot: _Slot, subject: Any) -> str:
    try:
        # A savepoint: after a database error in one panel the rest of the page can still read.
        with transaction.atomic():
            panel = slot.function(request, subject)
        if isinstance(panel, LazyPanel):
            return render_to_string("ui/lazy_panel.html", {"panel": panel}, request=request)
        return conditional_escape(panel) if panel else ""
    except Exception:  # one broken module must cost one panel, not the page
        logger.exception("panel %s of slot %s failed", slot.function.__module__, place)
        return render_to_string("ui/broken_panel.html", request=request)
