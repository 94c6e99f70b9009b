"""What was laid ready for a booked car: it stays the car's until its order is signed."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from anxin.holdings.parts.permissions import ASK
from anxin.holdings.parts.queries import PartNeed, register_need_source
from anxin.platform.actor import Actor
from anxin.platform.database.prepared import prepared
from anxin.platform.references import DocumentRef
from anxin.resources.catalog.queries import package_parts
from anxin.visit.reception.lifecycle import HERE
from anxin.visit.reception.models import Reception

KIND = "reception.reception"
ORDER_KIND = "repair_orders.repairorder"


def needs_of_received(actor: Actor, store_id: int, article_ids: Collection[int] | None = None) -> list[PartNeed]:
    """Parts laid ready for cars that are here and whose order is not signed yet; the signed lines speak for themselves.

    In the list of all needs (``article_ids`` None) an order's own lines stand already.
    """
    stores = sorted(actor.stores_for(ASK))
    found = list(_laid_ready(stores, store_id).filter(repair_order=None)) if article_ids is None else _kept(stores, store_id)
    wanted = {one.pk: one.appointment.package_code for one in found if one.appointment}
    parts = package_parts(actor, store_id, set(wanted.values()))
    return [
        PartNeed(
            article_id,
            DocumentRef(ORDER_KIND, one.repair_order_id) if one.repair_order_id else DocumentRef(KIND, one.pk),
            quantity,
            True,
            one.arrived_at,
            f"{one.vehicle.plate or ''} {one.number}".strip(),
        )
        for one in found
        for article_id, quantity in parts.get(wanted[one.pk], {}).items()
        if article_ids is None or article_id in article_ids
    ]


def _laid_ready(stores: list[int], store_id: int) -> QuerySet[Reception]:
    rows: QuerySet[Reception] = Reception.objects.in_stores(stores)
    laid = rows.filter(store_id=store_id, state__in=HERE, appointment__parts_ready_at__isnull=False)
    return laid.select_related("appointment", "vehicle").order_by("pk")


@prepared
def _kept(stores: list[int], store_id: int) -> QuerySet[Reception]:
    return _laid_ready(stores, store_id).filter(Q(repair_order=None) | Q(repair_order__state="OPEN"))


register_need_source(KIND, needs_of_received)
