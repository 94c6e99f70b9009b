"""What the demo's past has beside what chance makes: told customers, debts of several ages, a free late express order."""

from datetime import timedelta
from random import Random

import pytest

from anxin.faces.twin.history import write_days
from anxin.faces.twin.looking_back import ON_ACCOUNT, LookingBack
from anxin.faces.twin.organisation import STORES
from anxin.faces.twin.people import draw_fleet
from anxin.faces.twin.simulation import StoreSimulation
from anxin.faces.twin.tests.test_equal_writers import FIRST, LONG_AFTER, small_store
from anxin.parties.org.queries import system_actor
from anxin.parties.work.models import ApprovalRequest
from anxin.platform.scope import reading
from anxin.visit.billing.models import Bill, LateExpress
from anxin.visit.billing.queries import find_differences
from anxin.visit.promises.models import Telling
from anxin.visit.promises.queries import list_outcomes


@pytest.mark.rule("R-WS13", "R-DL11", "R-WS04")
@pytest.mark.django_db
def test_late_visits_were_told_bills_of_several_ages_are_owed_and_a_late_express_order_was_free(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("anxin.faces.twin.looking_back.ON_ACCOUNT", (8, 6, 3, 2))
    floor, _days = small_store()
    random = Random("equal")
    fleet = draw_fleet(random, STORES[0].brand, 1, 60, FIRST)
    # Few visits a day leave some of the sixty cars at home.
    simulated = StoreSimulation(random, STORES[0].brand, fleet, FIRST, cars_a_day=4)
    past = simulated.history([FIRST - timedelta(days=8 - each) for each in range(8)])
    assert LookingBack(floor, fleet, past).add(with_express=True) == len(ON_ACCOUNT) + 1
    write_days(floor, past, LONG_AFTER)
    actor = system_actor("test")
    with reading(actor):
        owed = Bill.objects.across_stores(reason="test").filter(payer="customer", due__gt=0)
        assert len({bill.billed_on for bill in owed}) == len(ON_ACCOUNT)
        (late,) = LateExpress.objects.across_stores(reason="test")
        approval = ApprovalRequest.objects.across_stores(reason="test").get(pk=late.approval_id)
        assert approval.state == "APPROVED"
        free = Bill.objects.across_stores(reason="test").filter(settlement__repair_order_id=late.repair_order_id)
        assert [bill.payer for bill in free] == ["goodwill"]
        assert sorted(one.was_in_time for one in Telling.objects.across_stores(reason="test")) == [False, True]
        assert find_differences(actor, floor.store.id, past[0].day) == []
    rows = list_outcomes(actor, floor.store.id, past[0].day, past[-1].day, LONG_AFTER)
    assert {"kept", "told", "told_late", "untold"} <= {row.outcome for row in rows}
