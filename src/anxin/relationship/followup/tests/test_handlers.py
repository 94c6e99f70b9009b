"""What follows from a delivery."""

import pytest

from anxin.platform.events.handling import handle
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import reading
from anxin.relationship.followup import queries
from anxin.relationship.followup.queries import FollowUpFilter
from anxin.relationship.followup.tests.factories import DELIVERED_AT, make_call_desk
from anxin.visit.billing.tests.factories import settled_order
from anxin.visit.repair_orders.commands import deliver_repair_order

pytestmark = pytest.mark.django_db


def test_a_delivery_plans_one_follow_up_however_often_its_event_is_handled() -> None:
    desk = make_call_desk()
    settled = settled_order(desk.front)
    deliver_repair_order(actor=desk.front.actor, number=settled.repair_order, at=DELIVERED_AT)
    with reading(desk.front.actor):
        stored = StoredEvent.objects.get(name="repair_orders.RepairOrderDelivered")
    for _time in range(2):
        handle(stored.pk, stored.store_id)
    with reading(desk.clerk):
        (row,) = queries.list_follow_ups(desk.clerk, desk.store.pk, FollowUpFilter(state=""))
    assert row.repair_order == settled.repair_order
