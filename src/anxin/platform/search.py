"""The search box: modules register what they find; the page and the suggestions show it grouped.

Owns the registry and the fence around each provider. Does not own what is found.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from anxin.platform.actor import Actor
from anxin.platform.references import DocumentRef

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found. ``group`` is its heading; ``plate`` is drawn as a plate in front of the title.

    ``document`` lets higher modules show an act beside it.
    """

    group: Any
    title: str
    subtitle: str
    url: str
    plate: str = ""
    document: DocumentRef | None = None


Provider = Callable[[Actor, str], Sequence[Hit]]

_providers: dict[str, tuple[int, Provider]] = {}


def register_provider(name: str, function: Provider, order: int = 100) -> None:
    """Let ``function(actor, text)`` add hits to every search; the same name again replaces it."""
    _providers[name] = (order, function)


def search(actor: Actor, text: str) -> list[Hit]:
    """Hits of all providers in their order; one that fails costs its hits and is logged, without the text."""
    found: list[Hit] = []
    if len(text.strip()) < 2:
        return found
    for name, (_order, function) in sorted(_providers.items(), key=lambda one: (one[1][0], one[0])):
        try:
            found += function(actor, text)
        except Exception:
            logger.exception("search provider %s failed", name)
    return found
