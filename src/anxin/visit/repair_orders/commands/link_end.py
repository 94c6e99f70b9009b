"""Ending the live link of an order: sent anew, revoked, or what it showed is gone."""

from datetime import datetime

from anxin.platform import audit
from anxin.platform.references import DocumentRef
from anxin.visit.repair_orders.access import ORDER_KIND
from anxin.visit.repair_orders.models import ApprovalLink, RepairOrder


def end_link(order: RepairOrder, end: ApprovalLink.End, at: datetime) -> bool:
    """End the live link of an order that the caller has fetched in scope and locked; whether there was one."""
    live = ApprovalLink.objects.in_stores([order.store_id]).filter(repair_order=order, ended_at=None)
    count = live.update(ended_at=at, end=end)
    if count:
        audit.note(DocumentRef(ORDER_KIND, order.pk), order.store_id, link_ended=str(end))
    return bool(count)
