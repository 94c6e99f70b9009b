"""What entries cost by now, and whether they were undone, for the documents that booked them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from anxin.holdings.parts import permissions
from anxin.holdings.parts.models import StockEntry
from anxin.holdings.parts.queries.entries import as_money, entries_of, with_corrections
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query


@dataclass(frozen=True, slots=True)
class EntryCost:
    """Signed cost of an entry, tax excluded, with all corrections (ADR 0021)."""

    entry_id: int
    cost: Money
    is_undone: bool


@query(permissions.SEE)
def costs_of_entries(actor: Actor, store_id: int, entry_ids: Collection[int]) -> dict[int, EntryCost]:
    """Entry id → what it costs by now; entries that the actor does not see are left out. One statement."""
    rows = StockEntry.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, pk__in=list(entry_ids))
    undone = entries_of(OuterRef("store_id")).filter(reverses_id=OuterRef("pk"))
    found: Any = with_corrections(rows).annotate(undone=Exists(undone))
    return {row.pk: EntryCost(row.pk, row.cost + as_money(row.corrected), row.undone) for row in found}
