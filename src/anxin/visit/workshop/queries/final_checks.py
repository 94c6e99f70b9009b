"""When orders passed their final check: what billing's figure of check and bill in time asks (R-DL05)."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max

from anxin.platform.actor import Actor
from anxin.visit.billing.queries import register_final_checks
from anxin.visit.repair_orders.permissions import SEE
from anxin.visit.workshop.models import Inspection


def final_checks(actor: Actor, order_ids: Collection[int]) -> dict[int, datetime]:
    """The last passed final check of each order that has one."""
    rows = Inspection.objects.visible_to(actor, SEE).filter(
        repair_order__in=list(order_ids), level=Inspection.Level.FINAL, passed=True
    )
    return dict(rows.order_by().values_list("repair_order").annotate(last=Max("at")))


register_final_checks(final_checks)
