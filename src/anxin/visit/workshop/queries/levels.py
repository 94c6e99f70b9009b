"""Which inspections orders had, and how many passed at the first general one (K-C04, M08.07)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from anxin.platform.actor import Actor
from anxin.platform.queries import query
from anxin.visit.workshop import permissions
from anxin.visit.workshop.models import Inspection


@dataclass(frozen=True, slots=True)
class LevelsDone:
    """What was inspected of an order: jobs by their technicians, the two inspections that passed, the wash."""

    jobs_checked: int = 0
    is_inspected: bool = False
    is_checked_before_delivery: bool = False
    is_wash_checked: bool = False


@dataclass(frozen=True, slots=True)
class FirstInspections:
    """Orders whose first general inspection fell into some days, and how many of them passed it."""

    inspected: int
    passed: int
    untrained: int


@query(permissions.SEE)
def list_levels(actor: Actor, order_ids: Collection[int]) -> dict[int, LevelsDone]:
    """Order → its inspections; an order without any is left out. One statement."""
    rows: Any = Inspection.objects.visible_to(actor, permissions.SEE).filter(repair_order_id__in=list(order_ids))
    sums = rows.values("repair_order_id").annotate(
        jobs_checked=Count("job", filter=Q(level="self"), distinct=True),
        general=Count("pk", filter=Q(level="general", passed=True)),
        final=Count("pk", filter=Q(level="final", passed=True)),
        wash=Count("pk", filter=Q(level__in=("wash", "final"), passed=True)),
    )
    return {
        row["repair_order_id"]: LevelsDone(row["jobs_checked"], row["general"] > 0, row["final"] > 0, row["wash"] > 0)
        for row in sums.order_by()
    }


@query(permissions.SEE)
def count_first_inspections(actor: Actor, store_id: int, first: date, last: date) -> FirstInspections:
    """How many orders were first inspected in these days, how many passed at once, and how many inspections were made by
    somebody without a valid certificate (R-QC08). Two statements."""
    rows: Any = Inspection.objects.visible_to(actor, permissions.SEE).filter(store_id=store_id, level="general")
    in_days = rows.filter(inspected_on__gte=first, inspected_on__lte=last)
    firsts = rows.filter(repair_order_id__in=in_days.values("repair_order_id")).order_by("repair_order_id", "pk")
    found = firsts.distinct("repair_order_id").values_list("inspected_on", "passed")
    counted = [passed for on, passed in found if first <= on <= last]
    return FirstInspections(len(counted), sum(counted), in_days.filter(is_certified=False).count())
