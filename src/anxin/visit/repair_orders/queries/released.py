"""What was found on a car and shown to its customer."""

from dataclasses import dataclass

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.models import ApprovalLink, Item, Proposal


@dataclass(frozen=True, slots=True)
class ReleasedFinding:
    """What was found, as the customer was shown it; ``decision`` is empty while he has not answered."""

    cause: str
    urgency_label: str
    photo_keys: tuple[str, ...]
    decision: str


@query(permissions.SEE)
def list_released_findings(actor: Actor, repair_order_id: int) -> list[ReleasedFinding]:
    """Findings of an order that were sent to the customer or answered by him, as they were found."""
    links = ApprovalLink.objects.visible_to(actor, permissions.SEE).filter(repair_order_id=repair_order_id)
    shown = {line["proposal"] for lines in links.values_list("lines", flat=True) for line in lines}
    items = Item.objects.visible_to(actor, permissions.SEE).filter(repair_order_id=repair_order_id, proposal__isnull=False)
    said = {pk: decision for pk, decision in items.values_list("proposal_id", "decision") if decision != "PRESENTED"}
    rows = Proposal.objects.visible_to(actor, permissions.SEE).filter(pk__in=(shown - {None}) | said.keys(), said_by="")
    return [
        ReleasedFinding(
            row.cause,
            str(row.get_urgency_display()) if row.urgency else "",
            tuple(str(key) for key in row.photo_keys),
            said.get(row.pk, ""),
        )
        for row in rows.filter(repair_order_id=repair_order_id).order_by("pk")
    ]
