"""Facts of the parts stock."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from anxin.platform.events import Event
from anxin.platform.references import DocumentRef


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMoved(Event):
    """Quantities on hand changed: articles and their signed quantities (as text), for a document if there is one."""

    subject_kind: ClassVar[str] = ""
    reason: str
    article_ids: tuple[int, ...]
    quantities: tuple[str, ...]
    document_kind: str = ""
    document_id: int | None = None

    @property
    def subject(self) -> DocumentRef | None:
        """The document that the movement was for."""
        return DocumentRef(self.document_kind, self.document_id) if self.document_id is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsReceived(Event):
    """Articles came into stock, so much of each (as text): who waits for them may go on."""

    article_ids: tuple[int, ...]
    quantities: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalTold(Event):
    """The parts desk said when an article that is short comes, or that nobody knows."""

    article_id: int
    expected_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandAnswered(Event):
    """The parts desk said how a demand of a document is met that the shelf could not meet, or that it is lost."""

    subject_kind: ClassVar[str] = ""
    demand_id: int
    how: str
    document_kind: str = ""
    document_id: int | None = None

    @property
    def subject(self) -> DocumentRef | None:
        """The document that asked."""
        return DocumentRef(self.document_kind, self.document_id) if self.document_id is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CostsCorrected(Event):
    """What went out to documents costs something else by now (ADR 0021): ``kind`` of document, their ids and lines."""

    kind: str
    document_ids: tuple[int, ...]
    document_lines: tuple[int | None, ...]
