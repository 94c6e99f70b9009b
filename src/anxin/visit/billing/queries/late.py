"""Whether an express order was late, and what was decided about its charge (R-DL11, R-WS13)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, prefetch_related_objects

from anxin.parties.org.queries import names_by_key, store_info
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared
from anxin.platform.money import Money
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.billing import permissions
from anxin.visit.billing.models import LateExpress
from anxin.visit.billing.parameters import LATE_EXPRESS_FREE
from anxin.visit.repair_orders.queries import ExpressOutcome, express_outcome

LANE = "express"


@dataclass(frozen=True, slots=True)
class LateExpressView:
    """A late express order; ``state`` is PENDING, APPROVED or REFUSED, with who decided and the words to it."""

    due_at: datetime
    finished_at: datetime
    late_minutes: int
    amount: Money
    state: str
    decided_by: str
    words: str
    approval_id: int

    def frees(self, owed: Money) -> bool:
        """Whether the customer's part is free: leave was given for as much or more."""
        return self.state == "APPROVED" and owed <= self.amount

    def is_outgrown(self, owed: Money) -> bool:
        """Whether leave was given for less than the customer's part is by now: it is asked for anew."""
        return self.state == "APPROVED" and owed > self.amount


@query(permissions.SEE)
def find_late_express(actor: Actor, number: str) -> LateExpressView | None:
    """What was last asked and decided about a late express order; None when nothing was asked, or it is not visible."""
    found = _last_asked(sorted(actor.stores_for(permissions.SEE)), number)
    if not found:
        return None
    prefetch_related_objects(found, "approval__decisions")
    (row,) = found
    last = max(row.approval.decisions.all(), key=lambda one: one.step, default=None)
    key = last.decided_by if last is not None else ""
    who = names_by_key(actor, [key]).get(key, "")
    return LateExpressView(
        row.due_at,
        row.finished_at,
        row.late_minutes,
        row.amount,
        row.approval.state,
        who,
        last.words if last is not None else "",
        row.approval_id,
    )


@prepared
def _last_asked(stores: list[int], number: str) -> QuerySet[LateExpress]:
    rows: QuerySet[LateExpress] = LateExpress.objects.in_stores(stores)
    return rows.filter(repair_order__number=number).select_related("approval").order_by("-pk")[:1]


def late_outcome(actor: Actor, number: str, lane: str, store_id: int, at: datetime) -> ExpressOutcome | None:
    """How late an express order was, where the store gives late ones for free; None when it was not, or is none."""
    if lane != LANE or not value(LATE_EXPRESS_FREE, store_id, store_info(store_id).clock.day(at)):
        return None
    outcome = express_outcome(actor, number, at)
    return outcome if outcome is not None and outcome.is_late else None
