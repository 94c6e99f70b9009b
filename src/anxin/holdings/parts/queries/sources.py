"""Where the parts of a document came from: each issue with what came in last before it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anxin.holdings.parts import permissions
from anxin.holdings.parts.models import PRICED, Reason, StockEntry
from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.platform.references import DocumentRef


@dataclass(frozen=True, slots=True)
class PartSource:
    """An issue to a line of a document; ``came_on`` and ``note`` are those of the last receipt before it, if any."""

    document_line: int | None
    article_id: int
    quantity: Decimal
    issued_on: date
    came_on: date | None
    came_as: str
    note: str


@query(permissions.SEE)
def list_sources(actor: Actor, store_id: int, document: DocumentRef) -> list[PartSource]:
    """What was issued to a document, in the order of the issues. Two statements."""
    seen = StockEntry.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id)
    issues = list(seen.filter(document_kind=document.kind, document_id=document.id, reason=Reason.ISSUE).order_by("pk"))
    articles = {row.article_id for row in issues}
    receipts = list(seen.filter(article_id__in=articles, reason__in=PRICED).order_by("-pk")) if issues else []
    return [_source(row, receipts) for row in issues]


def _source(issue: StockEntry, receipts: list[StockEntry]) -> PartSource:
    last = next((one for one in receipts if one.article_id == issue.article_id and one.pk < issue.pk), None)
    return PartSource(
        issue.document_line,
        issue.article_id,
        -issue.quantity,
        issue.on,
        last.on if last else None,
        str(last.get_reason_display()) if last else "",
        last.note if last else "",
    )
