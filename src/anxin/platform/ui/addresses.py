"""Where a document of any module is shown: modules register their kinds, lower pages link without knowing them."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from anxin.platform.references import DocumentRef


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """``url_name`` is a page whose only argument is the document's id."""

    url_name: str
    label: Any


_kinds: dict[str, DocumentKind] = {}


def register_document(kind: str, url_name: str, label: Any) -> None:
    """Name the page and the word of a kind of document (``module.model``); call it from ``web.navigation``."""
    _kinds[kind] = DocumentKind(url_name, label)


def address_of(document: DocumentRef | None) -> str:
    """The page of a document; empty when its module has none."""
    known = _kinds.get(document.kind) if document is not None else None
    return reverse(known.url_name, args=[document.id]) if known and document else ""


def label_of(document: DocumentRef | None) -> str:
    """What kind of document it is, as the screen says it; empty when unknown."""
    known = _kinds.get(document.kind) if document is not None else None
    return str(known.label) if known else ""
