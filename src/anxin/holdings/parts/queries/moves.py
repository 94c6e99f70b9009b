"""What went out to a document and came back from it, movement by movement, and who moved it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from anxin.holdings.parts import permissions
from anxin.holdings.parts.models import StockEntry
from anxin.parties.org.queries import names_by_key
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef

MOST_MOVES = 500


@dataclass(frozen=True, slots=True)
class DocumentMove:
    """So much of an article went out to a line of the document; negative: it came back. ``by`` is empty for the program."""

    article_id: int
    document_line: int | None
    quantity: Decimal
    at: datetime
    by: str


@query(permissions.ISSUE)
def list_moves_of(actor: Actor, store_id: int, document: DocumentRef) -> list[DocumentMove]:
    """The newest 500 movements of a document, in their order; corrections of cost move nothing."""
    rows = StockEntry.objects.visible_to(actor, permissions.ISSUE).filter(
        store_id=store_id, document_kind=document.kind, document_id=document.id, corrects=None
    )
    found = list(rows.order_by("-pk")[:MOST_MOVES])
    names = names_by_key(actor, {row.actor_key for row in found}) if found else {}
    return [
        DocumentMove(row.article_id, row.document_line, -row.quantity, row.at, names.get(row.actor_key, ""))
        for row in reversed(found)
    ]
