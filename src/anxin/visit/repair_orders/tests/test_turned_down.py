"""What the customer turned down at the counter takes no time, asks for no part, and is not among what is ahead."""

from decimal import Decimal
from typing import Any

import pytest

from anxin.holdings.parts.tests.factories import stock_up
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT
from anxin.platform.references import DocumentRef
from anxin.resources.capacity.commands import hold_time
from anxin.resources.capacity.queries import Needs, Work
from anxin.resources.catalog.tests.factories import make_article
from anxin.visit.repair_orders import commands
from anxin.visit.repair_orders.commands import NewItem, NewJob
from anxin.visit.repair_orders.tests.factories import LABOUR, open_order, view_of
from anxin.visit.repair_orders.tests.test_parts_asked import tasks
from anxin.visit.repair_orders.tests.test_promise import NINE, held, labour, make_shop, opened, promised

pytestmark = pytest.mark.django_db


def test_what_was_turned_down_at_the_counter_holds_no_hours_and_asks_for_no_part() -> None:
    desk = make_shop()
    stock_up(desk.store, make_article("O-1"))
    order = opened(desk, labour("1"))
    part = NewItem("part", code=make_article("P-1", name="前刹车片").number, quantity=Decimal(1))
    job = NewJob("制动", items=[labour("4"), part])
    commands.keep_turned_down_job(actor=desk.actor, number=order.number, job=job, is_deferred=False, reason="太贵", at=NINE)
    assert (held(desk, order), promised(desk, order)) == (60, order.promised_at)
    assert {state for _title, _post, state in tasks()} <= {"CANCELLED"}
    (item, _part) = view_of(desk, order.number).jobs[1].items
    assert (item.decision, item.decline_reason) == ("DECLINED", "太贵")


@pytest.mark.rule("R-RO10")
def test_a_job_that_was_priced_and_turned_down_does_not_keep_the_booked_minutes() -> None:
    desk = make_shop()
    visit = DocumentRef("test.visit", 1)
    needs = Needs((Work("mechanical", 120),))
    hold_time(actor=system_actor("test"), store_id=desk.store.pk, document=visit, needs=needs, starts_at=NINE, at=AT)
    order = open_order(desk, jobs=[NewJob("维修", items=[labour("0.5")])], at=NINE, visit=visit)
    by: dict[str, Any] = {"actor": desk.actor, "number": order.number, "at": NINE}
    commands.keep_turned_down_job(job=NewJob("制动", items=[LABOUR]), is_deferred=True, **by)
    assert held(desk, order) == 30
