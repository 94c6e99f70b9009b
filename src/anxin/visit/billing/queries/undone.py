"""Settlements that were taken back."""

from dataclasses import dataclass
from datetime import datetime

from anxin.parties.org.queries import names_by_key
from anxin.platform.actor import Actor
from anxin.platform.money import Money
from anxin.platform.queries import query
from anxin.visit.billing import permissions
from anxin.visit.billing.models import SettlementReversal


@dataclass(frozen=True, slots=True)
class UndoneSettlement:
    """A settlement that was taken back: by whom, when and why."""

    number: str
    total: Money
    settled_at: datetime
    undone_at: datetime
    undone_by: str
    reason: str


@query(permissions.SEE)
def list_undone_settlements(actor: Actor, number: str) -> list[UndoneSettlement]:
    """Settlements of an order that were taken back, the newest first."""
    rows = SettlementReversal.objects.visible_to(actor, permissions.SEE).filter(settlement__repair_order__number=number)
    found = list(rows.select_related("settlement").order_by("-pk"))
    names = names_by_key(actor, [row.actor_key for row in found])
    return [
        UndoneSettlement(
            row.settlement.number,
            row.settlement.total,
            row.settlement.settled_at,
            row.at,
            names.get(row.actor_key, ""),
            row.reason,
        )
        for row in found
    ]
