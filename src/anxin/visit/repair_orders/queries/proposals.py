"""What was found beside an order, with the four facts (R-WS05)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from anxin.platform.database.prepared import prepared
from anxin.visit.repair_orders.models import Item, Proposal


@dataclass(frozen=True, slots=True)
class ProposalView:
    """Why, what happens otherwise, how much longer, how soon; and who found it when. The cost is that of its items.

    ``said_by`` says who asked for it himself; ``cause`` are his words then, and there is no harm and no urgency.
    """

    id: int
    cause: str
    harm: str
    urgency: str
    urgency_label: str
    extra_minutes: int
    photo_keys: tuple[str, ...]
    found_by: str
    found_at: datetime
    said_by: str


def proposals_of(store_id: int, order_id: int, items: Iterable[Item]) -> dict[int, ProposalView]:
    """Id → what was found on an order that the caller has fetched in scope; asks nothing where no item is of one."""
    if all(item.proposal_id is None for item in items):
        return {}
    return {row.pk: proposal_view(row) for row in _proposals([store_id], order_id)}


def proposal_view(row: Proposal) -> ProposalView:
    """What was found, as shown."""
    return ProposalView(
        row.pk,
        row.cause,
        row.harm,
        row.urgency,
        str(row.get_urgency_display()) if row.urgency else "",
        row.extra_minutes,
        tuple(str(key) for key in row.photo_keys),
        row.found_by.name if row.found_by else "",
        row.found_at,
        str(row.get_said_by_display()) if row.said_by else "",
    )


@prepared
def _proposals(store_ids: list[int], order_id: int) -> QuerySet[Proposal]:
    rows: QuerySet[Proposal] = Proposal.objects.in_stores(store_ids)
    return rows.filter(repair_order_id=order_id).select_related("found_by").order_by("pk")
