"""What a list asks of a query, and what it gets: an order, a window, the rows with their count.

Owns: how far a ledger's rows are counted. Does not own: addresses, filters, what is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

PAGE_SIZE = 50
COUNT_LIMIT = 10_000
Row = TypeVar("Row")


@dataclass(frozen=True)
class Order:
    """The order asked for: a name that a column declared, and its direction."""

    name: str = ""
    descending: bool = False

    def as_order_by(self, fields: Mapping[str, str], tie: str = "pk") -> list[str]:
        """The arguments for `order_by`, with a tie-breaker so that pages never overlap."""
        sign = "-" if self.descending else ""
        return [f"{sign}{fields[self.name]}", f"{sign}{tie}"] if self.name in fields else [tie]


@dataclass(frozen=True)
class Window:
    """Which rows to fetch."""

    offset: int = 0
    limit: int = PAGE_SIZE


@dataclass(frozen=True)
class RowPage(Generic[Row]):
    """What a query returns: the rows of the window, the count of all, sums over all (by column code).

    ``is_more``: of a ledger only so many rows were counted (:func:`count_some`), and there are more.
    """

    rows: Sequence[Row]
    total: int
    sums: Mapping[str, Any] = field(default_factory=dict)
    is_more: bool = False


def count_some(rows: "QuerySet[Any]") -> tuple[int, bool]:
    """How many rows there are, up to 10,000, and whether there are more: of a ledger of millions nobody needs to know."""
    found = rows.order_by()[: COUNT_LIMIT + 1].count()
    return min(found, COUNT_LIMIT), found > COUNT_LIMIT
