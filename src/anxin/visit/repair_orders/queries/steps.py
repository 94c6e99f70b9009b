"""What delivered orders left behind of the standard process: for whoever compares it with what should have been done."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Q, Subquery

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions
from anxin.visit.repair_orders.lifecycle import CANCELLED, JOB_FINISHED
from anxin.visit.repair_orders.models import Authorisation, RepairOrder


@dataclass(frozen=True, slots=True)
class OrderSteps:
    """An order with the steps that it records itself; ``wants_wash`` as last agreed, None when nobody agreed."""

    id: int
    number: str
    kind: str
    state: str
    plate: str
    customer_id: int
    vehicle_id: int
    advisor_id: int
    advisor_name: str
    opened_at: datetime
    delivered_at: datetime | None
    delivered_on: date | None
    dispatched_at: datetime | None
    jobs_done: int
    is_follow_up_said: bool
    wants_wash: bool | None
    vin: str = ""

    @property
    def is_signed(self) -> bool:
        """The customer confirmed the five points."""
        return self.wants_wash is not None


@query(permissions.SEE)
def list_order_steps(actor: Actor, order_ids: Collection[int]) -> list[OrderSteps]:
    """The steps of these orders, in no order of their own. One statement."""
    return _rows(actor, Q(pk__in=list(order_ids)))


@query(permissions.SEE)
def list_delivered_steps(
    actor: Actor, store_id: int, first: date, last: date, advisor_id: int | None = None
) -> list[OrderSteps]:
    """Steps of a store's orders delivered from ``first`` to ``last``, the newest first; of one advisor. One statement."""
    wanted = Q(store_id=store_id, delivered_on__gte=first, delivered_on__lte=last)
    return _rows(actor, wanted & (Q(advisor_id=advisor_id) if advisor_id is not None else Q()))


def _rows(actor: Actor, wanted: Q) -> list[OrderSteps]:
    said = Authorisation.objects.visible_to(actor, permissions.SEE).filter(repair_order=OuterRef("pk")).order_by("-pk")
    rows = (
        RepairOrder.objects.visible_to(actor, permissions.SEE)
        .filter(wanted)
        .exclude(state=CANCELLED)
        .annotate(
            wash=Subquery(said.values("wants_wash")[:1]),
            jobs_done=Count("jobs", filter=Q(jobs__state=JOB_FINISHED)),
        )
        .select_related("vehicle", "advisor")
        .order_by("-delivered_at", "-pk")
    )
    return [
        OrderSteps(
            row.pk,
            row.number,
            row.kind,
            row.state,
            row.vehicle.plate or "",
            row.customer_id,
            row.vehicle_id,
            row.advisor_id,
            row.advisor.name,
            row.opened_at,
            row.delivered_at,
            row.delivered_on,
            row.dispatched_at,
            row.jobs_done,
            bool(row.follow_up_suggestion),
            row.wash,
            vin=row.vehicle.vin or "",
        )
        for row in rows
    ]
