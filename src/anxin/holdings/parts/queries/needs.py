"""Who wants parts: modules above say what their documents still want, so that nothing has to be kept in step."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from anxin.platform.actor import Actor
from anxin.platform.references import DocumentRef


@dataclass(frozen=True, slots=True)
class PartNeed:
    """What a line of a document still wants of an article, issued parts taken off.

    ``is_firm``: a customer signed it, so that it goes before all that is only asked. ``words`` name the document to the
    parts desk.
    """

    article_id: int
    document: DocumentRef
    quantity: Decimal
    is_firm: bool
    needed_at: datetime | None
    words: str


NeedSource = Callable[[Actor, int, Collection[int] | None], Iterable[PartNeed]]
_sources: dict[str, NeedSource] = {}


def register_need_source(kind: str, source: NeedSource) -> None:
    """Let the needs of a kind of document count; call it where the module's queries are loaded.

    ``source`` gets an actor who may ask (``parts.ask``) in a store, that store, and articles (None: all).
    """
    _sources[kind] = source


def needs_in(actor: Actor, store_id: int, article_ids: Collection[int] | None = None) -> list[PartNeed]:
    """All that documents of a store still want."""
    return [need for source in _sources.values() for need in source(actor, store_id, article_ids)]
