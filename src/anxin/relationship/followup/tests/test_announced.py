"""The customer's copy of the delivery note says by when somebody calls, and nothing where nobody does (R-DL04)."""

import pytest

from anxin.parties.org.queries import system_actor
from anxin.platform.documents.contributions import contributions_to
from anxin.platform.scope import reading
from anxin.relationship.followup.models import FollowUp
from anxin.relationship.followup.tests.factories import make_call_desk, planned_follow_up
from anxin.visit.repair_orders.queries import get_order_head


@pytest.mark.rule("R-DL04")
@pytest.mark.django_db
def test_the_day_of_the_call_is_told_until_nobody_calls() -> None:
    desk, program = make_call_desk(), system_actor("test")
    planned = planned_follow_up(desk)
    with reading(program):
        row = FollowUp.objects.across_stores(reason="test").select_related("repair_order").get(pk=planned.id)
        head = get_order_head(program, row.repair_order.number)
        assert contributions_to("delivery_note", program, head) == {"called_by": row.due_on}
