"""Earlier repairs of a car that are still in their own quality period: done again, they are rework."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import DateField, ExpressionWrapper, F, Q
from django.db.models.functions import Coalesce

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.repair_orders import permissions, rules
from anxin.visit.repair_orders.lifecycle import DELIVERED, JOB_FINISHED, SETTLED
from anxin.visit.repair_orders.models import Item

LAST_DAY = ExpressionWrapper(
    Coalesce("repair_order__delivered_on", "repair_order__settled_on") + F("quality_days"), output_field=DateField()
)
"""Of an item's period; what is over is left out before the newest are taken, because most labour is soon over."""


@dataclass(frozen=True, slots=True)
class QualityRow:
    """An item whose quality period runs: until a day, a mileage, or whichever of both comes first."""

    item_id: int
    name: str
    job_id: int
    job_title: str
    number: str
    ends_on: date | None
    ends_km: int | None


@query(permissions.SEE)
def list_in_quality_period(
    actor: Actor, vehicle_id: int, on: date, odometer_km: int | None, *, job_ids: Collection[int] | None = None
) -> list[QualityRow]:
    """Items of a car's settled orders that are in their quality period on a day at a mileage, the newest first.

    Parts and labour, each by what was promised of it (M09.02). ``job_ids``: only of these jobs.
    """
    rows = (
        Item.objects.visible_to(actor, permissions.SEE)
        .annotate(last_day=LAST_DAY)
        .filter(
            Q(last_day__isnull=True, quality_km__gt=0) | Q(last_day__gte=on),
            repair_order__vehicle_id=vehicle_id,
            repair_order__state__in=(SETTLED, DELIVERED),
            decision="APPROVED",
            job__state=JOB_FINISHED,
        )
    )
    if job_ids is not None:
        rows = rows.filter(job_id__in=job_ids)
    found = []
    for item in rows.select_related("repair_order", "job").order_by("-repair_order__opened_at", "pk")[:50]:
        order = item.repair_order
        begun = order.delivered_on or order.settled_on
        ends_on, ends_km = rules.quality_ends(begun, order.odometer_km, item.quality_days, item.quality_km)
        if (ends_on is None or on <= ends_on) and (ends_km is None or odometer_km is None or odometer_km <= ends_km):
            found.append(QualityRow(item.pk, item.name, item.job_id, item.job.title, order.number, ends_on, ends_km))
    return found
