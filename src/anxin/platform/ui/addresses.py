"""What a document of any module is called and where it is shown: lower pages name and link it without knowing it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from anxin.platform.actor import Actor
from anxin.platform.references import DocumentRef


@dataclass(frozen=True, slots=True)
class Numbered:
    """The number of a document; ``plate`` only if ``is_seen``: the actor may open it.

    ``place`` is the argument of its page where that is not the id.
    """

    number: str
    is_seen: bool
    plate: str = ""
    place: int | str | None = None


Numbers = Callable[[Actor, Collection[int]], Mapping[int, Numbered]]


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """``url_name`` is a page with one argument: the document's id, unless ``numbers`` says another."""

    url_name: str
    label: Any
    numbers: Numbers | None
    by_id: bool


@dataclass(frozen=True, slots=True)
class DocumentName:
    """A document as a page names it; ``url`` is empty where the actor may not open it, ``plate`` where it has none."""

    label: str
    number: str
    url: str = ""
    plate: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.label, self.number, self.plate)))


_kinds: dict[str, DocumentKind] = {}


def register_document(kind: str, url_name: str, label: Any, *, numbers: Numbers | None = None, by_id: bool = True) -> None:
    """Name the page and the word of a kind of document (``module.model``); call it from ``web.navigation``.

    ``numbers`` reads the numbers of many in one statement; not ``by_id``: it also says the argument of each one's page.
    """
    _kinds[kind] = DocumentKind(url_name, label, numbers, by_id)


def address_of(document: DocumentRef | None) -> str:
    """The page of a document; empty when its module has none by its id."""
    known = _kinds.get(document.kind) if document is not None else None
    return reverse(known.url_name, args=[document.id]) if known and known.by_id and document else ""


def label_of(document: DocumentRef | None) -> str:
    """What kind of document it is, as the screen says it; empty when unknown."""
    known = _kinds.get(document.kind) if document is not None else None
    return str(known.label) if known else ""


def name_documents(actor: Actor, documents: Iterable[DocumentRef | None]) -> dict[DocumentRef | None, DocumentName]:
    """What documents are called, and their pages for who may open them: one statement for each kind."""
    wanted = {one for one in documents if one is not None}
    named: dict[DocumentRef | None, DocumentName] = {}
    for kind in {one.kind for one in wanted}:
        known, ids = _kinds.get(kind), [one.id for one in wanted if one.kind == kind]
        numbers = known.numbers(actor, ids) if known and known.numbers else {}
        named |= {DocumentRef(kind, one): _name(known, one, numbers.get(one)) for one in ids}
    return named


def _name(known: DocumentKind | None, document_id: int, found: Numbered | None) -> DocumentName:
    if known is None:
        return DocumentName(gettext("单据"), str(document_id))
    label = str(known.label)
    if known.numbers is None:
        return DocumentName(label, str(document_id), reverse(known.url_name, args=[document_id]))
    if found is None or not found.is_seen:
        return DocumentName(label, found.number if found else "")
    place = document_id if found.place is None else found.place
    return DocumentName(label, found.number, reverse(known.url_name, args=[place]), found.plate)
