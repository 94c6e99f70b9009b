"""The walk-around that keeps an order from its signature (R-RO09)."""

from django.db.models import QuerySet

from anxin.platform.database.prepared import prepared
from anxin.visit.reception.lifecycle import DRAFT, HERE
from anxin.visit.reception.models import Reception


def unsigned_walk_around(store_id: int, order_id: int) -> str:
    """The reception whose sheet is neither signed nor declined, of an order fetched in scope; "" none."""
    return next((row.number for row in _unsigned([store_id], order_id)), "")


@prepared
def _unsigned(store_ids: list[int], order_id: int) -> QuerySet[Reception]:
    rows: QuerySet[Reception] = Reception.objects.in_stores(store_ids)
    return rows.filter(repair_order_id=order_id, state__in=HERE, sheet__state=DRAFT)
