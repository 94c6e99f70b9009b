"""Makes follow-ups for the tests of this and higher modules, through the commands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from anxin.parties.customers.tests.factories import make_consent
from anxin.parties.org.models import Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform.actor import Actor
from anxin.platform.scope import reading
from anxin.relationship.followup import commands, queries
from anxin.visit.billing.tests.factories import make_cash_desk, settled_order
from anxin.visit.repair_orders.commands import deliver_repair_order
from anxin.visit.repair_orders.tests.factories import FrontDesk, view_of

DELIVERED_AT = AT + timedelta(hours=3)
CALL_AT = AT + timedelta(days=3)
"""Monday 23 November 2026, 14:00 in Shanghai."""
GOOD = {"satisfaction": "9", "after_repair": "none", "explained": "yes"}
BAD = {"satisfaction": "4", "after_repair": "problem", "explained": "yes"}


@dataclass(frozen=True, slots=True)
class CallDesk:
    """A store with its front desk and a follow-up clerk."""

    store: Store
    front: FrontDesk
    clerk: Actor


def make_call_desk(code: str = "LG") -> CallDesk:
    """A store where visits are made and customers are called."""
    front = make_cash_desk(code)
    return CallDesk(front.store, front, make_actor(front.store, "follow_up_clerk"))


def planned_follow_up(
    desk: CallDesk, *, at: datetime = DELIVERED_AT, consent: bool = True, **more: object
) -> commands.PlannedFollowUp:
    """The follow-up of a delivered visit, as the event handler plans it."""
    return commands.plan_follow_up(**delivered_visit(desk, at=at, consent=consent, **more))


def delivered_visit(desk: CallDesk, *, at: datetime = DELIVERED_AT, consent: bool = True, **more: object) -> dict[str, Any]:
    """A delivered visit, as what the event handler gives to the planning."""
    settled = settled_order(desk.front, **more)  # type: ignore[arg-type]
    deliver_repair_order(actor=desk.front.actor, number=settled.repair_order, at=at)
    head = view_of(desk.front, settled.repair_order).head
    if consent:
        make_consent(desk.store, head.customer_id)
    return {
        "actor": system_actor("test"),
        "store_id": desk.store.pk,
        "repair_order_id": head.id,
        "vehicle_id": head.vehicle_id,
        "customer_id": head.customer_id,
        "at": at,
    }


def call(
    desk: CallDesk, followup_id: int | None, result: str, *, at: datetime = CALL_AT, **more: object
) -> commands.RecordedCall:
    """A call by the clerk; reached customers are content unless answers are given."""
    said = {"answers": GOOD if result == "reached" else {}, **more}
    report = commands.CallReport(result, **said)  # type: ignore[arg-type]
    return commands.record_call(actor=desk.clerk, followup_id=followup_id or 0, report=report, at=at)


def card_of(desk: CallDesk, followup_id: int | None) -> queries.FollowUpCard:
    """The follow-up as the clerk sees it."""
    with reading(desk.clerk):
        return queries.get_follow_up(desk.clerk, followup_id or 0)
