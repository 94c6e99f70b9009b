"""Who and what stands on the floor, by order: rows of the selects that each look at a promise makes."""

from datetime import datetime

from django.db.models import Q, QuerySet

from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared
from anxin.visit.workshop import permissions
from anxin.visit.workshop.models import Assignment, JobClock, Waiting
from anxin.visit.workshop.queries.marks import mark_of


@prepared
def placed_of(stores: list[int], order_ids: list[int]) -> QuerySet[Assignment]:
    """Who has been given the jobs of these orders."""
    return _placed(stores, Q(repair_order_id__any=order_ids))


@prepared
def placed_beside(stores: list[int], order_ids: list[int], store_id: int, since: datetime) -> QuerySet[Assignment]:
    """The same, and who has been given what is planned in a store from an instant on and not done."""
    beside = Q(store_id=store_id, planned_from__gte=since) & ~Q(job__state__in=("FINISHED", "DROPPED"))
    return _placed(stores, Q(repair_order_id__any=order_ids) | beside)


def _placed(stores: list[int], wanted: Q) -> QuerySet[Assignment]:
    rows: QuerySet[Assignment] = Assignment.objects.in_stores(stores).filter(wanted, released_at=None)
    return rows.select_related("technician", "bay", "job").order_by("job__position", "pk")


@prepared
def running_clocks(stores: list[int], order_ids: list[int]) -> QuerySet[JobClock]:
    """Clocks that run on jobs of these orders."""
    rows: QuerySet[JobClock] = JobClock.objects.in_stores(stores)
    return rows.filter(repair_order_id__any=order_ids, ended_at=None).order_by("pk")


@prepared
def open_waits(stores: list[int], order_ids: list[int]) -> QuerySet[Waiting]:
    """What jobs of these orders wait for."""
    rows: QuerySet[Waiting] = Waiting.objects.in_stores(stores)
    return rows.filter(repair_order_id__any=order_ids, until=None).order_by("pk")


def standing_cars(actor: Actor, store_id: int) -> dict[int, tuple[str, str, str, str, int, int]]:
    """Bay id → number, plate, mark, VIN, order, job of the car there: begun and not finished, whatever the plan said."""
    rows = Assignment.objects.visible_to(actor, permissions.SEE).filter(
        store_id=store_id, released_at=None, bay__isnull=False, job__state="IN_PROGRESS"
    )
    found = rows.select_related("repair_order__vehicle", "repair_order__customer").order_by("pk")
    standing = {}
    for row in found:
        order, car = row.repair_order, row.repair_order.vehicle
        mark = mark_of(car.plate, car.vin, car.model_name, order.customer.name)
        standing[row.bay_id or 0] = (order.number, car.plate or "", mark, car.vin or "", order.pk, row.job_id)
    return standing
