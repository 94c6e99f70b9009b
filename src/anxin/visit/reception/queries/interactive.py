"""How often the customer was there when the car was looked at (R-RC18, K-N06)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q

from anxin.platform.actor import Actor
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.appointments.queries import require_span
from anxin.visit.reception import parameters, permissions
from anxin.visit.reception.lifecycle import LEFT
from anxin.visit.reception.models import Reception


@dataclass(frozen=True, slots=True)
class InteractiveShare:
    """Customers' cars with an order, those of them whose sheet the customer signed at the car, and the store's target."""

    receptions: int
    interactive: int
    target: Decimal

    @property
    def share(self) -> Decimal | None:
        """Signed at the car ÷ all, None without cars."""
        return Decimal(self.interactive) / self.receptions if self.receptions else None

    @property
    def is_reached(self) -> bool | None:
        """Whether more than the target were; None without cars."""
        return None if self.share is None else self.share > self.target


@query(permissions.SEE)
def interactive_share(actor: Actor, store_id: int, since: date, until: date) -> InteractiveShare:
    """Of cars that came on these days, both included, and had an order; internal cars do not count.

    :raises Denied: no permission in this store
    :raises Invalid: days that are no span, or one of more than a year
    """
    actor.require(permissions.SEE, store_id)
    require_span(since, until)
    rows = Reception.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, arrived_on__range=(since, until), is_internal=False, repair_order__isnull=False
    )
    counted = rows.exclude(state=LEFT).aggregate(
        all=Count("pk"), there=Count("pk", filter=Q(sheet__is_customer_present=True))
    )
    target = value(parameters.INTERACTIVE_SHARE, store_id, until)
    return InteractiveShare(counted["all"], counted["there"], target)
