"""What a store can give of an article, and what is short of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the parts desk said last of an article that is short; without ``expected_at`` nobody knows when it comes."""

    expected_at: datetime | None
    words: str
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Availability:
    """What a store can give of an article to one who wants ``wanted``: ``promised`` is what others' signed lines hold."""

    article_id: int
    wanted: Decimal
    on_hand: Decimal
    promised: Decimal
    arrival: Arrival | None

    @property
    def free(self) -> Decimal:
        """On hand and promised to nobody else."""
        return max(self.on_hand - self.promised, Decimal(0))

    @property
    def shortage(self) -> Decimal:
        """What is missing of what is wanted."""
        return max(self.wanted - self.free, Decimal(0))

    @property
    def expected_at(self) -> datetime | None:
        """When what is missing comes; None when nothing is missing, or nobody knows."""
        return self.arrival.expected_at if self.arrival and self.shortage else None

    @property
    def is_known(self) -> bool:
        """Whether the asker knows where he stands: it is there, or the parts desk has answered (R-RO03)."""
        return not self.shortage or self.arrival is not None


def all_there_at(parts: Iterable[Availability]) -> tuple[datetime | None, bool]:
    """When the last missing part comes, as far as it is known; and whether one is missing of which nobody knows."""
    expected = [one.expected_at for one in parts if one.shortage]
    return max((moment for moment in expected if moment), default=None), None in expected


def standing(arrival: Arrival | None, at: datetime) -> Arrival | None:
    """The answer if it still says something: a time that passed while the goods did not come has to be told anew."""
    if arrival is None or arrival.expected_at is None or arrival.expected_at > at:
        return arrival
    return None
